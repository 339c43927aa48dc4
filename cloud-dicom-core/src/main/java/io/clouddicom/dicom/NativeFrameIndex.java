package io.clouddicom.dicom;

import java.util.List;
import java.util.Objects;

/** Frames of equal size in bits, one after the other, without a gap. */
final class NativeFrameIndex extends FrameIndex {
    static final NativeFrameIndex EMPTY = new NativeFrameIndex(Origin.NO_PIXEL_DATA, 0, 0, 0, 0);

    private final Origin origin;
    private final long offset;
    private final long frameBits;
    private final int count;
    /** The last bytes, which belong to the last frame though they are beyond its bits. */
    private final int paddingBytes;

    private NativeFrameIndex(Origin origin, long offset, long frameBits, int count, int paddingBytes) {
        this.origin = origin;
        this.offset = offset;
        this.frameBits = frameBits;
        this.count = count;
        this.paddingBytes = paddingBytes;
    }

    /**
     * The index of the frames of one element.
     *
     * @param paddingBytes 1 where the last frame ends within a big endian word, whose other byte is needed to read it
     */
    static NativeFrameIndex of(long offset, long frameBits, int count, int paddingBytes) {
        return new NativeFrameIndex(Origin.NATIVE, offset, frameBits, count, paddingBytes);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public FrameLocation frame(int frameIndex) {
        long firstBit = Math.multiplyExact(frameBits, (long) Objects.checkIndex(frameIndex, count));
        long firstByte = firstBit / 8;
        long endByte = (firstBit + frameBits + 7) / 8 + (frameIndex == count - 1 ? paddingBytes : 0);
        return new FrameLocation(
                List.of(new ByteSpan(offset + firstByte, endByte - firstByte)), (int) (firstBit % 8), frameBits);
    }

    @Override
    public Origin origin() {
        return origin;
    }
}
