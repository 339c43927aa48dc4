package io.clouddicom.store;

import io.clouddicom.CloudDicomException;
import io.clouddicom.RetryPolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * For those who write a store or a decorator: counts the attempts of one operation and pauses between them, as a {@link
 * RetryPolicy} says, within a {@link RetryBudget} where there is one. Belongs to one thread.
 *
 * <p>A server that says how long it wants to be left alone ({@link CloudDicomException#retryAfter}) is left alone so long, and
 * by each for a little longer at random; where that is more than the policy's time, the failure is passed on at once.
 */
public final class Retries {
    private final RetryPolicy policy;
    private final @Nullable RetryBudget budget;
    private final Pacing pacing;
    private final long begin;
    private int failures;

    /** Clock, pauses and chance; the tests have others. */
    interface Pacing {
        /** The system's. */
        Pacing SYSTEM = new Pacing() {};

        /** Nanoseconds since some moment. */
        default long nanoTime() {
            return System.nanoTime();
        }

        /** Waits. */
        default void sleep(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }

        /** Any number from 0 to a bound, both included. */
        default long upTo(long bound) {
            return bound <= 0 ? 0 : ThreadLocalRandom.current().nextLong(bound + 1);
        }
    }

    /**
     * Begins to count and to measure the time.
     *
     * @param policy how often and for how long
     */
    public Retries(RetryPolicy policy) {
        this(policy, null, Pacing.SYSTEM);
    }

    /**
     * Begins to count and to measure the time, within a budget that is shared.
     *
     * @param policy how often and for how long
     * @param budget of all that work on the store
     */
    public Retries(RetryPolicy policy, RetryBudget budget) {
        this(policy, budget, Pacing.SYSTEM);
    }

    Retries(RetryPolicy policy, @Nullable RetryBudget budget, Pacing pacing) {
        this.policy = policy;
        this.budget = budget;
        this.pacing = pacing;
        this.begin = pacing.nanoTime();
    }

    /**
     * A request.
     *
     * @param <T> what it answers
     */
    @FunctionalInterface
    public interface Request<T> {
        /**
         * Makes the request.
         *
         * @return the answer
         * @throws IOException a {@link CloudDicomException} says whether it may be made again
         */
        T send() throws IOException;
    }

    /**
     * Makes a request until it succeeds or must not be made again.
     *
     * @param policy how often and for how long
     * @param request the request
     * @param <T> what it answers
     * @return the answer
     * @throws IOException the last failure
     */
    public static <T> T run(RetryPolicy policy, Request<T> request) throws IOException {
        return new Retries(policy).run(request);
    }

    /**
     * Makes a request until it succeeds or must not be made again.
     *
     * @param request the request
     * @param <T> what it answers
     * @return the answer
     * @throws IOException the last failure
     */
    public <T> T run(Request<T> request) throws IOException {
        while (true) {
            try {
                T answer = request.send();
                succeeded();
                return answer;
            } catch (CloudDicomException e) {
                if (!e.retryable()) {
                    throw e;
                }
                pauseOrThrow(e);
            }
        }
    }

    /** Tells the budget of a request that succeeded; {@link #run} does so by itself. */
    public void succeeded() {
        if (budget != null) {
            budget.succeeded();
        }
    }

    /**
     * Pauses before the next attempt.
     *
     * @param failure why there is to be one; thrown if no further attempt is allowed
     * @throws IOException the failure, or an {@link InterruptedIOException} of the pause
     */
    public void pauseOrThrow(IOException failure) throws IOException {
        failures++;
        long timeLeft = policy.budget().toNanos() - (pacing.nanoTime() - begin);
        long wanted = asked(failure);
        if (failures >= policy.attempts() || timeLeft < wanted || timeLeft < 0 || (budget != null && !budget.take())) {
            throw failure;
        }
        // Full jitter: many clients that failed together do not come back together.
        long longest =
                Math.min(policy.longestPause().toNanos(), policy.firstPause().toNanos() << Math.min(failures - 1, 20));
        pause(wanted + pacing.upTo(longest), failure);
    }

    /**
     * Waits as long as the server asked for, before it is looked what became of a request. That is no further attempt, and
     * uses up nothing of the budget.
     *
     * @param failure may say how long
     * @throws IOException the failure, where that is more than the policy's time, or an {@link InterruptedIOException}
     */
    public void leaveAlone(CloudDicomException failure) throws IOException {
        long wanted = asked(failure);
        if (wanted > policy.budget().toNanos() - (pacing.nanoTime() - begin)) {
            throw failure;
        }
        if (wanted > 0) {
            pause(wanted, failure);
        }
    }

    private static long asked(IOException failure) {
        return failure instanceof CloudDicomException told
                ? told.retryAfter().map(Duration::toNanos).orElse(0L)
                : 0;
    }

    private void pause(long nanos, IOException failure) throws InterruptedIOException {
        try {
            pacing.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting to try again");
            interrupted.initCause(failure);
            throw interrupted;
        }
    }
}
