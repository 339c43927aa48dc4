package io.clouddicom.observe;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations in classes that are at most a sixteenth wide, so that a quantile is at most that much too high. Safe for
 * use by any number of threads.
 */
final class LatencyHistogram {
    /** Each power of two is divided into so many classes. */
    private static final int STEPS = 16;

    private static final int STEP_BITS = 4;
    private static final int CLASSES = (Long.SIZE - STEP_BITS) * STEPS;

    private final AtomicLongArray counts = new AtomicLongArray(CLASSES);

    void add(long nanos) {
        counts.incrementAndGet(classOf(Math.max(0, nanos)));
    }

    private static int classOf(long nanos) {
        if (nanos < STEPS) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - STEP_BITS - Long.numberOfLeadingZeros(nanos);
        return (shift + 1) * STEPS + (int) (nanos >>> shift) - STEPS;
    }

    /** The greatest duration of a class. */
    private static long most(int index) {
        if (index < STEPS) {
            return index;
        }
        int shift = index / STEPS - 1;
        return ((STEPS + index % STEPS + 1L) << shift) - 1;
    }

    /**
     * The duration that a share of all did not exceed.
     *
     * @param share more than 0, up to 1
     * @return nanoseconds, rounded up to the end of a class; 0 without any
     */
    long quantile(double share) {
        long total = 0;
        for (int i = 0; i < CLASSES; i++) {
            total += counts.get(i);
        }
        long wanted = (long) Math.ceil(share * total);
        long seen = 0;
        for (int i = 0; i < CLASSES && wanted > 0; i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return most(i);
            }
        }
        return 0;
    }
}
