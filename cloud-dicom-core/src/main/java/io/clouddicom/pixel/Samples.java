package io.clouddicom.pixel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The samples of a decoded frame as numbers: masked to the bits that count, with their sign. */
final class Samples {
    private final PixelDescription description;
    private final ByteBuffer bytes;
    private final int size;
    private final int unusedHigh;
    private final int unusedLow;

    Samples(PixelDescription description, byte[] samples) {
        this.description = description;
        this.bytes = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
        this.size = description.bytesPerSample();
        boolean bits = description.bitsAllocated() == 1;
        this.unusedHigh = bits ? 63 : 63 - description.highBit();
        this.unusedLow = bits ? 0 : description.highBit() + 1 - description.bitsStored();
    }

    /** A whole sample; counts over all samples of the frame. */
    long integer(int index) {
        long raw = 0;
        for (int i = size - 1, at = index * size; i >= 0; i--) {
            raw = raw << 8 | bytes.get(at + i) & 0xFF;
        }
        long top = raw << unusedHigh;
        return description.signed() ? top >> unusedHigh + unusedLow : top >>> unusedHigh + unusedLow;
    }

    /** A sample of any type. */
    double number(int index) {
        return switch (description.sampleType()) {
            case INTEGER -> integer(index);
            case FLOAT -> bytes.getFloat(index * Float.BYTES);
            case DOUBLE -> bytes.getDouble(index * Double.BYTES);
        };
    }
}
