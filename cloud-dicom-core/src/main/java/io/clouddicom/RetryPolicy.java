package io.clouddicom;

import java.time.Duration;
import java.util.Objects;

/**
 * How the archive repeats a request that failed though it may succeed: after pauses that double, each shortened at
 * random, until attempts or time are used up.
 *
 * @param attempts how often a request is made at most, the first time included
 * @param firstPause the longest pause after the first failure
 * @param longestPause the longest pause after any failure
 * @param budget no further attempt begins when this much time has passed since the first one began
 */
public record RetryPolicy(int attempts, Duration firstPause, Duration longestPause, Duration budget) {

    /** Eight attempts, pauses of up to 100 ms to 5 s, within a minute. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(8, Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(1));

    /** Every failure is passed on. */
    public static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException there is no attempt, or a duration is negative
     */
    public RetryPolicy {
        Objects.requireNonNull(firstPause, "firstPause");
        Objects.requireNonNull(longestPause, "longestPause");
        Objects.requireNonNull(budget, "budget");
        if (attempts < 1) {
            throw new IllegalArgumentException("there must be one attempt at least");
        }
        if (firstPause.isNegative() || longestPause.isNegative() || budget.isNegative()) {
            throw new IllegalArgumentException("a duration is negative");
        }
    }
}
