package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Work that the caller and threads of an executor beside it do together.
 *
 * <p>The caller never waits for a task that has not begun: helpers that come late find nothing to do. So an executor that
 * is busy, rejects, or runs tasks in the caller's thread slows nothing down and blocks nothing.
 */
final class SharedWork {
    /** What each thread does until nothing is left to do. */
    interface Body {
        /**
         * Works; when that ends with an error, {@link #stop} is called.
         *
         * @param worker 0 for the caller, from 1 for helpers; at most one thread at a time has a number
         */
        void work(int worker) throws CodestreamException;

        /** Sees that all other threads end soon, too. */
        void stop();
    }

    private final Body body;
    private int active;
    private boolean closed;
    private @Nullable CodestreamException fault;
    private @Nullable RuntimeException defect;

    private SharedWork(Body body) {
        this.body = body;
    }

    /**
     * How many threads may work, the caller among them.
     *
     * @param most more would find nothing to do
     */
    static int workers(int most) {
        return Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), most));
    }

    /** Works by as many threads, or fewer; the first error ends it. */
    static void run(int workers, @Nullable Executor executor, Body body) throws CodestreamException {
        SharedWork work = new SharedWork(body);
        for (int helper = 1; helper < workers && executor != null; helper++) {
            int number = helper;
            try {
                executor.execute(() -> work.help(number));
            } catch (RejectedExecutionException full) {
                break;
            }
        }
        work.finish();
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
        boolean done = false;
        try {
            body.work(worker);
            done = true;
        } catch (CodestreamException e) {
            synchronized (this) {
                fault = e;
            }
        } catch (RuntimeException e) {
            synchronized (this) {
                defect = e;
            }
        } finally {
            if (!done) {
                body.stop();
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
