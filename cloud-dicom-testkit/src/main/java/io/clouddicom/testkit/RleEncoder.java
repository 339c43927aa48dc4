package io.clouddicom.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** RLE Lossless (PS3.5 Annex G), encoding only, for test data. */
final class RleEncoder {
    private static final int HEADER_BYTES = 64;
    private static final int LONGEST_RUN = 128;

    private RleEncoder() {}

    /**
     * Encodes a frame.
     *
     * @param frame native pixels, little endian, samples of one pixel next to each other
     * @param pixels how many pixels
     * @param samples samples per pixel
     * @param bytesPerSample bytes of one sample
     * @param columns pixels of a row, where runs are broken
     * @return an even number of bytes
     */
    static byte[] encode(byte[] frame, int pixels, int samples, int bytesPerSample, int columns) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(frame.length / 2 + HEADER_BYTES);
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(samples * bytesPerSample);
        out.writeBytes(header.array());
        byte[] plane = new byte[pixels];
        for (int sample = 0; sample < samples; sample++) {
            for (int significance = bytesPerSample - 1; significance >= 0; significance--) {
                header.putInt(out.size());
                int stride = samples * bytesPerSample;
                for (int i = 0, at = sample * bytesPerSample + significance; i < pixels; i++, at += stride) {
                    plane[i] = frame[at];
                }
                for (int row = 0; row < pixels; row += columns) {
                    packBits(plane, row, Math.min(pixels, row + columns), out);
                }
                if (out.size() % 2 != 0) {
                    out.write(0);
                }
            }
        }
        byte[] encoded = out.toByteArray();
        System.arraycopy(header.array(), 0, encoded, 0, HEADER_BYTES);
        return encoded;
    }

    private static void packBits(byte[] bytes, int from, int to, ByteArrayOutputStream out) {
        int at = from;
        while (at < to) {
            int run = 1;
            while (at + run < to && run < LONGEST_RUN && bytes[at + run] == bytes[at]) {
                run++;
            }
            if (run > 1) {
                out.write(1 - run);
                out.write(bytes[at]);
                at += run;
                continue;
            }
            int end = at + 1;
            while (end < to && end - at < LONGEST_RUN && (end + 1 == to || bytes[end] != bytes[end + 1])) {
                end++;
            }
            out.write(end - at - 1);
            out.write(bytes, at, end - at);
            at = end;
        }
    }
}
