package io.clouddicom.store;

import java.util.concurrent.atomic.AtomicLong;

/**
 * For those who write a store or a decorator: keeps repetitions a fraction of what succeeds, over all that work on one
 * store, so that a server in trouble is not asked many times as much as one in health. A reserve lets short troubles pass
 * unnoticed; each success fills it up a little. Safe for use by any number of threads.
 */
public final class RetryBudget {
    private static final long WHOLE = 1000;

    private final long most;
    private final long perSuccess;
    private final AtomicLong left;

    /**
     * Begins with a full reserve.
     *
     * @param reserve how many repetitions may follow each other without a success
     * @param perSuccess how many repetitions a success allows, from 0 to 1
     * @throws IllegalArgumentException the reserve is negative, or the fraction is none
     */
    public RetryBudget(int reserve, double perSuccess) {
        if (reserve < 0 || !(perSuccess >= 0 && perSuccess <= 1)) {
            throw new IllegalArgumentException("no such budget: " + reserve + ", " + perSuccess);
        }
        this.most = reserve * WHOLE;
        this.perSuccess = Math.round(perSuccess * WHOLE);
        this.left = new AtomicLong(most);
    }

    /** A reserve of 500 repetitions, and one for every second success. */
    public static RetryBudget standard() {
        return new RetryBudget(500, 0.5);
    }

    /** Whether one more repetition is allowed, which is then used up. */
    public boolean take() {
        return left.getAndUpdate(before -> before < WHOLE ? before : before - WHOLE) >= WHOLE;
    }

    /** Tells of a request that succeeded. */
    public void succeeded() {
        if (left.get() < most) {
            left.updateAndGet(before -> Math.min(most, before + perSuccess));
        }
    }
}
