package io.clouddicom.s3.internal;

import java.io.Closeable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that send the parts of large objects, and how many parts may be under way in all: so many buffers, and one
 * more for every put, is what a store holds. Threads begin when they are needed and end when they have been idle for a
 * while.
 */
final class UploadThreads implements Closeable {
    private static final long IDLE_SECONDS = 10;

    private final Semaphore permits;
    private final ExecutorService executor;

    UploadThreads(String storeName, int parallelism) {
        this.permits = new Semaphore(parallelism);
        this.executor = asNeeded("cloud-dicom-upload", storeName);
    }

    /** Threads that begin when they are needed and end when they have been idle for a while. */
    static ExecutorService asNeeded(String name, String storeName) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet() + " " + storeName);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Permits to send a part; whoever takes one gives it back when the part has been sent. */
    Semaphore permits() {
        return permits;
    }

    ExecutorService executor() {
        return executor;
    }

    /** Ends the threads; parts that are under way are interrupted. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
