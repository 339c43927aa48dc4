package io.clouddicom.internal.archive;

import io.clouddicom.ArchiveScope;
import io.clouddicom.InstanceId;
import io.clouddicom.NotFoundException;
import io.clouddicom.PrefetchListener;
import io.clouddicom.PrefetchOptions;
import io.clouddicom.PrefetchReport;
import io.clouddicom.PrefetchReport.State;
import io.clouddicom.SeriesId;
import io.clouddicom.internal.archive.FrameReadAhead.Wanted;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads frames into the cache. A thread of its own opens study after study and hands batches of frames to the archive's reads,
 * in the order in which they are looked at, a few at a time; bytes are counted before they are read, so that no more are read
 * than are allowed.
 */
public final class Prefetching {
    private static final Logger LOG = LoggerFactory.getLogger(Prefetching.class);
    /** Batches that wait or are read. */
    private static final int MOST_PENDING = 64;

    private final ObjectStore store;
    private final MemoryTier memory;
    private final List<ArchiveScope> scopes;
    private final PrefetchOptions options;
    private final PrefetchListener listener;
    private final LongSupplier nanoTime;
    private final long beginNanos;
    private final Thread thread = new Thread(this::run, "cloud-dicom-prefetch");
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Set<ReadQueue.Read> pending = new HashSet<>();
    private final Map<ArchiveScope, IOException> failures = new LinkedHashMap<>();
    private State state = State.RUNNING;
    private long frames;
    private long bytes;
    private long promisedBytes;

    private Prefetching(
            ObjectStore store,
            MemoryTier memory,
            List<? extends ArchiveScope> scopes,
            PrefetchOptions options,
            PrefetchListener listener,
            LongSupplier nanoTime) {
        this.store = store;
        this.memory = memory;
        this.scopes = List.copyOf(scopes);
        this.options = options;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.beginNanos = nanoTime.getAsLong();
    }

    /**
     * Begins to read.
     *
     * @param scopes what
     * @param options how much of it
     * @param listener hears of progress
     * @param nanoTime tells the time
     */
    public static Prefetching begin(
            ObjectStore store,
            MemoryTier memory,
            List<? extends ArchiveScope> scopes,
            PrefetchOptions options,
            PrefetchListener listener,
            LongSupplier nanoTime) {
        Prefetching prefetching = new Prefetching(store, memory, scopes, options, listener, nanoTime);
        prefetching.thread.setDaemon(true);
        prefetching.thread.start();
        return prefetching;
    }

    /** How far it has come. */
    public synchronized PrefetchReport report() {
        return new PrefetchReport(state, frames, bytes, failures);
    }

    private void run() {
        try {
            for (ArchiveScope scope : scopes) {
                readScope(scope);
            }
            awaitPending(1);
            end(State.COMPLETE);
        } catch (InterruptedException | InterruptedIOException | IllegalStateException e) {
            LOG.debug("a prefetch ends: {}", e.toString());
        } finally {
            // Whatever it ended of: what was found out before counts.
            end(State.CANCELLED);
            awaitAll();
            ended.countDown();
            tell();
        }
    }

    /** Requests that are cancelled end soon. */
    private void awaitAll() {
        boolean waiting = true;
        while (waiting) {
            try {
                awaitPending(1);
                waiting = false;
            } catch (InterruptedException e) {
                LOG.debug("a prefetch is cancelled while it ends");
            }
        }
    }

