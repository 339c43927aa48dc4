package io.clouddicom;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The root of every error that the archive, its stores and its DICOM layer raise on purpose.
 *
 * <p>The subtypes say what the caller does next. Each error names the operation and the object that it concerns, and
 * whether the same call can succeed when it is simply made again. No message holds patient data, keys or signed URLs.
 *
 * <p>Errors of the caller's own streams (a file that cannot be read, say) pass through as the plain
 * {@link IOException} that they are.
 */
public abstract sealed class CloudDicomException extends IOException
        permits NotFoundException,
                AlreadyExistsException,
                PreconditionFailedException,
                RangeNotSatisfiableException,
                ThrottledException,
                AccessDeniedException,
                UnavailableException,
                NotYetReadableException,
                OutcomeUnknownException,
                CorruptDataException,
                AuthenticationFailedException,
                UnsupportedFeatureException,
                InvalidRequestException,
                NotAVolumeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String operation;
    private final String object;
    private final @Nullable Duration retryAfter;

    /**
     * Creates the error.
     *
     * @param operation what was being done, a verb such as {@code "put"}
     * @param object what it was done to: an object key, a UID path, a store
     * @param detail what went wrong, a phrase without operation and object
     * @param cause the error underneath, or null
     */
    CloudDicomException(String operation, String object, String detail, @Nullable Throwable cause) {
        this(operation, object, detail, null, cause);
    }

    /**
     * Creates the error of a store that says for how long it wants to be left alone.
     *
     * @param retryAfter for how long, or null where it does not say
     */
    CloudDicomException(
            String operation, String object, String detail, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(operation + " " + object + ": " + detail, cause);
        this.operation = Objects.requireNonNull(operation, "operation");
        this.object = Objects.requireNonNull(object, "object");
        this.retryAfter = retryAfter;
    }

    /** What was being done, a verb such as {@code "put"}. */
    public final String operation() {
        return operation;
    }

    /** What it was done to: an object key, a UID path or a store. */
    public final String object() {
        return object;
    }

    /** For how long the store wants to be left alone, as far as it says: no request should come earlier. */
    public final Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Whether the same call may succeed when it is made again unchanged, usually after a pause. */
    public boolean retryable() {
        return false;
    }
}
