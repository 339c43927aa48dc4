package io.clouddicom.store;

import io.clouddicom.CloudDicomException;
import io.clouddicom.RetryPolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * For those who write a store or a decorator: counts the attempts of one operation and pauses between them, as a {@link
 * RetryPolicy} says. Belongs to one thread.
 */
public final class Retries {
    private final RetryPolicy policy;
    private final long begin = System.nanoTime();
    private int failures;

    /**
     * Begins to count and to measure the time.
     *
     * @param policy how often and for how long
     */
    public Retries(RetryPolicy policy) {
        this.policy = policy;
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
        Retries retries = new Retries(policy);
        while (true) {
            try {
                return request.send();
            } catch (CloudDicomException e) {
                if (!e.retryable()) {
                    throw e;
                }
                retries.pauseOrThrow(e);
            }
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
        if (failures >= policy.attempts()
                || System.nanoTime() - begin > policy.budget().toNanos()) {
            throw failure;
        }
        // Full jitter: many clients that failed together do not come back together.
        long longest =
                Math.min(policy.longestPause().toNanos(), policy.firstPause().toNanos() << Math.min(failures - 1, 20));
        long pause = longest <= 0 ? 0 : ThreadLocalRandom.current().nextLong(longest + 1);
        try {
            TimeUnit.NANOSECONDS.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting to try again");
            interrupted.initCause(failure);
            throw interrupted;
        }
    }
}
