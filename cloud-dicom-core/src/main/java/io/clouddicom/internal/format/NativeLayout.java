package io.clouddicom.internal.format;

import io.clouddicom.CorruptDataException;
import io.clouddicom.internal.bytes.WordOrder;

/**
 * How the samples of a native frame lie in the original file (PS3.5 section 8), as far as a decoder's output differs.
 *
 * @param rows rows
 * @param columns columns
 * @param samplesPerPixel samples of a pixel
 * @param bytesPerSample 1, 2 or 4
 * @param planar whether samples lie plane by plane
 * @param swappedBytes bytes of a word that are in reverse order: the bytes of a sample, or 2 for samples of a byte in
 *     big endian words; 1 for little endian
 */
public record NativeLayout(
        int rows, int columns, int samplesPerPixel, int bytesPerSample, boolean planar, int swappedBytes) {

    private static final int MAX_SIZE = 65535;
    private static final int MAX_SAMPLES = 4;

    /** Bytes of a frame. */
    public long frameBytes() {
        return (long) rows * columns * samplesPerPixel * bytesPerSample;
    }

    /** How much memory it takes to encode or decode a frame: the frame three times, and the work spaces of the codec. */
    public long workBytes() {
        return 3 * frameBytes() + 12 * (frameBytes() / bytesPerSample) + (256 << 10);
    }

    /**
     * Turns words round, from the order of the file to little endian or back.
     *
     * @param frame the frame, changed in place
     */
    public void swap(byte[] frame) {
        WordOrder.reverse(frame, swappedBytes);
    }

    void write(ByteWriter out) {
        out.varint(rows).varint(columns).varint(samplesPerPixel);
        out.u8(bytesPerSample).u8(planar ? 1 : 0).u8(swappedBytes);
    }

    static NativeLayout parse(ByteParser in) throws CorruptDataException {
        int rows = number(in, MAX_SIZE);
        int columns = number(in, MAX_SIZE);
        int samples = number(in, MAX_SAMPLES);
        int bytes = in.u8();
        boolean planar = in.u8() != 0;
        int swapped = in.u8();
        boolean known = bytes == 1 || bytes == 2 || bytes == 4;
        if (!known || swapped != 1 && swapped != (bytes == 1 ? 2 : bytes)) {
            throw in.corrupt("there are no samples of " + bytes + " bytes with " + swapped + " turned round");
        }
        return new NativeLayout(rows, columns, samples, bytes, planar, swapped);
    }

    private static int number(ByteParser in, int most) throws CorruptDataException {
        long value = in.varint();
        if (value < 1 || value > most) {
            throw in.corrupt("there are no frames of such a size");
        }
        return (int) value;
    }
}
