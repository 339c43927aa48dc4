package io.clouddicom;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The store cannot be reached or cannot serve now (network, time-out, disk full). Nothing was changed. */
public final class UnavailableException extends CloudDicomException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param operation what was being done, a verb such as {@code "put"}
     * @param object what it was done to
     * @param detail what went wrong, a phrase
     */
    public UnavailableException(String operation, String object, String detail) {
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
    public UnavailableException(String operation, String object, String detail, @Nullable Throwable cause) {
        this(operation, object, detail, null, cause);
    }

    /**
     * Creates the error of a store that says for how long it wants to be left alone.
     *
     * @param operation what was being done, a verb such as {@code "put"}
     * @param object what it was done to
     * @param detail what went wrong, a phrase
     * @param retryAfter for how long, or null where it does not say
     * @param cause the error underneath, or null
     */
    public UnavailableException(
            String operation, String object, String detail, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(operation, object, detail, retryAfter, cause);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
