package io.clouddicom.dicom;

import java.util.List;
import java.util.Objects;

/**
 * Where one frame lies in the source.
 *
 * <p>The bytes of the spans, joined, hold the frame. Frames of encapsulated pixel data and native frames of whole bytes
 * begin with the first bit of the first byte. A native frame whose size is not a multiple of eight bits (PS3.5 8.1.1)
 * begins within its first byte and shares that byte, and its last one, with its neighbours; bits are counted from the
 * least significant.
 *
 * @param spans where the bytes are; several for a frame in several fragments
 * @param bitOffset how many bits of the first byte belong to the frame before, 0 to 7
 * @param bitLength how many bits the frame has
 */
public record FrameLocation(List<ByteSpan> spans, int bitOffset, long bitLength) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException the bits do not lie in the bytes
     */
    public FrameLocation {
        spans = List.copyOf(Objects.requireNonNull(spans, "spans"));
        long bytes = spans.stream().mapToLong(ByteSpan::length).sum();
        if (bitOffset < 0 || bitOffset > 7 || bitLength < 0 || (bitOffset + bitLength + 7) / 8 > bytes) {
            throw new IllegalArgumentException(bitLength + " bits from bit " + bitOffset + " in " + bytes + " bytes");
        }
    }

    /**
     * A frame that is whole bytes.
     *
     * @param spans where they lie
     */
    public static FrameLocation ofBytes(List<ByteSpan> spans) {
        return new FrameLocation(
                spans, 0, 8 * spans.stream().mapToLong(ByteSpan::length).sum());
    }

    /** How many bytes the spans have together. */
    public long length() {
        return spans.stream().mapToLong(ByteSpan::length).sum();
    }

    /** Whether the frame begins and ends between bytes. */
    public boolean wholeBytes() {
        return bitOffset == 0 && bitLength % 8 == 0;
    }
}
