package io.clouddicom.internal.archive;

import io.clouddicom.FrameStreamOptions;
import io.clouddicom.internal.archive.FrameReadAhead.Wanted;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The frames around a reader that goes through a list of them: those ahead of it are read before it comes there.
 *
 * <p>The reader's steps tell where it goes: forward, backward, or, after a jump, nowhere until the next step. What is read
 * ahead is bounded in frames and in bytes, and nothing is read while the reader rests. What it will not come to any more, as it
 * jumped or turned, is cancelled. Others may wait for any frame meanwhile: theirs is begun before what is read ahead, and is
 * shared with the reader where that wants it too. Safe for use by any number of threads.
 */
public final class FrameWindow implements Closeable {
    /** As a reader may leave out some frames while it goes in one direction. */
    private static final int LONGEST_STEP = 8;
    /** So many bytes are read ahead while the first frame is under way. */
    private static final long BYTES_BESIDE_FIRST = 1 << 20;
    /** Frames of more than this are not read with one request: the first is there sooner. */
    private static final long LARGEST_BATCH_BYTES = 1 << 20;

    private final List<Wanted> frames;
    private final long[] lengths;
    private final FrameStreamOptions options;
    private final ReadQueue queue;
    private final Map<Integer, Slot> slots = new HashMap<>();
    private int position = -1;
    /** 1 forward, -1 backward, 0 not known. */
    private int direction = 1;

    /** Whether a frame came since the reader began, or jumped: until then its bytes have the line mostly for themselves. */
    private boolean flowing;

    private boolean closed;

    /** A frame that is there, or will be. */
    private static final class Slot {
        final int index;
        final long length;
        final CompletableFuture<byte[]> bytes = new CompletableFuture<>();
        final Batch batch;
        int waiting;

        Slot(int index, long length, Batch batch) {
            this.index = index;
            this.length = length;
            this.batch = batch;
        }
    }

    /** Frames that are read with one request. */
    private static final class Batch {
        final List<Slot> slots = new ArrayList<>();
        /** How many of them are still wanted. */
        int wanted;

        ReadQueue.@Nullable Read read;
    }

    private FrameWindow(List<Wanted> frames, long[] lengths, FrameStreamOptions options, ReadQueue queue) {
        this.frames = List.copyOf(frames);
        this.lengths = lengths;
        this.options = options;
        this.queue = queue;
    }

    /**
     * Makes it; no frame is read yet.
     *
     * @param frames the frames, in the order in which they are gone through, all of one archive
     * @param options how far ahead
     * @throws IOException a {@link io.clouddicom.CloudDicomException}: where an instance has its frames cannot be read
     */
    public static FrameWindow over(List<Wanted> frames, FrameStreamOptions options) throws IOException {
        long[] lengths = new long[frames.size()];
        for (int i = 0; i < lengths.length; i++) {
            Wanted frame = frames.get(i);
            lengths[i] = frame.instance().frameBytes(frame.frameIndex(), options.reduction());
        }
        ReadQueue queue = frames.isEmpty()
                ? MemoryTier.NONE.reads()
                : frames.get(0).instance().reads();
        return new FrameWindow(frames, lengths, options, queue);
    }

    /** A frame by its place. */
    public record Taken(int index, byte[] bytes) {}

    /** The frame at which the reader is; -1 before the first. */
    public synchronized int position() {
        return position;
    }

    /** Waits for the next frame, which the reader goes to. */
    public Taken readNext() throws IOException {
        Slot slot;
        synchronized (this) {
            if (position + 1 >= frames.size()) {
                throw new NoSuchElementException("there are no more frames");
            }
            slot = want(position + 1, true);
        }
        return new Taken(slot.index, await(slot));
    }

    /** Waits for a frame, which the reader goes to. */
    public byte[] read(int index) throws IOException {
        return await(want(index, true));
    }

    /** Waits for a frame without going there. */
    public byte[] fetch(int index) throws IOException {
        return await(want(index, false));
    }

    private synchronized Slot want(int index, boolean move) throws IOException {
        if (closed) {
            throw new IllegalStateException("the frame stream is closed");
        }
        Slot slot = slots.get(index);
        // What failed while it was read ahead is asked for again.
        if (slot == null || slot.bytes.isCompletedExceptionally()) {
            begin(List.of(index), ReadQueue.Rank.NOW);
            slot = slots.get(index);
        } else if (slot.batch.read != null) {
            slot.batch.read.urge();
        }
        slot.waiting++;
        if (move) {
            move(index);
        }
        readAhead();
        return slot;
    }

    private void move(int index) {
        int step = index - position;
        boolean first = position < 0;
        position = index;
        if (step == 0) {
            return;
        }
        boolean near = Math.abs(step) <= LONGEST_STEP && !(first && index > 0);
        direction = near ? Integer.signum(step) : 0;
        flowing &= near;
        for (Slot slot : List.copyOf(slots.values())) {
            dropUnwanted(slot);
        }
    }

    private boolean ahead(int index) {
        int distance = (index - position) * direction;
        return distance > 0 && distance <= options.framesAhead();
    }

    /** Nobody waits for it, and the reader will not come to it. */
    private void dropUnwanted(Slot slot) {
        if (slot.waiting == 0 && !ahead(slot.index) && slots.remove(slot.index, slot)) {
            Batch batch = slot.batch;
            if (--batch.wanted == 0 && batch.read != null) {
                batch.read.cancel();
            }
        }
    }

