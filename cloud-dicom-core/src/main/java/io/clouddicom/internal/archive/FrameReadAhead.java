package io.clouddicom.internal.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Reads frames of many instances, and works on them, ahead of who takes them, in order: neighbours in one instance with one
 * request, several requests at a time, in threads that end with the call.
 */
public final class FrameReadAhead {
    private static final int PARALLELISM = 8;
    /** Of what is read ahead there is no more than this, unless one frame has more. */
    private static final long MOST_AHEAD_BYTES = 96 << 20;
    /** Frames that are decoded to more than this are not read with one request. */
    private static final long LARGEST_BATCH_BYTES = 8 << 20;

    private final int reduction;
    private final Work work;
    private final Sink sink;
    private final ArrayDeque<Running> running = new ArrayDeque<>();
    private long aheadBytes;
    private int taken;

    private FrameReadAhead(int reduction, Work work, Sink sink) {
        this.reduction = reduction;
        this.work = work;
        this.sink = sink;
    }

    /**
     * A frame that is wanted.
     *
     * @param instance its instance
     * @param frameIndex which, from 0
     */
    public record Wanted(StoredInstance instance, int frameIndex) {}

    /** What is done with each frame, in any thread. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does it.
         *
         * @param instance the frame's instance
         * @param frameIndex which frame of it
         * @param stored the bytes in which it lies
         * @throws IOException ends the whole
         */
        byte[] run(StoredInstance instance, int frameIndex, byte[] stored) throws IOException;
    }

    /** Takes the frames, in order and in the caller's thread. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes one.
         *
         * @param index its place in the list of those wanted
         * @param bytes what was made of it, the sink's own
         * @throws IOException ends the whole
         */
        void take(int index, byte[] bytes) throws IOException;
    }

    /** Frames of one instance that are read with one request. */
    private record Batch(StoredInstance instance, List<Integer> frames, long decodedBytes) {}

    private record Running(Batch batch, Future<List<byte[]>> frames) {}

    /**
     * Reads and decodes frames.
     *
     * @param frames which, in the order in which they are handed over
     * @param reduction how many times rows and columns are halved
     * @param sink takes their samples
     * @throws InterruptedIOException the thread was interrupted
     * @throws IOException the first error of reading, decoding or the sink
     */
    public static void decode(List<Wanted> frames, int reduction, Sink sink) throws IOException {
        Work work = (instance, frameIndex, stored) -> instance.decode(frameIndex, stored, reduction);
        new FrameReadAhead(reduction, work, sink).run(batches(frames, reduction));
    }

    /**
     * Reads all frames of an instance and works on them.
     *
     * @param instance the instance
     * @param work what is done with each
     * @param sink takes the results
     * @throws InterruptedIOException the thread was interrupted
     * @throws IOException the first error of reading, the work or the sink
     */
    static void forEach(StoredInstance instance, Work work, Sink sink) throws IOException {
        List<Wanted> frames = IntStream.range(0, instance.footer().frames().count())
                .mapToObj(frameIndex -> new Wanted(instance, frameIndex))
                .toList();
        new FrameReadAhead(0, work, sink).run(batches(frames, 0));
    }

    private static List<Batch> batches(List<Wanted> frames, int reduction) throws IOException {
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < frames.size(); ) {
            StoredInstance instance = frames.get(from).instance();
            List<Integer> ofInstance = new ArrayList<>();
            while (from < frames.size() && frames.get(from).instance() == instance) {
                ofInstance.add(frames.get(from++).frameIndex());
            }
            var pixels = instance.pixelDescription().reduced(reduction);
            long frameBytes = pixels.pixels() * pixels.samplesPerPixel() * pixels.bytesPerSample();
            int most = (int) Math.max(1, LARGEST_BATCH_BYTES / Math.max(1, frameBytes));
            for (List<Integer> batch : instance.batches(ofInstance, reduction)) {
                for (int at = 0; at < batch.size(); at += most) {
                    List<Integer> part = batch.subList(at, Math.min(batch.size(), at + most));
                    batches.add(new Batch(instance, part, frameBytes * part.size()));
                }
            }
        }
        return batches;
    }

    private void run(List<Batch> batches) throws IOException {
        if (batches.isEmpty()) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(PARALLELISM, batches.size()), work -> {
            Thread thread = new Thread(work, "cloud-dicom-read-ahead");
            thread.setDaemon(true);
            return thread;
        });
        try {
            int begun = 0;
            while (begun < batches.size() || !running.isEmpty()) {
                while (begun < batches.size() && room(batches.get(begun))) {
                    Batch batch = batches.get(begun++);
                    aheadBytes += batch.decodedBytes();
                    running.add(new Running(
                            batch, threads.submit(() -> batch.instance().mapFrames(batch.frames(), reduction, work))));
                }
                Running first = running.remove();
                for (byte[] frame : result(first.frames())) {
                    sink.take(taken++, frame);
                }
                aheadBytes -= first.batch().decodedBytes();
            }
        } finally {
            stop(threads);
        }
    }

    private boolean room(Batch batch) {
        return running.isEmpty()
                || running.size() < 2 * PARALLELISM && aheadBytes + batch.decodedBytes() <= MOST_AHEAD_BYTES;
    }

    private static List<byte[]> result(Future<List<byte[]>> frames) throws IOException {
        try {
            return frames.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) {
                throw io;
            } else if (cause instanceof RuntimeException runtime) {
                throw runtime;
            } else if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(cause);
        }
    }

    /** Nothing reads the store any more when this returns. */
    private static void stop(ExecutorService threads) {
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
