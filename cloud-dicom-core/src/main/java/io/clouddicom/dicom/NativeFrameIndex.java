package io.clouddicom.dicom;

import java.util.List;
import java.util.Objects;

/** Frames of equal size in bits, one after the other, without a gap. */
final class NativeFrameIndex extends FrameIndex {
    static final NativeFrameIndex EMPTY = new NativeFrameIndex(Origin.NO_PIXEL_DATA, 0, 0, 0);

    private final Origin origin;
    private final long offset;
    private final long frameBits;
    private final int count;

    private NativeFrameIndex(Origin origin, long offset, long frameBits, int count) {
        this.origin = origin;
        this.offset = offset;
        this.frameBits = frameBits;
        this.count = count;
    }

    static NativeFrameIndex of(long offset, long frameBits, int count) {
        return new NativeFrameIndex(Origin.NATIVE, offset, frameBits, count);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public FrameLocation frame(int frameIndex) {
        long firstBit = Math.multiplyExact(frameBits, (long) Objects.checkIndex(frameIndex, count));
        long firstByte = firstBit / 8;
        long endByte = (firstBit + frameBits + 7) / 8;
        return new FrameLocation(
                List.of(new ByteSpan(offset + firstByte, endByte - firstByte)), (int) (firstBit % 8), frameBits);
    }

    @Override
    public Origin origin() {
        return origin;
    }
}
