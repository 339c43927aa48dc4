package io.clouddicom.store;

import java.time.Instant;
import java.util.Objects;

/**
 * What a store tells of an object without its bytes.
 *
 * @param key its name
 * @param sizeBytes its size in bytes
 * @param version its version
 * @param modified when it was stored, by the store's clock
 */
public record ObjectInfo(ObjectKey key, long sizeBytes, ObjectVersion version, Instant modified) {
    /** Checks the values. */
    public ObjectInfo {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(modified, "modified");
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("negative size " + sizeBytes);
        }
    }
}
