package io.clouddicom.codec.internal;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Who takes which of the code-blocks of a batch. One thread takes them from the first on, others from the last back. So
 * threads hardly ever store in neighbouring columns of the same rows at a time, whose cache lines would go to and fro between
 * processors and take more time than decoding.
 */
final class BlockShares {
    /** By batch: the first block left and, in the upper half, the one after the last. */
    private AtomicLongArray left = new AtomicLongArray(16);

    /** Starts with as many batches, without blocks. */
    void start(int batches) {
        if (left.length() < batches) {
            left = new AtomicLongArray(2 * batches);
        }
    }

    /** Gives a batch its blocks: those from {@code first} on, before {@code end}. */
    void fill(int batch, int first, int end) {
        left.set(batch, pack(first, end));
    }

    /** Takes the first block of a batch, or the last one, or -1 when none is left. */
    int take(int batch, boolean last) {
        while (true) {
            long range = left.get(batch);
            int from = (int) range;
            int to = (int) (range >> 32);
            if (from >= to) {
                return -1;
            }
            if (left.compareAndSet(batch, range, last ? pack(from, to - 1) : pack(from + 1, to))) {
                return last ? to - 1 : from;
            }
        }
    }

    private static long pack(int from, int to) {
        return (long) to << 32 | from;
    }
}
