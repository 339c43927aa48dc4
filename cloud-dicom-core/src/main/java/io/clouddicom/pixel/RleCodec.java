package io.clouddicom.pixel;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.TransferSyntax;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** RLE Lossless (PS3.5 Annex G): up to 15 segments, each one byte plane of one sample, run-length encoded. */
final class RleCodec implements FrameCodec {
    private static final int HEADER_BYTES = 64;
    private static final int MAX_SEGMENTS = 15;

    @Override
    public boolean decodes(TransferSyntax transferSyntax) {
        return transferSyntax.equals(TransferSyntax.RLE_LOSSLESS);
    }

    @Override
    public byte[] decode(PixelDescription description, TransferSyntax transferSyntax, byte[] frame) throws IOException {
        boolean bits = description.bitsAllocated() == 1;
        if (!bits && description.bitsAllocated() % 8 != 0) {
            throw new UnsupportedFeatureException(
                    "decode", "frame", "RLE of " + description.bitsAllocated() + " bits allocated");
        }
        int bytesPerSample = description.bytesPerSample();
        int stride = description.samplesPerPixel() * bytesPerSample;
        long planeBytes = bits ? (description.pixels() + 7) / 8 : description.pixels();
        if (stride > MAX_SEGMENTS) {
            throw new UnsupportedFeatureException(
                    "decode", "frame", "RLE of " + stride + " segments; there can be " + MAX_SEGMENTS);
        }
        if (planeBytes * stride > Integer.MAX_VALUE - 8) {
            throw new UnsupportedFeatureException(
                    "decode", "frame", "a frame of " + planeBytes * stride + " bytes fits no array");
        }
        long[] segments = segments(frame, stride);
        byte[] samples = new byte[(int) planeBytes * stride];
        for (int segment = 0; segment < stride; segment++) {
            int sample = segment / bytesPerSample;
            int significance = bytesPerSample - 1 - segment % bytesPerSample;
            unpack(
                    frame,
                    (int) segments[segment],
                    (int) segments[segment + 1],
                    samples,
                    sample * bytesPerSample + significance,
                    stride);
        }
        if (!bits) {
            return samples;
        }
        if (description.samplesPerPixel() > 1) {
            throw new UnsupportedFeatureException("decode", "frame", "RLE of several samples of one bit");
        }
        return NativeFrames.bits(description, samples, 0);
    }

    /** Where the segments begin, and behind them where the last one ends. */
    private static long[] segments(byte[] frame, int expected) throws CorruptDataException {
        if (frame.length < HEADER_BYTES) {
            throw new CorruptDataException(
                    "decode", "frame", "an RLE frame of " + frame.length + " bytes has no header");
        }
        ByteBuffer header = ByteBuffer.wrap(frame, 0, HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int count = header.getInt();
        if (count != expected) {
            throw new CorruptDataException(
                    "decode",
                    "frame",
                    "the RLE header names " + Integer.toUnsignedString(count) + " segments, not " + expected);
        }
        long[] segments = new long[count + 1];
        long before = HEADER_BYTES;
        for (int i = 0; i < count; i++) {
            segments[i] = Integer.toUnsignedLong(header.getInt());
            if (segments[i] < before || segments[i] > frame.length) {
                throw new CorruptDataException(
                        "decode",
                        "frame",
                        "RLE segment " + (i + 1) + " begins at " + segments[i] + " of " + frame.length);
            }
            before = segments[i];
        }
        segments[count] = frame.length;
        return segments;
    }

    /** One segment (PS3.5 G.3.2) into every {@code stride}-th byte. Bytes beyond the plane are padding. */
    private static void unpack(byte[] frame, int from, int to, byte[] samples, int first, int stride)
            throws CorruptDataException {
        int at = from;
        int out = first;
        int end = samples.length;
        while (out < end && at < to) {
            int control = frame[at++];
            if (control >= 0) {
                int run = control + 1;
                if (run > to - at) {
                    break;
                }
                for (int i = 0; i < run && out < end; i++, out += stride) {
                    samples[out] = frame[at + i];
                }
                at += run;
            } else if (control != -128) {
                if (at == to) {
                    break;
                }
                byte value = frame[at++];
                for (int i = 0; i < 1 - control && out < end; i++, out += stride) {
                    samples[out] = value;
                }
            }
        }
        if (out < end) {
            throw new CorruptDataException(
                    "decode", "frame", "an RLE segment ends at byte " + at + ", before its plane is full");
        }
    }
}
