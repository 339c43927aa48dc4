package io.clouddicom.internal.retrieve;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * RLE Lossless (PS3.5 Annex G): a header of 64 bytes, then for each byte plane, the most significant of the first sample
 * first, a segment of runs (the PackBits scheme). Runs do not cross rows.
 */
final class RleEncoder {
    static final int MOST_SEGMENTS = 15;

    private static final int HEADER_BYTES = 64;
    private static final int LONGEST_RUN = 128;
    /** A shorter run costs as much within a literal as on its own. */
    private static final int SHORTEST_RUN = 3;

    private RleEncoder() {}

    /**
     * Encodes a frame.
     *
     * @param frame samples of one pixel next to each other, little endian
     * @param columns pixels of a row
     * @param samples samples of a pixel
     * @param bytesPerSample bytes of a sample; with the samples no more than {@value #MOST_SEGMENTS} bytes of a pixel
     * @return the frame encoded, of even length
     */
    static byte[] encode(byte[] frame, int columns, int samples, int bytesPerSample) {
        int stride = samples * bytesPerSample;
        ByteArrayOutputStream out = new ByteArrayOutputStream(frame.length / 2 + HEADER_BYTES);
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(stride);
        out.writeBytes(header.array());
        byte[] row = new byte[columns];
        for (int sample = 0; sample < samples; sample++) {
            for (int significance = bytesPerSample - 1; significance >= 0; significance--) {
                header.putInt(out.size());
                for (int at = sample * bytesPerSample + significance; at < frame.length; ) {
                    for (int column = 0; column < columns; column++, at += stride) {
                        row[column] = frame[at];
                    }
                    pack(row, out);
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

    private static void pack(byte[] row, ByteArrayOutputStream out) {
        int literal = 0;
        int at = 0;
        while (at < row.length) {
            int run = run(row, at);
            if (run >= SHORTEST_RUN) {
                literal(row, literal, at, out);
                out.write(1 - run);
                out.write(row[at]);
                at += run;
                literal = at;
            } else {
                at += run;
            }
        }
        literal(row, literal, at, out);
    }

    private static int run(byte[] row, int at) {
        int end = at + 1;
        while (end < row.length && end - at < LONGEST_RUN && row[end] == row[at]) {
            end++;
        }
        return end - at;
    }

    private static void literal(byte[] row, int from, int to, ByteArrayOutputStream out) {
        for (int at = from; at < to; at += LONGEST_RUN) {
            int length = Math.min(LONGEST_RUN, to - at);
            out.write(length - 1);
            out.write(row, at, length);
        }
    }
}
