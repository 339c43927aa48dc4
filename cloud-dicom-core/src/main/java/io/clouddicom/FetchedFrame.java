package io.clouddicom;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A frame whose bytes are here. Safe for use by any number of threads. */
public final class FetchedFrame {
    private final int index;
    private final Frame frame;
    private final byte[] stored;

    FetchedFrame(int index, Frame frame, byte[] stored) {
        this.index = index;
        this.frame = frame;
        this.stored = stored;
    }

    /** Its place in the stream, from 0. */
    public int index() {
        return index;
    }

    /** Which frame it is. */
    public Frame frame() {
        return frame;
    }

    /**
     * What identifies it.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public FrameId id() throws IOException {
        return frame.id();
    }

    /**
     * Its bytes, as {@link Frame#fetch()} gives them. They are not copied, and cannot be changed.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public ByteBuffer buffer() throws IOException {
        return ByteBuffer.wrap(frame.instance().aligned(frame.frameIndex(), stored))
                .asReadOnlyBuffer();
    }

    /**
     * Its bytes, as {@link Frame#fetch()} gives them.
     *
     * @return the caller's own
     * @throws IOException a {@link CloudDicomException}
     */
    public byte[] bytes() throws IOException {
        ByteBuffer buffer = buffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /**
     * Its samples, as {@link Frame#decode} gives them.
     *
     * @return the caller's own
     * @throws UnsupportedFeatureException frames of this transfer syntax cannot be decoded; the message names it
     * @throws CorruptDataException the bytes are no such frame
     * @throws IOException another {@link CloudDicomException}
     */
    public byte[] decode() throws IOException {
        return frame.instance().decodeFetched(frame.frameIndex(), frame.reduction(), stored);
    }
}
