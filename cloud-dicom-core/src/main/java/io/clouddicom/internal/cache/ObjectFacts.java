package io.clouddicom.internal.cache;

import java.time.Instant;

/**
 * What is known of an object beside its bytes.
 *
 * @param sizeBytes its size
 * @param modified when it was stored
 */
record ObjectFacts(long sizeBytes, Instant modified) {

    /** How many bytes a block of it has; 0 behind its end. */
    int blockLength(int block) {
        return (int) Math.max(0, Math.min(Slab.BLOCK_BYTES, sizeBytes - block * (long) Slab.BLOCK_BYTES));
    }
}
