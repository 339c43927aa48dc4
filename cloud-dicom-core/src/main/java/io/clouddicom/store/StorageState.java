package io.clouddicom.store;

import java.io.Serial;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * In which storage class an object lies and whether it can be read there.
 *
 * @param storageClass the store's own name of it, such as {@code DEEP_ARCHIVE}
 * @param readability whether it can be read
 * @param expires if it is thawed, when that ends, as far as the store tells; otherwise null
 */
public record StorageState(
        String storageClass,
        Readability readability,
        @Nullable Instant expires) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Whether an object can be read. */
    public enum Readability {
        /** At any time. */
        ALWAYS,
        /** Not until it has been thawed, for which nobody has asked. */
        FROZEN,
        /** Soon: it is being thawed. */
        THAWING,
        /** Now, until it expires. */
        THAWED
    }

    /** Checks the values. */
    public StorageState {
        Objects.requireNonNull(storageClass, "storageClass");
        Objects.requireNonNull(readability, "readability");
    }

    /** Whether it can be read now. */
    public boolean readable() {
        return readability == Readability.ALWAYS || readability == Readability.THAWED;
    }

    /** When it ceases to be readable. */
    public Optional<Instant> readableUntil() {
        return Optional.ofNullable(expires);
    }
}
