package io.clouddicom.codec.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Encodes high-throughput code-blocks by one cleanup pass (T.814 7.3).
 *
 * <p>Both bit streams are first written without stuffing, whole words at a time, and stuffed when the block is done. A
 * row of quads is encoded in two steps: exponents, codewords and magnitudes quad by quad ({@link HtQuadEncoder}), then the
 * variable length codes of pairs of quads.
 *
 * <p>Samples come as two times the magnitude plus one if negative; zero is 0. Rows are {@link #stride} apart, and what
 * lies between the block's width and the stride, or below an odd height, is zero.
 */
final class HtBlockEncoder {
    /** Most magnitude bit-planes of a sample. */
    static final int MOST_PLANES = 30;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_SEVEN = 0x7F * ONES;
    private static final int SLACK = 16;
    private static final int EVENTS = HtEncodingTable.EVENT_ZERO | HtEncodingTable.EVENT_ONE;

    private final HtQuadEncoder quads = new HtQuadEncoder();
    private final HtMelEncoder mel = new HtMelEncoder();

    /** Room for 1 024 quads of up to 15 bits. */
    private final byte[] codes = new byte[4096 + SLACK];

    /** The same with stuffing, last byte first. */
    private final byte[] reversed = new byte[4096 + SLACK];

    private int codePosition;
    private long codeBits;
    private int codeFill;

    /** The cleanup segment of the last block. */
    byte[] segment = new byte[0];

    int segmentLength;

    /** The distance of rows for a block's width. */
    static int stride(int width) {
        return width + 1 & ~1;
    }

    /** Takes samples of even rows, each row behind the other. */
    int[] upper() {
        return quads.upper;
    }

    /** Takes samples of odd rows, likewise. */
    int[] lower() {
        return quads.lower;
    }

    /** Encodes a block with at least one sample that is not zero. */
    void encode(int[] samples, int width, int height) {
        int stride = stride(width);
        for (int y = 0; y < height; y += 2) {
            System.arraycopy(samples, y * stride, quads.upper, (y >> 1) * stride, stride);
            System.arraycopy(samples, (y + 1) * stride, quads.lower, (y >> 1) * stride, stride);
        }
        encode(width, height);
    }

    /**
     * Encodes the block whose samples are in {@link #upper} and {@link #lower}.
     *
     * @return false when all samples are zero, and there is no segment
     */
    boolean encode(int width, int height) {
        int across = width + 1 >> 1;
        int down = height + 1 >> 1;
        if (quads.start(across, down) == 0) {
            return false;
        }
        mel.start();
        codePosition = 0;
        codeBits = 0;
        codeFill = 0;
        for (int row = 0; row < down; row++) {
            quads.encode(row);
            writeCodes(across, row == 0 ? HtResidualCodes.INITIAL : HtResidualCodes.OTHER);
        }
        finish();
        return true;
    }

    /** Writes the variable length codes of a row of quads (T.814 7.3.5, 7.3.6). */
    private void writeCodes(int across, int[] residualCodes) {
        int[] entries = quads.codes;
        byte[] out = codes;
        int at = codePosition;
        long waiting = codeBits;
        int waitingBits = codeFill;
        // Events of zero that the run-length coder has not been told.
        int zeros = 0;
        for (int quad = 0; quad < across; quad += 2) {
            int first = entries[quad];
            int second = entries[quad + 1];
            if ((first & second) == HtEncodingTable.EVENT_ZERO) {
                zeros += 2;
                continue;
            }
            int residuals = residualCodes[
                    first >>> HtQuadEncoder.RESIDUAL_SHIFT | second >>> HtQuadEncoder.RESIDUAL_SHIFT << 5];
            if (((first | second | residuals) & EVENTS) != 0) {
                zeros = event(first, zeros);
                zeros = event(second, zeros);
                zeros = event(residuals, zeros);
            }
            int bits = first & 7;
            int word = first >> HtEncodingTable.CODEWORD_SHIFT & 127
                    | (second >> HtEncodingTable.CODEWORD_SHIFT & 127) << bits;
            bits += second & 7;
            word |= (residuals & 0xFFFF) << bits;
            bits += residuals >>> HtResidualCodes.LENGTH_SHIFT;
            waiting |= (long) word << waitingBits;
            waitingBits += bits;
            LONGS.set(out, at, waiting);
            at += waitingBits >>> 3;
            waiting >>>= waitingBits & 0x38;
            waitingBits &= 7;
        }
        mel.zeros(zeros);
        codePosition = at;
        codeBits = waiting;
        codeFill = waitingBits;
    }

    /** The zeros that then wait. */
    private int event(int code, int zeros) {
        if ((code & HtEncodingTable.EVENT_ONE) != 0) {
            mel.zeros(zeros);
            mel.one();
            return 0;
        }
        return (code & HtEncodingTable.EVENT_ZERO) != 0 ? zeros + 1 : zeros;
    }

    // ---- the segment

    private void finish() {
        int most = quads.mostBytes() + (codePosition + 2) * 8 / 7 + mel.length + 64;
        if (segment.length < most) {
            segment = new byte[2 * most];
        }
        int at = quads.stuff(segment);
        mel.finish();
        System.arraycopy(mel.bytes, 0, segment, at, mel.length);
        segmentLength = stuffCodes(at + mel.length, at);
    }

    /**
     * Codes go backward from the end, behind the run-length coded events; where a byte is above 0x8F and the next would
     * have seven ones, that one has seven bits. Lays the last bytes of both over each other where they agree.
     *
     * @param from where the bytes of codes go
     * @param suffixStart where those of the run-length coder begin
     * @return the length of the segment
     */
    private int stuffCodes(int from, int suffixStart) {
        LONGS.set(codes, codePosition, codeBits);
        int bits = 8 * codePosition + codeFill;
        // The first four bits, beside the length of the suffix, which reads as above 0x8F.
        byte[] out = reversed;
        int first = 0x0F;
        int count = 4;
        boolean large = true;
        int at = 0;
        int position = 0;
        while (true) {
            int value = first | window(position) << count;
            int taken = 8 - count;
            if (large && (value & 0x7F) == 0x7F) {
                value &= 0x7F;
                taken--;
            } else {
                value &= 0xFF;
            }
            if (position + taken > bits) {
                return close(from, suffixStart, at, value, count + bits - position);
            }
            out[at++] = (byte) value;
            large = value > 0x8F;
            position += taken;
            first = 0;
            count = 0;
            // Up to seven bytes at a time, the last of which may be one of seven bits.
            int previous = value;
            while (position + 64 <= bits) {
                long word = (long) LONGS.get(codes, position >>> 3) >>> (position & 7);
                long before = word << 8 | previous;
                long afterLarge = (before & LOW_SEVEN) + 0x70 * ONES & before;
                long stuffed = (word & LOW_SEVEN) + ONES & afterLarge & 0x0080808080808080L;
                word &= ~(stuffed & -stuffed);
                LONGS.set(out, at, word);
                taken = Long.numberOfTrailingZeros(stuffed | 1L << 56);
                int bytes = taken + 7 >>> 3;
                at += bytes;
                position += taken;
                previous = (int) ((word << 8 | previous) >>> 8 * bytes) & 0xFF;
                large = previous > 0x8F;
            }
        }
    }

    private int window(int position) {
        return (int) ((long) LONGS.get(codes, position >>> 3) >>> (position & 7)) & 0xFF;
    }

    private int close(int from, int suffixStart, int whole, int partial, int partialBits) {
        int at = from;
        int count = whole;
        // After a byte of ones the stuffed bit alone makes a byte.
        int melMask = 0xFF << mel.free & 0xFF;
        int codeMask = (1 << partialBits) - 1;
        boolean both = melMask != 0 && codeMask != 0;
        int fused = mel.partial | partial;
        if (both
                && count > 0
                && ((fused ^ mel.partial) & melMask | (fused ^ partial) & codeMask) == 0
                && fused != 0xFF) {
            segment[at++] = (byte) fused;
        } else {
            if (melMask != 0) {
                segment[at++] = (byte) mel.partial;
            }
            if (codeMask != 0 || count == 0) {
                reversed[count++] = (byte) partial;
            }
        }
        int index = count - 1;
        for (; index >= 7; index -= 8) {
            LONGS.set(segment, at, Long.reverseBytes((long) LONGS.get(reversed, index - 7)));
            at += 8;
        }
        for (; index >= 0; index--) {
            segment[at++] = reversed[index];
        }
        segment[at] = 0;
        at++;
        int suffix = at - suffixStart;
        segment[at - 1] = (byte) (suffix >> 4);
        segment[at - 2] = (byte) (segment[at - 2] & 0xF0 | suffix & 0x0F);
        return at;
    }
}
