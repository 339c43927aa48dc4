package io.clouddicom.internal.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Frames one after the other, read in batches as they are consumed. Belongs to one thread. */
public final class FrameBatches implements Iterator<byte[]> {
    private final FrameReading reading;
    private final MemoryTier memory;
    private final Iterator<List<Integer>> batches;
    private final Deque<byte[]> read = new ArrayDeque<>();

    FrameBatches(FrameReading reading, MemoryTier memory, List<Integer> frameIndexes) {
        this.reading = reading;
        this.memory = memory;
        this.batches = reading.batches(frameIndexes).iterator();
    }

    @Override
    public boolean hasNext() {
        return !read.isEmpty() || batches.hasNext();
    }

    @Override
    public byte[] next() {
        try {
            return nextFrame();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next frame, the caller's own; errors as they are. */
    public byte[] nextFrame() throws IOException {
        if (read.isEmpty()) {
            if (!batches.hasNext()) {
                throw new NoSuchElementException("there are no more frames");
            }
            List<Integer> batch = batches.next();
            List<byte[]> frames = memory.reads().besides(() -> memory.frames(reading, batch));
            for (int i = 0; i < frames.size(); i++) {
                byte[] frame = reading.aligned(batch.get(i), frames.get(i));
                read.add(memory.keepsFrames() && frame == frames.get(i) ? frame.clone() : frame);
            }
        }
        return read.remove();
    }
}
