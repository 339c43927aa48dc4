package io.clouddicom.internal.archive;

import io.clouddicom.CorruptDataException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Brings together what many threads want of one object at once: a frame that is being fetched is waited for, and frames near
 * one that is being fetched wait until it is there, and then come with few requests.
 *
 * <p>A thread fetches what it wants itself, unless enough requests near by are under way; what then piled up is fetched by
 * threads of a pool. Nobody waits for a thread that waits. Safe for use by any number of threads.
 */
final class FrameRequests {
    /** So many requests for frames near each other are made before others wait. */
    private static final int MOST_NEAR = 2;
    /** So many requests at once are made for one object. */
    private static final int MOST_AT_ONCE = 8;

    private final Executor pool;
    private final Kept kept;
    private final Map<MemoryKey, Group> groups = new ConcurrentHashMap<>();

    /** Where frames are kept. */
    interface Kept {
        /** A frame that is kept. */
        byte @Nullable [] frame(FrameReading reading, int frame);

        /** Keeps a frame. */
        void keep(FrameReading reading, int frame, byte[] bytes);
    }

    /** A frame for which at least one thread waits. */
    private static final class Wanted {
        final CompletableFuture<byte[]> bytes = new CompletableFuture<>();
        /** How many wait, guarded by the group. */
        int waiting;
    }

    FrameRequests(Executor pool, Kept kept) {
        this.pool = pool;
        this.kept = kept;
    }

    /**
     * Reads frames of an object.
     *
     * @param reading how they are read
     * @param frames which, from 0, each once
     * @return their bytes, shared with others and not to be changed
     */
    List<byte[]> read(FrameReading reading, List<Integer> frames) throws IOException {
        MemoryKey key = reading.memoryKey();
        Group group = groups.compute(key, (same, present) -> {
            Group joined = present == null ? new Group(key, reading) : present;
            joined.users++;
            return joined;
        });
        try {
            return group.read(frames);
        } finally {
            group.leave();
        }
    }

    /** What is wanted of one object. */
    private final class Group {
        private final MemoryKey key;
        private final FrameReading reading;
        /** How many threads are about it, guarded by the map of groups. */
        private int users;

        private final TreeMap<Integer, Wanted> pending = new TreeMap<>();
        private final TreeMap<Integer, Wanted> running = new TreeMap<>();
        private int active;

        Group(MemoryKey key, FrameReading reading) {
            this.key = key;
            this.reading = reading;
        }

        void leave() {
            groups.compute(key, (same, group) -> --users == 0 ? null : group);
        }

        List<byte[]> read(List<Integer> frames) throws IOException {
            TreeMap<Integer, Wanted> wanted = new TreeMap<>();
            List<Integer> mine = want(frames, wanted);
            try {
                if (!mine.isEmpty()) {
                    fetch(mine);
                }
                List<byte[]> read = new ArrayList<>(frames.size());
                for (int frame : frames) {
                    read.add(await(wanted.get(frame)));
                }
                return read;
            } finally {
                forget(wanted);
            }
        }

        /** Notes what is wanted; returns what this thread is to fetch. */
        private synchronized List<Integer> want(List<Integer> frames, TreeMap<Integer, Wanted> wanted) {
            TreeMap<Integer, Wanted> missing = new TreeMap<>();
            for (int frame : frames) {
                Wanted one = running.getOrDefault(frame, pending.get(frame));
                if (one == null) {
                    one = new Wanted();
                    byte[] bytes = kept.frame(reading, frame);
                    if (bytes != null) {
                        one.bytes.complete(bytes);
                    } else {
                        missing.put(frame, one);
                    }
                }
                one.waiting++;
                wanted.put(frame, one);
            }
            boolean now = active < MOST_NEAR || (active < MOST_AT_ONCE && !near(missing.keySet()));
            if (missing.isEmpty() || !now) {
                pending.putAll(missing);
                return List.of();
            }
            running.putAll(missing);
            active++;
            return List.copyOf(missing.keySet());
        }

