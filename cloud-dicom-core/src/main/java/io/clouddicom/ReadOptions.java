package io.clouddicom;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How an archive reads from its store.
 *
 * @param parallelism how many reads for frame streams are made at a time, 1 to 512; what a caller's own threads read is not
 *     counted
 * @param prefetchParallelism how many reads of prefetches are made at a time, while nothing else is read; 1 to 512
 * @param timeout how long a read of up to 16 MiB may take, before it is ended and made again; empty for as long as the
 *     backend's own limits allow
 * @param hedging whether a read that takes unusually long is made a second time
 */
public record ReadOptions(
        int parallelism, int prefetchParallelism, Optional<Duration> timeout, Optional<Hedging> hedging) {
    private static final int MOST_PARALLELISM = 512;

    /** 32 reads at a time, 8 of prefetches, no time-out but the backend's, no hedging. */
    public static final ReadOptions DEFAULT = new ReadOptions(32, 8, Optional.empty(), Optional.empty());

    /**
     * When a read is made a second time, because the first takes longer than most of late. The first answer counts, and the
     * other request is ended.
     *
     * @param percentile the share of reads that are faster than what is waited for, such as 0.95
     * @param atLeast so long is waited at least
     * @param budget the share of reads that may be made a second time, such as 0.05
     */
    public record Hedging(double percentile, Duration atLeast, double budget) {
        /** After the 95th percentile, and 5 ms, for at most one read in twenty. */
        public static final Hedging DEFAULT = new Hedging(0.95, Duration.ofMillis(5), 0.05);

        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException a share is not between 0 and 1, or the time is negative
         */
        public Hedging {
            Objects.requireNonNull(atLeast, "atLeast");
            if (!(percentile > 0 && percentile < 1) || !(budget > 0 && budget < 1)) {
                throw new IllegalArgumentException("a share is more than 0 and less than 1");
            }
            if (atLeast.isNegative()) {
                throw new IllegalArgumentException("a duration is negative");
            }
        }
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException a number is out of range, or the time-out is not positive
     */
    public ReadOptions {
        Objects.requireNonNull(hedging, "hedging");
        check(parallelism);
        check(prefetchParallelism);
        if (timeout.isPresent() && (timeout.get().isNegative() || timeout.get().isZero())) {
            throw new IllegalArgumentException("a time-out is more than nothing");
        }
    }

    private static void check(int parallelism) {
        if (parallelism < 1 || parallelism > MOST_PARALLELISM) {
            throw new IllegalArgumentException("1 to " + MOST_PARALLELISM + " reads at a time, not " + parallelism);
        }
    }

    /**
     * With another number of reads at a time.
     *
     * @param reads how many
     * @return such options
     */
    public ReadOptions withParallelism(int reads) {
        return new ReadOptions(reads, prefetchParallelism, timeout, hedging);
    }

    /**
     * With another number of prefetching reads at a time.
     *
     * @param reads how many
     * @return such options
     */
    public ReadOptions withPrefetchParallelism(int reads) {
        return new ReadOptions(parallelism, reads, timeout, hedging);
    }

    /**
     * With a limit in time for each read.
     *
     * @param limit the limit; to be chosen for 16 MiB over the slowest line
     * @return such options
     */
    public ReadOptions withTimeout(Duration limit) {
        return new ReadOptions(parallelism, prefetchParallelism, Optional.of(limit), hedging);
    }

    /**
     * With second requests for reads that take unusually long.
     *
     * @param when after how long, and how many
     * @return such options
     */
    public ReadOptions withHedging(Hedging when) {
        return new ReadOptions(parallelism, prefetchParallelism, timeout, Optional.of(when));
    }
}
