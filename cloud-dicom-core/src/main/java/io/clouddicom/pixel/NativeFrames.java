package io.clouddicom.pixel;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.Vr;
import io.clouddicom.internal.bytes.WordOrder;
import java.io.IOException;

/** Native frames (PS3.5 section 8) in the layout of {@link FrameCodec#decode}. */
final class NativeFrames {
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private NativeFrames() {}

    static byte[] decode(PixelDescription description, boolean bigEndian, byte[] frame, int bitOffset)
            throws IOException {
        if (description.bitsAllocated() == 1) {
            return bits(description, bigEndian ? swapped(description, frame) : frame, bitOffset);
        }
        if (description.bitsAllocated() % 8 != 0) {
            return cells(description, bigEndian ? swapped(description, frame) : frame, bitOffset);
        }
        long length = description.nativeFrameBits() / 8;
        if (length > LONGEST_ARRAY) {
            throw new UnsupportedFeatureException("decode", "frame", "a frame of " + length + " bytes fits no array");
        }
        if (frame.length < length) {
            throw tooShort(frame.length, length);
        }
        byte[] samples = java.util.Arrays.copyOf(frame, (int) length);
        int size = description.bitsAllocated() / 8;
        if (bigEndian) {
            if (size > 1) {
                WordOrder.reverse(samples, size);
            } else if (description.pixelVr() == Vr.OW) {
                samples = java.util.Arrays.copyOf(swapped(description, frame), (int) length);
            }
        }
        boolean planes = description.planar() && description.samplesPerPixel() > 1 && !description.subsampledNatively();
        return planes ? interleave(samples, description.samplesPerPixel(), size) : samples;
    }

    static CorruptDataException tooShort(long is, long mustBe) {
        return new CorruptDataException("decode", "frame", "the frame has " + is + " bytes, not " + mustBe);
    }

    /** Bytes that lie in big endian 16-bit words though they are no numbers of 16 bits (PS3.5 A.3, VR OW). */
    private static byte[] swapped(PixelDescription description, byte[] frame) throws IOException {
        if (description.pixelVr() != Vr.OW) {
            return frame;
        }
        if (description.numberOfFrames() > 1 && description.nativeFrameBits() % 16 != 0) {
            throw new UnsupportedFeatureException(
                    "decode", "frame", "big endian words that two frames share (pixels of 8 bits or less in OW)");
        }
        byte[] words = java.util.Arrays.copyOf(frame, frame.length + (frame.length & 1));
        WordOrder.reverse(words, 2);
        return words;
    }

    /** One byte of 0 or 1 for each bit, the least significant first (PS3.5 8.1.1). */
    static byte[] bits(PixelDescription description, byte[] frame, int bitOffset) throws IOException {
        long count = description.pixels() * description.samplesPerPixel();
        if (count > LONGEST_ARRAY) {
            throw new UnsupportedFeatureException("decode", "frame", "a frame of " + count + " pixels fits no array");
        }
        if ((bitOffset + count + 7) / 8 > frame.length) {
            throw tooShort(frame.length, (bitOffset + count + 7) / 8);
        }
        byte[] samples = new byte[(int) count];
        for (int i = 0; i < samples.length; i++) {
            long bit = (long) bitOffset + i;
            samples[i] = (byte) (frame[(int) (bit >>> 3)] >>> (bit & 7) & 1);
        }
        return samples;
    }

    /**
     * Cells of a number of bits that is no multiple of eight, without bits between them, the least significant first
     * (PS3.5 8.1.1 before the edition of 2014 allowed them), into whole bytes.
     */
    private static byte[] cells(PixelDescription description, byte[] frame, int bitOffset) throws IOException {
        int bits = description.bitsAllocated();
        int size = description.bytesPerSample();
        if (description.sampleType() != PixelDescription.SampleType.INTEGER) {
            throw new UnsupportedFeatureException("decode", "frame", "floating point in " + bits + " bits allocated");
        }
        long frameBits = description.nativeFrameBits();
        long length = frameBits / bits * size;
        if (length > LONGEST_ARRAY) {
            throw new UnsupportedFeatureException("decode", "frame", "a frame of " + length + " bytes fits no array");
        }
        if ((bitOffset + frameBits + 7) / 8 > frame.length) {
            throw tooShort(frame.length, (bitOffset + frameBits + 7) / 8);
        }
        boolean signBit = description.signed() && description.highBit() == bits - 1;
        byte[] samples = new byte[(int) length];
        long bit = bitOffset;
        for (int at = 0; at < samples.length; at += size, bit += bits) {
            // In parts of a byte at most, since a cell of 63 bits can lie in nine bytes.
            long cell = 0;
            for (int got = 0; got < bits; ) {
                long from = bit + got;
                int part = Math.min(8 - (int) (from & 7), bits - got);
                long value = (frame[(int) (from >>> 3)] & 0xFF) >>> (from & 7) & (1 << part) - 1;
                cell |= value << got;
                got += part;
            }
            if (signBit) {
                cell = cell << 64 - bits >> 64 - bits;
            }
            for (int i = 0; i < size; i++) {
                samples[at + i] = (byte) (cell >>> 8 * i);
            }
        }
        boolean planes = description.planar() && description.samplesPerPixel() > 1 && !description.subsampledNatively();
        return planes ? interleave(samples, description.samplesPerPixel(), size) : samples;
    }

    /** From plane by plane to pixel by pixel. */
    private static byte[] interleave(byte[] planes, int samplesPerPixel, int size) {
        byte[] pixels = new byte[planes.length];
        int planeLength = planes.length / samplesPerPixel;
        for (int sample = 0, from = 0; sample < samplesPerPixel; sample++) {
            for (int at = sample * size, end = from + planeLength; from < end; at += (samplesPerPixel - 1) * size) {
                for (int i = 0; i < size; i++) {
                    pixels[at++] = planes[from++];
                }
            }
        }
        return pixels;
    }
}
