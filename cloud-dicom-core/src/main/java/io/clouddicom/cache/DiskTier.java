package io.clouddicom.cache;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The disk tier of a {@link Cache}, as it is to be.
 *
 * @param directory where its files lie; made where it is missing. It belongs to the cache; other files in it stay untouched
 * @param sizeBytes how much it takes at most, at least {@link #LEAST_BYTES}
 * @param mode whether it is filled, only read, or off
 * @param freeBytes how much of the volume stays free: with less than that, the cache does not grow
 * @param plainAllowed whether objects of an archive without encryption may lie there, which is patient data in the clear
 */
public record DiskTier(Path directory, long sizeBytes, DiskMode mode, long freeBytes, boolean plainAllowed) {
    /** The smallest size. */
    public static final long LEAST_BYTES = 8 << 20;

    /** How much of the volume stays free unless something else is said: 1 GiB. */
    public static final long DEFAULT_FREE_BYTES = 1 << 30;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException the size is too small, or the space that stays free is negative
     */
    public DiskTier {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(mode, "mode");
        if (sizeBytes < LEAST_BYTES) {
            throw new IllegalArgumentException("a disk cache has at least " + LEAST_BYTES + " bytes, not " + sizeBytes);
        }
        if (freeBytes < 0) {
            throw new IllegalArgumentException("a negative space that stays free: " + freeBytes);
        }
    }
}
