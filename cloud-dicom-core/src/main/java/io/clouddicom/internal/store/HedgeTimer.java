package io.clouddicom.internal.store;

import io.clouddicom.ReadOptions.Hedging;
import java.util.Arrays;

/**
 * Knows how long reads took of late, and so when one takes unusually long, and how many may be made a second time. Small and
 * larger reads are told apart. Safe for use by any number of threads.
 */
final class HedgeTimer {
    /** Of so many reads is remembered how long they took. */
    private static final int REMEMBERED = 200;
    /** With fewer, nothing is unusual yet. */
    private static final int FEWEST = 20;

    private static final long SMALL_BYTES = 256 << 10;
    /** What was not used does not pile up beyond this. */
    private static final double MOST_SAVED = 10;

    private final Hedging hedging;
    private final Latencies small = new Latencies();
    private final Latencies large = new Latencies();
    private double saved = 1;

    private static final class Latencies {
        private final long[] nanos = new long[REMEMBERED];
        private long count;

        void add(long took) {
            nanos[(int) (count++ % REMEMBERED)] = took;
        }

        long percentile(double share) {
            if (count < FEWEST) {
                return Long.MAX_VALUE;
            }
            long[] sorted = Arrays.copyOf(nanos, (int) Math.min(count, REMEMBERED));
            Arrays.sort(sorted);
            return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))];
        }
    }

    HedgeTimer(Hedging hedging) {
        this.hedging = hedging;
    }

    private Latencies of(long length) {
        return length <= SMALL_BYTES ? small : large;
    }

    /** A read of so many bytes took so long. */
    synchronized void took(long length, long nanos) {
        of(length).add(nanos);
        saved = Math.min(MOST_SAVED, saved + hedging.budget());
    }

    /** How long a read of so many bytes is waited for alone. */
    synchronized long patienceNanos(long length) {
        return Math.max(hedging.atLeast().toNanos(), of(length).percentile(hedging.percentile()));
    }

    /** Whether one more may be made a second time, which counts then. */
    synchronized boolean mayHedge() {
        if (saved < 1) {
            return false;
        }
        saved--;
        return true;
    }
}
