package io.clouddicom;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What is prefetched of a study, and when it is enough.
 *
 * @param reduction how many times rows and columns are halved, 0 to 32; see {@link Frame#reduced}
 * @param mostBytes how many bytes of frames at most, as they are stored
 * @param mostTime when this has passed, nothing more is begun; empty for no limit
 */
public record PrefetchOptions(int reduction, long mostBytes, Optional<Duration> mostTime) {
    private static final int MOST_REDUCTION = 32;

    /** Whole frames, all of them. */
    public static final PrefetchOptions DEFAULT = new PrefetchOptions(0, Long.MAX_VALUE, Optional.empty());

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException the reduction is out of range, or a bound is negative
     */
    public PrefetchOptions {
        Objects.requireNonNull(mostTime, "mostTime");
        if (reduction < 0 || reduction > MOST_REDUCTION) {
            throw new IllegalArgumentException("a reduction is 0 to " + MOST_REDUCTION + ", not " + reduction);
        }
        if (mostBytes < 0 || mostTime.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException("a bound is negative");
        }
    }

    /**
     * Frames at a reduced resolution.
     *
     * @param times how many times rows and columns are halved
     * @return such options
     */
    public PrefetchOptions reduced(int times) {
        return new PrefetchOptions(times, mostBytes, mostTime);
    }

    /**
     * No more than so many bytes.
     *
     * @param bytes how many, in all studies together
     * @return such options
     */
    public PrefetchOptions upTo(long bytes) {
        return new PrefetchOptions(reduction, bytes, mostTime);
    }

    /**
     * For no longer than this.
     *
     * @param time how long
     * @return such options
     */
    public PrefetchOptions within(Duration time) {
        return new PrefetchOptions(reduction, mostBytes, Optional.of(time));
    }
}
