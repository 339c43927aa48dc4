package io.clouddicom.observe;

import java.util.Locale;

/** A tier of the cache. */
public enum CacheTier {
    /** Frames as they are stored, and study indexes, in memory. */
    MEMORY,
    /** Decoded frames in memory. */
    DECODED,
    /** Blocks of objects on the disk. */
    DISK;

    /** The word for it in logs and metrics, such as {@code "memory"}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
