package io.clouddicom.codec.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Encodes high-throughput code-blocks by one cleanup pass (T.814 7.3).
 *
 * <p>Both bit streams are first written without stuffing, whole words at a time, and stuffed when the block is done. A
 * row of quads is encoded in two steps: exponents, codewords and magnitudes quad by quad, then the variable length codes
 * of pairs of quads.
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
    private static final int MOST_QUADS = 512;
    private static final int SLACK = 16;

    /**
     * The residual code by value (T.814 Table 3): length of the prefix in bits 0 and 1, the prefix in 2 to 4, length of
     * the suffix in 5 to 7, the suffix from bit 8. Residuals are at most 31, so that none needs the extension.
     */
    private static final int[] RESIDUAL_CODES = new int[36];

    static {
        RESIDUAL_CODES[1] = 1 | 1 << 2;
        RESIDUAL_CODES[2] = 2 | 2 << 2;
        RESIDUAL_CODES[3] = 3 | 4 << 2 | 1 << 5;
        RESIDUAL_CODES[4] = 3 | 4 << 2 | 1 << 5 | 1 << 8;
        for (int residual = 5; residual <= 32; residual++) {
            RESIDUAL_CODES[residual] = 3 | 5 << 5 | residual - 5 << 8;
        }
    }

    private final HtMelEncoder mel = new HtMelEncoder();

    /** Room for 4 096 samples of up to 31 bits. */
    private final byte[] magnitudes = new byte[16384 + SLACK];

    private int magnitudePosition;
    private long magnitudeBits;
    private int magnitudeFill;

    /** Room for 1 024 quads of up to 15 bits. */
    private final byte[] codes = new byte[4096 + SLACK];

    /** The same with stuffing, last byte first. */
    private final byte[] reversed = new byte[4096 + SLACK];

    private int codePosition;
    private long codeBits;
    private int codeFill;

    private final int[] codewords = new int[MOST_QUADS + 2];
    private final int[] residuals = new int[MOST_QUADS + 2];
    /** The context that the quads above are to each quad, times 256; shifted by one. */
    private final int[] contexts = new int[MOST_QUADS + 4];

    /** All bits of the up to four samples next above each quad, less two and with bit 0 set, or 0; shifted by one. */
    private final int[] aboves = new int[MOST_QUADS + 4];

    /** The cleanup segment of the last block. */
    byte[] segment = new byte[0];

    int segmentLength;

    /** The distance of rows for a block's width. */
    static int stride(int width) {
        return width + 1 & ~1;
    }

    /** Encodes a block with at least one sample that is not zero. */
    void encode(int[] samples, int width, int height) {
        mel.start();
        magnitudePosition = 0;
        magnitudeBits = 0;
        magnitudeFill = 0;
        codePosition = 0;
        codeBits = 0;
        codeFill = 0;
        int quads = width + 1 >> 1;
        Arrays.fill(contexts, 0, quads + 3, 0);
        Arrays.fill(aboves, 0, quads + 3, 0);
        int stride = stride(width);
        for (int y = 0; y < height; y += 2) {
            encodeQuads(samples, y * stride, stride, quads, y == 0);
            if (y == 0) {
                writeFirstCodes(quads);
            } else {
                writeCodes(quads);
            }
        }
        finish();
    }

    // ---- exponents, codewords and magnitudes of a row of quads

    private void encodeQuads(int[] samples, int first, int stride, int quads, boolean initial) {
        short[] table = initial ? HtEncodingTable.INITIAL : HtEncodingTable.OTHER;
        int[] above = aboves;
        int[] contextsAbove = contexts;
        byte[] stream = magnitudes;
        int[] quadCodewords = codewords;
        int[] quadResiduals = residuals;
        int position = magnitudePosition;
        long pending = magnitudeBits;
        int fill = magnitudeFill;
        int leftContext = 0;
        int gathered = 0;
        int corner = 0;
        int gatheredContext = 0;
        int cornerContext = 0;
        for (int quad = 0; quad < quads; quad++) {
            int at = first + 2 * quad;
            int t0 = samples[at];
            int t2 = samples[at + 1];
            int t1 = samples[at + stride];
            int t3 = samples[at + stride + 1];
            int context = contextsAbove[quad + 1] | leftContext;
            if ((t0 | t1 | t2 | t3) == 0) {
                quadCodewords[quad] = context == 0 ? MEL_ZERO : table[context];
                quadResiduals[quad] = 0;
                leftContext = 0;
                contextsAbove[quad] = gatheredContext;
                gatheredContext = cornerContext;
                cornerContext = 0;
                above[quad] = gathered;
                gathered = corner;
                corner = 0;
                continue;
            }
            // All ones where the sample is significant.
            int s0 = -t0 >> 31;
            int s1 = -t1 >> 31;
            int s2 = -t2 >> 31;
            int s3 = -t3 >> 31;
            int significance = s0 & 1 | s1 & 2 | s2 & 4 | s3 & 8;
            int w0 = (t0 - 2 | 1) & s0;
            int w1 = (t1 - 2 | 1) & s1;
            int w2 = (t2 - 2 | 1) & s2;
            int w3 = (t3 - 2 | 1) & s3;
            // With one significant sample alone those above say nothing.
            int several = -(significance & significance - 1) >> 31;
            int predicted = 31 - Integer.numberOfLeadingZeros(above[quad + 1] & several | 2);
            int largest = 32 - Integer.numberOfLeadingZeros(w0 | w1 | w2 | w3);
            int exponent = Math.max(largest, predicted);
            int residual = exponent - predicted;
            int top = exponent - 1;
            int atLargest = w0 >>> top | w1 >>> top << 1 | w2 >>> top << 2 | w3 >>> top << 3;
            int entry = table[context | significance << 4 | atLargest & -residual >> 31];
            quadCodewords[quad] = context == 0 ? entry | MEL_ONE : entry;
            quadResiduals[quad] = residual;

            leftContext = initial
                    ? (significance << 8 | significance << 7) & 0x100 | significance << 7 & 0x600
                    : (significance << 7 | significance << 6) & 0x200;
            contextsAbove[quad] = gatheredContext | significance << 9 & 0x400;
            gatheredContext = cornerContext | significance << 7 & 0x500;
            cornerContext = significance << 5 & 0x100;
            above[quad] = gathered | w1;
            gathered = corner | w1 | w3;
            corner = w3;

            // Lengths of the four samples, and the sums of those up to each, 16 bits for each.
            long lengths = exponent * SPREAD[significance] - SPREAD[entry >> 4 & 15];
            long ends = lengths * 0x0001000100010001L;
            int m0 = (int) lengths;
            int m1 = (int) lengths >>> 16;
            int m2 = (int) (lengths >>> 32);
            int m3 = (int) (lengths >>> 48);
            // Shift counts are taken modulo 32; none is more than 31.
            long v0 = t0 - 2 & ~(-1 << m0);
            long v1 = t1 - 2 & ~(-1 << m1);
            long v2 = t2 - 2 & ~(-1 << m2);
            long v3 = t3 - 2 & ~(-1 << m3);
            int bits = (int) (ends >>> 48);
            if (bits <= 56) {
                pending |= (v0 | v1 << m0 | v2 << (ends >>> 16) | v3 << (ends >>> 32)) << fill;
                fill += bits;
                LONGS.set(stream, position, pending);
                position += fill >>> 3;
                pending >>>= fill & 0x38;
                fill &= 7;
            } else {
                for (int sample = 0; sample < 4; sample++) {
                    pending |= (sample < 2 ? sample == 0 ? v0 : v1 : sample == 2 ? v2 : v3) << fill;
                    fill += (int) (lengths >>> 16 * sample) & 0xFF;
                    LONGS.set(stream, position, pending);
                    position += fill >>> 3;
                    pending >>>= fill & 0x38;
                    fill &= 7;
                }
            }
        }
        above[quads] = gathered;
        contextsAbove[quads] = gatheredContext;
        magnitudePosition = position;
        magnitudeBits = pending;
        magnitudeFill = fill;
    }

    /** Four bits, each in the lowest place of 16. */
    private static final long[] SPREAD = new long[16];

    static {
        for (int bits = 0; bits < 16; bits++) {
            SPREAD[bits] = bits & 1 | (bits & 2L) << 15 | (bits & 4L) << 30 | (bits & 8L) << 45;
        }
    }

    /** A quad in context zero without a significant sample: one event, no codeword. */
    private static final int MEL_ZERO = 1 << 16;

    /** A quad in context zero with one. */
    private static final int MEL_ONE = 1 << 17;

    // ---- variable length codes of a row of quads

    private void writeFirstCodes(int quads) {
        for (int quad = 0; quad < quads; quad += 2) {
            writeCodewords(quad, quads);
            int first = residuals[quad];
            int second = residuals[quad + 1];
            if (first > 0 && second > 0) {
                if (Math.min(first, second) > 2) {
                    mel.one();
                    writeResiduals(first - 2, second - 2);
                } else {
                    mel.zero();
                    if (first > 2) {
                        int code = RESIDUAL_CODES[first];
                        int suffix = code >> 8;
                        put(code >> 2 & 7 | second - 1 << 3 | suffix << 4, 4 + (code >> 5 & 7));
                    } else {
                        writeResiduals(first, second);
                    }
                }
            } else if ((first | second) != 0) {
                writeResiduals(first, second);
            }
        }
    }

    private void writeCodes(int quads) {
        for (int quad = 0; quad < quads; quad += 2) {
            writeCodewords(quad, quads);
            int first = residuals[quad];
            int second = residuals[quad + 1];
            if ((first | second) != 0) {
                writeResiduals(first, second);
            }
        }
    }

    private void writeCodewords(int quad, int quads) {
        if (quad + 1 == quads) {
            codewords[quad + 1] = 0;
            residuals[quad + 1] = 0;
        }
        int first = codewords[quad];
        int second = codewords[quad + 1];
        event(first);
        event(second);
        int bits = first & 7;
        put(first >> 8 & 127 | (second >> 8 & 127) << bits, bits + (second & 7));
    }

    private void event(int codeword) {
        if (codeword >= MEL_ONE) {
            mel.one();
        } else if (codeword >= MEL_ZERO) {
            mel.zero();
        }
    }

    private void writeResiduals(int first, int second) {
        int code1 = RESIDUAL_CODES[first];
        int code2 = RESIDUAL_CODES[second];
        int bits = code1 & 3;
        int word = code1 >> 2 & 7 | (code2 >> 2 & 7) << bits;
        bits += code2 & 3;
        word |= code1 >> 8 << bits;
        bits += code1 >> 5 & 7;
        word |= code2 >> 8 << bits;
        bits += code2 >> 5 & 7;
        put(word, bits);
    }

    private void put(int word, int bits) {
        codeBits |= (long) word << codeFill;
        codeFill += bits;
        LONGS.set(codes, codePosition, codeBits);
        codePosition += codeFill >>> 3;
        codeBits >>>= codeFill & 0x38;
        codeFill &= 7;
    }

    // ---- the segment

    private void finish() {
        int most = (magnitudePosition + 2) * 8 / 7 + (codePosition + 2) * 8 / 7 + mel.length + 64;
        if (segment.length < most) {
            segment = new byte[2 * most];
        }
        int at = stuffMagnitudes();
        mel.finish();
        System.arraycopy(mel.bytes, 0, segment, at, mel.length);
        segmentLength = stuffCodes(at + mel.length, at);
    }

    /** After a byte of ones one of seven bits; the end is filled up with ones, which need not be written. */
    private int stuffMagnitudes() {
        byte[] in = magnitudes;
        byte[] out = segment;
        int bits = 8 * magnitudePosition + magnitudeFill;
        if (magnitudeFill > 0) {
            in[magnitudePosition] = (byte) (magnitudeBits | 0xFF << magnitudeFill);
            magnitudePosition++;
        }
        LONGS.set(in, magnitudePosition, -1L);
        int at = 0;
        int position = 0;
        boolean stuffed = false;
        while (position < bits) {
            long word = (long) LONGS.get(in, position >>> 3) >>> (position & 7);
            if (!stuffed && bits - position >= 64) {
                // Seven whole bytes are in the word whatever the position.
                long seven = word & 0x00FFFFFFFFFFFFFFL;
                if ((~seven - ONES & seven & ONES << 7) == 0) {
                    LONGS.set(out, at, seven);
                    at += 7;
                    position += 56;
                    continue;
                }
            }
            int value = (int) word & (stuffed ? 0x7F : 0xFF);
            position += stuffed ? 7 : 8;
            stuffed = value == 0xFF;
            out[at++] = (byte) value;
        }
        // A last byte of ones is what a decoder reads past the end.
        return stuffed ? at - 1 : at;
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
