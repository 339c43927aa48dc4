package io.clouddicom.codec.internal;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Who takes which of the code-blocks of a stripe. Each thread has a share of blocks that are neighbours, and takes them one
 * after the other; then it takes of the other shares from their ends. So threads hardly ever store in neighbouring columns
 * of the same rows at a time, whose cache lines would go to and fro between processors and take more time than decoding.
 */
final class BlockShares {
    private int workers;
    /** By stripe and worker: the first block left and, in the upper half, the one after the last. */
    private AtomicLongArray left = new AtomicLongArray(16);

    /** Starts with as many stripes and workers, without blocks. */
    void start(int stripes, int workerCount) {
        workers = workerCount;
        int count = Math.multiplyExact(stripes, workerCount);
        if (left.length() < count) {
            left = new AtomicLongArray(2 * count);
        }
    }

    /** Divides the blocks of a stripe: those from {@code first} on, before {@code end}. */
    void divide(int stripe, int first, int end) {
        for (int worker = 0; worker < workers; worker++) {
            left.set(stripe * workers + worker, pack(bound(first, end, worker), bound(first, end, worker + 1)));
        }
    }

    private int bound(int first, int end, int worker) {
        return first + (int) ((long) (end - first) * worker / workers);
    }

    /** Takes a block of a stripe, or -1 when none is left. */
    int take(int stripe, int worker) {
        int own = take(stripe * workers + worker, false);
        for (int other = 1; other < workers && own < 0; other++) {
            own = take(stripe * workers + (worker + other) % workers, true);
        }
        return own;
    }

    private int take(int share, boolean last) {
        while (true) {
            long range = left.get(share);
            int from = (int) range;
            int to = (int) (range >> 32);
            if (from >= to) {
                return -1;
            }
            if (left.compareAndSet(share, range, last ? pack(from, to - 1) : pack(from + 1, to))) {
                return last ? to - 1 : from;
            }
        }
    }

    private static long pack(int from, int to) {
        return (long) to << 32 | from;
    }
}
