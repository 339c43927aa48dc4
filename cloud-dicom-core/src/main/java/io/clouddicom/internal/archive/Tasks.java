package io.clouddicom.internal.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Does something for each of many things, several at a time, in threads that end with the call. */
final class Tasks {

    /** What is done for each. */
    @FunctionalInterface
    interface Action<T> {
        /**
         * Does it.
         *
         * @throws IOException ends the whole; what shall not do so is caught by the action
         */
        void run(T item) throws IOException;
    }

    private Tasks() {}

    /**
     * Runs the action for all items, which are taken one by one as threads are free. Returns when all threads have ended.
     *
     * @param name what the threads are named
     * @param parallelism how many threads
     * @param items the items
     * @param action the action
     * @throws InterruptedIOException the calling thread was interrupted; the others were too, and have ended
     * @throws IOException the first error of an action
     */
    static <T> void forEach(String name, int parallelism, Iterable<T> items, Action<T> action) throws IOException {
        Iterator<T> iterator = items.iterator();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Runnable work = () -> {
            try {
                T item = next(iterator, failure);
                while (item != null) {
                    action.run(item);
                    item = next(iterator, failure);
                }
            } catch (Throwable e) {
                // Whatever it is, the caller gets it: see rethrow.
                failure.compareAndSet(null, e);
            }
        };
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= parallelism; i++) {
            Thread thread = new Thread(work, "cloud-dicom-" + name + "-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        boolean interrupted = join(threads, failure);
        rethrow(failure.get());
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static <T> @Nullable T next(Iterator<T> iterator, AtomicReference<@Nullable Throwable> failure) {
        synchronized (iterator) {
            return failure.get() == null && iterator.hasNext() ? iterator.next() : null;
        }
    }

    private static boolean join(List<Thread> threads, AtomicReference<@Nullable Throwable> failure) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    failure.compareAndSet(null, new InterruptedIOException("interrupted"));
                    threads.forEach(Thread::interrupt);
                }
            }
        }
        return interrupted;
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            if (e instanceof InterruptedIOException) {
                Thread.currentThread().interrupt();
            }
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        }
    }
}