    private byte[] await(Slot slot) throws IOException {
        try {
            return slot.bytes.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for a frame");
            interrupted.initCause(e);
            throw interrupted;
        } catch (CancellationException e) {
            throw new IllegalStateException("the frame stream, or its archive, was closed", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("a frame could not be read", e.getCause());
        } finally {
            release(slot);
        }
    }

    private synchronized void release(Slot slot) {
        slot.waiting--;
        if (slot.bytes.isCompletedExceptionally()) {
            // Whoever asks again gets another answer.
            slots.remove(slot.index, slot);
        }
        dropUnwanted(slot);
    }

    /** Reads as much ahead as there is room for. */
    private void readAhead() throws IOException {
        if (direction == 0) {
            return;
        }
        long bytes = 0;
        int present = 0;
        for (Slot slot : slots.values()) {
            if (ahead(slot.index)) {
                bytes += slot.length;
                present++;
            }
        }
        long mostBytes = flowing ? options.bytesAhead() : Math.min(BYTES_BESIDE_FIRST, options.bytesAhead());
        for (int distance = 1; distance <= options.framesAhead(); distance++) {
            int index = position + distance * direction;
            if (index < 0 || index >= frames.size()) {
                return;
            }
            if (slots.containsKey(index)) {
                continue;
            }
            Run run = run(index, options.framesAhead() - distance + 1, mostBytes - bytes, present == 0);
            // Frames that lie together come with one request, so some are waited for.
            boolean more = run.outOfRoom() && present > options.framesAhead() / 2;
            if (run.indexes().isEmpty() || more) {
                return;
            }
            for (List<Integer> batch : batches(run.indexes())) {
                begin(batch, ReadQueue.Rank.AHEAD);
            }
            bytes += run.bytes();
            present += run.indexes().size();
        }
    }

    /**
     * Frames of one instance that follow each other in the direction of the reader.
     *
     * @param outOfRoom whether there would be more if there were room for them
     */
    private record Run(List<Integer> indexes, long bytes, boolean outOfRoom) {}

    private Run run(int first, int mostFrames, long mostBytes, boolean oneAtLeast) {
        List<Integer> indexes = new ArrayList<>();
        StoredInstance instance = frames.get(first).instance();
        long bytes = 0;
        for (int index = first; ; index += direction) {
            boolean follows = index >= 0
                    && index < frames.size()
                    && frames.get(index).instance() == instance
                    && !slots.containsKey(index);
            if (!follows) {
                return new Run(indexes, bytes, false);
            }
            long length = lengths[index];
            boolean room =
                    indexes.size() < mostFrames && (bytes + length <= mostBytes || (oneAtLeast && indexes.isEmpty()));
            if (!room) {
                return new Run(indexes, bytes, true);
            }
            if (!indexes.isEmpty() && bytes + length > LARGEST_BATCH_BYTES) {
                return new Run(indexes, bytes, false);
            }
            indexes.add(index);
            bytes += length;
        }
    }

    /** Splits frames of one instance by what can be read with one request. */
    private List<List<Integer>> batches(List<Integer> indexes) throws IOException {
        Map<Integer, Integer> places = new HashMap<>();
        indexes.forEach(index -> places.put(frames.get(index).frameIndex(), index));
        List<Integer> frameIndexes = places.keySet().stream().sorted().toList();
        List<List<Integer>> batches = new ArrayList<>();
        for (List<Integer> batch : instance(indexes).batches(frameIndexes, options.reduction())) {
            batches.add(batch.stream().map(places::get).toList());
        }
        // The one that is wanted first.
        batches.sort((one, other) -> Integer.compare(distance(one), distance(other)));
        return batches;
    }

    private int distance(List<Integer> batch) {
        return batch.stream()
                .mapToInt(index -> Math.abs(index - position))
                .min()
                .orElse(0);
    }

    private StoredInstance instance(List<Integer> indexes) {
        return frames.get(indexes.get(0)).instance();
    }

    private void begin(List<Integer> indexes, ReadQueue.Rank rank) {
        Batch batch = new Batch();
        for (int index : indexes) {
            batch.slots.add(new Slot(index, lengths[index], batch));
        }
        batch.wanted = indexes.size();
        batch.read = queue.add(rank, () -> fetch(batch));
        batch.slots.forEach(slot -> slots.put(slot.index, slot));
    }

    private void fetch(Batch batch) {
        List<Integer> indexes = batch.slots.stream().map(slot -> slot.index).toList();
        List<Integer> frameIndexes =
                indexes.stream().map(index -> frames.get(index).frameIndex()).toList();
        try {
            List<StoredInstance.Fetched> fetched = instance(indexes).fetchEach(frameIndexes, options.reduction());
            for (int i = 0; i < fetched.size(); i++) {
                fetched.get(i).give(batch.slots.get(i).bytes);
            }
            flow();
        } catch (InterruptedIOException e) {
            batch.slots.forEach(slot -> slot.bytes.cancel(false));
        } catch (IOException | RuntimeException | Error e) {
            // Whoever waits for one of them gets it.
            batch.slots.forEach(slot -> slot.bytes.completeExceptionally(e));
        }
    }

    /** A frame is there: from now on as much is read ahead as there is room for. */
    private synchronized void flow() throws IOException {
        if (!flowing && !closed) {
            flowing = true;
            readAhead();
        }
    }

    /** Cancels what is under way; whoever waits is told that this is closed. */
    @Override
    public void close() {
        List<Slot> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(slots.values());
            slots.clear();
        }
        for (Slot slot : left) {
            slot.bytes.cancel(false);
            if (slot.batch.read != null) {
                slot.batch.read.cancel();
            }
        }
    }
}
