package io.clouddicom.internal.archive;

import io.clouddicom.CloudDicomException;
import io.clouddicom.RetryPolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Counts the attempts of one operation and pauses between them. Belongs to one thread. */
final class Retries {
    private final RetryPolicy policy;
    private final long begin = System.nanoTime();
    private int failures;

    Retries(RetryPolicy policy) {
        this.policy = policy;
    }

    /** A request. */
    @FunctionalInterface
    interface Request<T> {
        T send() throws IOException;
    }

    /** Makes a request until it succeeds or must not be repeated. */
    static <T> T run(RetryPolicy policy, Request<T> request) throws IOException {
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
     */
    void pauseOrThrow(IOException failure) throws IOException {
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
