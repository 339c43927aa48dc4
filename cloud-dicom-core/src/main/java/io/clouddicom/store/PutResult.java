package io.clouddicom.store;

import java.util.Objects;

/**
 * What a put stored.
 *
 * @param version the object's version
 * @param sizeBytes its size in bytes
 * @param crc32c CRC-32C (Castagnoli) of its bytes as the store took them over, in the low 32 bits of the int
 */
public record PutResult(ObjectVersion version, long sizeBytes, int crc32c) {
    /** Checks the version. */
    public PutResult {
        Objects.requireNonNull(version, "version");
    }
}
