package io.clouddicom.internal.transcode;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Works on the frames of an instance in parallel and hands the results on in order.
 *
 * <p>All instances share one pool of threads, as many as there are processors, which end when they have had nothing to do
 * for a while; the caller's thread works too, so that nothing waits for a pool that is busy. All share a budget of memory
 * as well, half of the heap: frames begin only as there is room.
 *
 * @param <T> the result for one frame
 */
public final class FramePipeline<T> {

    /** What is done for a frame, in any thread. */
    @FunctionalInterface
    public interface Work<T> {
        /**
         * Does it.
         *
         * @param frameIndex which frame, from 0
         * @throws IOException ends the whole
         * @throws NotTranscodableException ends the whole
         */
        T run(int frameIndex) throws IOException, NotTranscodableException;
    }

    /** Takes the results, in order and in the caller's thread. */
    @FunctionalInterface
    public interface Sink<T> {
        /**
         * Takes one.
         *
         * @throws IOException ends the whole
         */
        void take(T result) throws IOException;
    }

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final long UNIT_BYTES = 64 << 10;
    private static final int BUDGET =
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2 / UNIT_BYTES);
    private static final Semaphore MEMORY = new Semaphore(BUDGET, true);
    private static final AtomicInteger THREADS = new AtomicInteger();
    private static final ThreadPoolExecutor POOL = pool();

    private final int unitsEach;
    private final Work<T> work;
    private final Sink<T> sink;
    private final ArrayDeque<FutureTask<T>> running = new ArrayDeque<>();
    private volatile boolean stopped;

    private FramePipeline(int unitsEach, Work<T> work, Sink<T> sink) {
        this.unitsEach = unitsEach;
        this.work = work;
        this.sink = sink;
    }

    private static ThreadPoolExecutor pool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                PROCESSORS, PROCESSORS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), runnable -> {
                    Thread thread = new Thread(runnable, "cloud-dicom-frames-" + THREADS.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Works on all frames.
     *
     * @param count how many there are
     * @param bytesEach how much memory one takes at most, its result included
     * @param work what is done for each
     * @param sink takes the results
     * @throws NotTranscodableException a frame said so, or needs more memory than there is
     * @throws IOException the first error of work or sink; {@link InterruptedIOException} if the thread is interrupted
     */
    public static <T> void run(int count, long bytesEach, Work<T> work, Sink<T> sink)
            throws IOException, NotTranscodableException {
        long units = bytesEach / UNIT_BYTES + 1;
        if (units > BUDGET) {
            throw new NotTranscodableException("a frame needs more memory than there is for it");
        }
        new FramePipeline<>((int) units, work, sink).run(count);
    }

    private void run(int count) throws IOException, NotTranscodableException {
        int begun = 0;
        try {
            for (int done = 0; done < count; done++) {
                while (begun < count && running.size() <= PROCESSORS && acquire()) {
                    int frameIndex = begun++;
                    FutureTask<T> task = new FutureTask<>(guarded(frameIndex));
                    running.add(task);
                    if (count > 1) {
                        POOL.execute(task);
                    }
                }
                FutureTask<T> first = running.element();
                first.run();
                sink.take(result(first));
                running.remove();
                MEMORY.release(unitsEach);
            }
        } finally {
            stop();
        }
    }

    /** Room for one frame more; waits for it only where none of this instance is under way. */
    private boolean acquire() throws InterruptedIOException {
        if (!running.isEmpty()) {
            return MEMORY.tryAcquire(unitsEach);
        }
        try {
            MEMORY.acquire(unitsEach);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private Callable<T> guarded(int frameIndex) {
        return () -> {
            if (stopped) {
                throw new InterruptedIOException("another frame has failed");
            }
            return work.run(frameIndex);
        };
    }

    private T result(FutureTask<T> task) throws IOException, NotTranscodableException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) {
                throw io;
            } else if (cause instanceof NotTranscodableException not) {
                throw not;
            } else if (cause instanceof Error error) {
                throw error;
            } else if (cause instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException(cause);
        }
    }

    /** Ends what is under way: nothing reads the source any more when this returns. */
    private void stop() {
        stopped = true;
        boolean interrupted = Thread.interrupted();
        while (!running.isEmpty()) {
            FutureTask<T> task = running.element();
            task.run();
            try {
                awaitEnd(task);
            } catch (InterruptedException e) {
                interrupted = true;
                continue;
            }
            running.remove();
            MEMORY.release(unitsEach);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until a frame has ended, however: the first error is what the caller gets. */
    private static void awaitEnd(FutureTask<?> task) throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException laterError) {
            return;
        }
    }
}
