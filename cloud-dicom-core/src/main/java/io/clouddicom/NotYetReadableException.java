package io.clouddicom;

import io.clouddicom.store.StorageState;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The object is there, but lies in a storage class from which it has to be thawed before it can be read: see
 * {@link DicomArchive#thaw}. The same call succeeds once that is done, which takes minutes to days.
 */
public final class NotYetReadableException extends CloudDicomException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final StorageState state;

    /**
     * Creates the error.
     *
     * @param operation what was being done, a verb such as {@code "get"}
     * @param object what it was done to
     * @param state in which storage class it lies, and whether it is being thawed
     * @param cause the error underneath, or null
     */
    public NotYetReadableException(String operation, String object, StorageState state, @Nullable Throwable cause) {
        super(operation, object, detail(state), cause);
        this.state = state;
    }

    private static String detail(StorageState state) {
        String lies = "the object lies in the storage class " + state.storageClass();
        return switch (state.readability()) {
            case FROZEN -> lies + " and has to be thawed first";
            case THAWING -> lies + " and is being thawed; try again later";
            case ALWAYS, THAWED ->
                lies + " and could not be read"
                        + state.readableUntil()
                                .map(until -> ", though it is thawed until " + until)
                                .orElse("");
        };
    }

    /** In which storage class it lies, and whether it is being thawed. */
    public StorageState state() {
        return state;
    }
}
