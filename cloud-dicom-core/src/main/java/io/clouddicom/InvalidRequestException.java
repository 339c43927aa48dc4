package io.clouddicom;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The call contradicts itself or the archive; it will fail whenever it is made. */
public final class InvalidRequestException extends CloudDicomException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param operation what was being done, a verb such as {@code "put"}
     * @param object what it was done to
     * @param detail what went wrong, a phrase
     */
    public InvalidRequestException(String operation, String object, String detail) {
        this(operation, object, detail, null);
    }

    /**
     * Creates the error with the one underneath.
     *
     * @param operation what was being done, a verb such as {@code "put"}
     * @param object what it was done to
     * @param detail what went wrong, a phrase
     * @param cause the error underneath, or null
     */
    public InvalidRequestException(String operation, String object, String detail, @Nullable Throwable cause) {
        super(operation, object, detail, cause);
    }
}