    private void readScope(ArchiveScope scope) throws InterruptedIOException, InterruptedException {
        try {
            List<StoredInstance> instances = instances(scope);
            for (Map.Entry<StoredInstance, List<Integer>> entry :
                    byInstance(ReadingOrder.of(instances)).entrySet()) {
                StoredInstance instance = entry.getKey();
                for (List<Integer> batch : instance.batches(entry.getValue(), options.reduction())) {
                    add(scope, instance, batch);
                }
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            failed(scope, e);
        }
    }

    private List<StoredInstance> instances(ArchiveScope scope) throws IOException {
        OpenedStudy study = OpenedStudy.openUnhurried(store, memory, ObjectNames.escape(scope.study()));
        List<StoredInstance> instances = new ArrayList<>();
        for (StoredInstance instance : study.instances()) {
            InstanceId id = instance.id();
            boolean within = scope instanceof SeriesId series
                    ? series.series().equals(id.series())
                    : !(scope instanceof InstanceId) || scope.equals(id);
            if (within) {
                instances.add(instance);
            }
        }
        if (instances.isEmpty()) {
            throw new NotFoundException("prefetch", scope.toString(), "there is no instance");
        }
        return instances;
    }

    private static Map<StoredInstance, List<Integer>> byInstance(List<Wanted> wanted) {
        Map<StoredInstance, List<Integer>> frames = new LinkedHashMap<>();
        wanted.forEach(frame -> frames.computeIfAbsent(frame.instance(), same -> new ArrayList<>())
                .add(frame.frameIndex()));
        return frames;
    }

    /** Adds a batch; ends the whole where it would be too much or too late. */
    private void add(ArchiveScope scope, StoredInstance instance, List<Integer> batch)
            throws IOException, InterruptedException {
        long length = 0;
        for (int frameIndex : batch) {
            length += instance.frameBytes(frameIndex, options.reduction());
        }
        awaitPending(MOST_PENDING);
        synchronized (this) {
            if (late()) {
                end(State.OUT_OF_TIME);
            } else if (length > options.mostBytes() - promisedBytes) {
                awaitPending(1);
                end(State.OUT_OF_BYTES);
            }
            if (ended()) {
                throw new InterruptedException("it has ended");
            }
            promisedBytes += length;
            Batch added = new Batch(scope, instance, batch, length);
            ReadQueue.Read read = memory.reads().add(ReadQueue.Rank.PREFETCH, added::run);
            added.read = read;
            pending.add(read);
        }
    }

    /** What begins as those before it were cancelled makes no request any more. */
    private synchronized boolean ended() {
        return state != State.RUNNING;
    }

    private boolean late() {
        return options.mostTime().isPresent()
                && nanoTime.getAsLong() - beginNanos >= options.mostTime().get().toNanos();
    }

    /** Frames that are read with one request. */
    private final class Batch {
        private final ArchiveScope scope;
        private final StoredInstance instance;
        private final List<Integer> frameIndexes;
        private final long length;
        private ReadQueue.@Nullable Read read;

        Batch(ArchiveScope scope, StoredInstance instance, List<Integer> frameIndexes, long length) {
            this.scope = scope;
            this.instance = instance;
            this.frameIndexes = frameIndexes;
            this.length = length;
        }

        void run() {
            try {
                if (late()) {
                    end(State.OUT_OF_TIME);
                }
                if (ended()) {
                    return;
                }
                instance.bringNear(frameIndexes, options.reduction());
                synchronized (Prefetching.this) {
                    frames += frameIndexes.size();
                    bytes += length;
                }
            } catch (InterruptedIOException e) {
                end(State.CANCELLED);
            } catch (IOException e) {
                failed(instance.key().id().<ArchiveScope>map(id -> id).orElse(scope), e);
            } finally {
                synchronized (Prefetching.this) {
                    pending.remove(Objects.requireNonNull(read));
                    Prefetching.this.notifyAll();
                }
                tell();
            }
        }
    }

    private synchronized void awaitPending(int fewerThan) throws InterruptedException {
        while (pending.size() >= fewerThan) {
            wait();
        }
    }

    private synchronized void failed(ArchiveScope what, IOException error) {
        failures.putIfAbsent(what, error);
    }

    /** The first reason for the end counts. */
    private void end(State reason) {
        List<ReadQueue.Read> left;
        synchronized (this) {
            if (state != State.RUNNING) {
                return;
            }
            state = reason;
            left = List.copyOf(pending);
        }
        left.forEach(this::withdraw);
    }

    private void withdraw(ReadQueue.Read read) {
        if (read.cancel()) {
            synchronized (this) {
                pending.remove(read);
                notifyAll();
            }
        }
    }

    private void tell() {
        try {
            listener.progress(report());
        } catch (RuntimeException e) {
            LOG.warn("a listener of a prefetch fails: {}", e.toString());
        }
    }

    /** Ends it. */
    public void cancel() {
        end(State.CANCELLED);
        if (Thread.currentThread() != thread) {
            thread.interrupt();
        }
    }

    /** Waits for the end. */
    public PrefetchReport await() throws IOException {
        try {
            ended.await();
            return report();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for a prefetch");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
