package io.clouddicom.internal.archive;

import io.clouddicom.ReadOptions;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads that are made in threads of an archive, so many at a time. What somebody waits for is begun before what is read ahead,
 * and has places of its own; what is prefetched is begun only while little else is going on. So nothing ever waits for a
 * prefetch.
 *
 * <p>A read that is cancelled is not begun, or its thread is interrupted, by which its request ends. A read must not wait for
 * another one of this queue. Safe for use by any number of threads.
 */
public final class ReadQueue implements Closeable {
    /** Places that are kept for what somebody waits for. */
    private static final int RESERVED = 8;

    private static final int IDLE_SECONDS = 10;

    private final int parallelism;
    private final int prefetchParallelism;
    private final Map<Rank, ArrayDeque<Read>> waiting = new EnumMap<>(Rank.class);
    private final Set<Read> running = new HashSet<>();
    private final ExecutorService threads;
    private int foreground;
    private int prefetching;
    private boolean closed;

    /** How urgent a read is. */
    enum Rank {
        /** Somebody waits for it. */
        NOW,
        /** Somebody will soon want it. */
        AHEAD,
        /** Somebody may want it one day. */
        PREFETCH
    }

    /**
     * Makes it; its threads are started as they are needed.
     *
     * @param options how many reads at a time
     */
    ReadQueue(ReadOptions options) {
        this.parallelism = options.parallelism();
        this.prefetchParallelism = options.prefetchParallelism();
        for (Rank rank : Rank.values()) {
            waiting.put(rank, new ArrayDeque<>());
        }
        threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "cloud-dicom-read");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** A read that waits, is going on, or has ended. */
    final class Read {
        private final Runnable work;
        private Rank rank;
        /** Runs it; null before and after. Guarded by this read, so that no interruption comes too late. */
        private @Nullable Thread thread;

        private boolean cancelled;

        private Read(Rank rank, Runnable work) {
            this.rank = rank;
            this.work = work;
        }

        /** Somebody waits for it now. */
        void urge() {
            synchronized (ReadQueue.this) {
                if (rank != Rank.NOW && waiting.get(rank).remove(this)) {
                    rank = Rank.NOW;
                    waiting.get(rank).add(this);
                    begin();
                }
            }
        }

        /**
         * Does not begin it, or interrupts it. Whoever waits for it is told by whom cancels.
         *
         * @return whether it will never begin
         */
        boolean cancel() {
            synchronized (ReadQueue.this) {
                if (waiting.get(rank).remove(this)) {
                    return true;
                }
            }
            synchronized (this) {
                cancelled = true;
                if (thread != null) {
                    thread.interrupt();
                }
            }
            return false;
        }

        private void run() {
            synchronized (this) {
                thread = Thread.currentThread();
                if (cancelled) {
                    thread.interrupt();
                }
            }
            try {
                work.run();
            } finally {
                synchronized (this) {
                    thread = null;
                    // It was meant for this read, and not for the next one of this thread.
                    Thread.interrupted();
                }
            }
        }
    }

    /**
     * Adds a read.
     *
     * @param rank how urgent it is
     * @param work reads; throws nothing, and ends soon when its thread is interrupted
     * @return the read
     * @throws IllegalStateException this is closed
     */
    synchronized Read add(Rank rank, Runnable work) {
        if (closed) {
            throw new IllegalStateException("the archive is closed");
        }
        Read read = new Read(rank, work);
        waiting.get(rank).add(read);
        begin();
        return read;
    }

    /** Begins what there is room for. */
    private void begin() {
        for (Rank rank : Rank.values()) {
            ArrayDeque<Read> queue = waiting.get(rank);
            while (!queue.isEmpty() && room(rank)) {
                Read read = queue.remove();
                count(rank, 1);
                running.add(read);
                threads.execute(() -> runAndBegin(read));
            }
        }
    }

    private boolean room(Rank rank) {
        return switch (rank) {
            case NOW -> foreground < parallelism + RESERVED;
            case AHEAD -> foreground < parallelism;
            case PREFETCH -> foreground + prefetching < prefetchParallelism;
        };
    }

    private void count(Rank rank, int change) {
        if (rank == Rank.PREFETCH) {
            prefetching += change;
        } else {
            foreground += change;
        }
    }

    private void runAndBegin(Read read) {
        try {
            read.run();
        } finally {
            synchronized (this) {
                running.remove(read);
                count(read.rank, -1);
                begin();
            }
        }
    }

    /** Reads that somebody makes in a thread of his own: what is prefetched makes room for them too. */
    <T> T besides(MemoryTier.Loader<T> reading) throws java.io.IOException {
        synchronized (this) {
            foreground++;
        }
        try {
            return reading.load();
        } finally {
            synchronized (this) {
                foreground--;
                begin();
            }
        }
    }

    /** Cancels all reads. Those that wait are run interrupted, one after the other: so whoever waits for them is told. */
    @Override
    public void close() {
        List<Read> notBegun = new ArrayList<>();
        List<Read> left = new ArrayList<>();
        synchronized (this) {
            closed = true;
            waiting.values().forEach(notBegun::addAll);
            waiting.values().forEach(ArrayDeque::clear);
            left.addAll(running);
        }
        left.forEach(Read::cancel);
        notBegun.forEach(Read::cancel);
        if (!notBegun.isEmpty()) {
            threads.execute(() -> notBegun.forEach(Read::run));
        }
        threads.shutdown();
    }
}
