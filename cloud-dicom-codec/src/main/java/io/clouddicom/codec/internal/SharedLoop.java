package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A loop whose turns are taken by the caller and by threads of an executor beside it.
 *
 * <p>The caller never waits for a task that has not begun: helpers that come late find nothing to do. So an executor that
 * is busy, rejects, or runs tasks in the caller's thread slows nothing down and blocks nothing.
 */
final class SharedLoop {
    /** What is done each turn. */
    interface Body {
        /**
         * Takes a turn.
         *
         * @param worker 0 for the caller, from 1 for helpers; at most one thread at a time has a number
         * @param index which turn
         */
        void turn(int worker, int index) throws CodestreamException;
    }

    private final int count;
    private final Body body;
    private final AtomicInteger next = new AtomicInteger();
    private int active;
    private boolean closed;
    private @Nullable CodestreamException fault;
    private @Nullable RuntimeException defect;

    private SharedLoop(int count, Body body) {
        this.count = count;
        this.body = body;
    }

    /** How many helpers a loop of so many turns may have. */
    static int helpers(int count) {
        return Math.max(0, Math.min(Runtime.getRuntime().availableProcessors(), count) - 1);
    }

    /** Runs all turns; the first error ends it. */
    static void run(int count, Executor executor, Body body) throws CodestreamException {
        SharedLoop loop = new SharedLoop(count, body);
        int helpers = helpers(count);
        for (int helper = 1; helper <= helpers; helper++) {
            int number = helper;
            try {
                executor.execute(() -> loop.help(number));
            } catch (RejectedExecutionException full) {
                break;
            }
        }
        loop.finish();
    }

    private void help(int worker) {
        synchronized (this) {
            if (closed) {
                return;
            }
            active++;
        }
        try {
            work(worker);
        } finally {
            synchronized (this) {
                active--;
                notifyAll();
            }
        }
    }

    private void work(int worker) {
        try {
            for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                body.turn(worker, index);
            }
        } catch (CodestreamException e) {
            next.set(count);
            synchronized (this) {
                fault = e;
            }
        } catch (RuntimeException e) {
            next.set(count);
            synchronized (this) {
                defect = e;
            }
        }
    }

    private void finish() throws CodestreamException {
        work(0);
        boolean interrupted = false;
        synchronized (this) {
            closed = true;
            while (active > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (defect != null) {
            throw defect;
        }
        if (fault != null) {
            throw fault;
        }
    }
}