        private boolean near(Iterable<Integer> frames) {
            for (int frame : frames) {
                for (int other : running.keySet()) {
                    if (reading.near(frame, other)) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** Fetches frames that are running. */
        private void fetch(List<Integer> frames) throws IOException {
            List<Integer> left = new ArrayList<>(frames);
            try {
                for (List<Integer> batch : reading.batches(frames)) {
                    fetchBatch(batch);
                    left.removeAll(batch);
                }
            } catch (IOException | RuntimeException | Error e) {
                left.forEach(frame -> failed(frame, e));
                throw e;
            } finally {
                next();
            }
        }

        private void fetchBatch(List<Integer> batch) throws IOException {
            List<byte[]> read;
            try {
                read = reading.read(batch);
            } catch (CorruptDataException e) {
                if (batch.size() == 1) {
                    throw e;
                }
                // Not all of them need be damaged.
                for (int frame : batch) {
                    fetchAlone(frame);
                }
                return;
            }
            for (int i = 0; i < batch.size(); i++) {
                fetched(batch.get(i), read.get(i));
            }
        }

        private void fetchAlone(int frame) throws IOException {
            try {
                fetched(frame, reading.read(List.of(frame)).get(0));
            } catch (CorruptDataException e) {
                failed(frame, e);
            }
        }

        private void fetched(int frame, byte[] bytes) {
            kept.keep(reading, frame, bytes);
            Wanted wanted;
            synchronized (this) {
                wanted = running.remove(frame);
            }
            if (wanted != null) {
                wanted.bytes.complete(bytes);
            }
        }

        /** An error is that of all who wait; only the interruption of this thread is not. */
        private void failed(int frame, Throwable error) {
            Wanted wanted;
            synchronized (this) {
                wanted = running.remove(frame);
                if (wanted != null && error instanceof InterruptedIOException && wanted.waiting > 1) {
                    pending.put(frame, wanted);
                    return;
                }
            }
            if (wanted != null) {
                wanted.bytes.completeExceptionally(error);
            }
        }

        /** Lets the pool fetch what piled up. */
        private void next() {
            synchronized (this) {
                active--;
                while (!pending.isEmpty() && active < MOST_AT_ONCE) {
                    List<Integer> batch =
                            reading.batches(List.copyOf(pending.keySet())).get(0);
                    batch.forEach(frame -> running.put(frame, pending.remove(frame)));
                    active++;
                    groups.computeIfPresent(key, (same, group) -> {
                        users++;
                        return group;
                    });
                    fetchInPool(batch);
                }
            }
        }

        private void fetchInPool(List<Integer> batch) {
            try {
                pool.execute(() -> fetchForOthers(batch));
            } catch (RejectedExecutionException e) {
                active--;
                leave();
                for (int frame : batch) {
                    Wanted wanted = running.remove(frame);
                    if (wanted != null) {
                        wanted.bytes.completeExceptionally(new IllegalStateException("the archive is closed", e));
                    }
                }
            }
        }

        private void fetchForOthers(List<Integer> batch) {
            try {
                fetch(batch);
            } catch (IOException e) {
                // Those who wait have it.
            } finally {
                leave();
            }
        }

        private byte[] await(Wanted wanted) throws IOException {
            try {
                return wanted.bytes.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                InterruptedIOException interrupted =
                        new InterruptedIOException("interrupted while waiting for a frame");
                interrupted.initCause(e);
                throw interrupted;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                throw new IllegalStateException("a frame could not be read", e.getCause());
            }
        }

        /** What nobody waits for any more is not fetched. */
        private synchronized void forget(TreeMap<Integer, Wanted> wanted) {
            wanted.forEach((frame, one) -> {
                if (--one.waiting == 0) {
                    pending.remove(frame, one);
                }
            });
        }
    }
}
