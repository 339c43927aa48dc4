package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Decodes high-throughput code-blocks that have a cleanup pass alone and at most 30 bit-planes: the usual ones (T.814
 * 7.3). {@link HtBlockReference} does the same slowly, and everything else.
 *
 * <p>Both bit streams are first freed of stuffing, so that any bit is found by its position: the four samples of a quad
 * are read independently, at prefix sums of their lengths. A row of quads is decoded in two steps, the variable length
 * codes and then the magnitudes. Positions are held to the streams' ends row by row; behind the ends lies room for a row.
 *
 * <p>Samples come folded: two times the magnitude plus one if negative; zero is 0. Rows are {@link
 * HtBlockEncoder#stride} apart, and there is an even number of them: the block's last quads are whole.
 */
final class HtCleanupDecoder {
    static final int MOST_PLANES = 30;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_SEVEN = 0x7F * ONES;
    /** Room after the last byte of a stream for whole words, beside that for a row. */
    private static final int SLACK = 40;
    /** Most bytes of a stream that two quads take: two codewords of 7 bits, prefixes of 3, suffixes of 5 and 4. */
    private static final int PAIR_CODE_BYTES = 5;
    /** Most bytes of magnitudes that a quad takes: four of 31 bits. */
    private static final int QUAD_MAGNITUDE_BYTES = 16;

    /**
     * {@link HtVlcTable} with the context that a quad is to its right neighbour, times 128, in bits 16 up; see {@link
     * #leftContext}.
     */
    private static final int[] INITIAL = new int[8 * 128];

    private static final int[] OTHER = new int[8 * 128];
    /** In place of an entry where no codeword fits. */
    private static final int NO_CODE = 1 << 30;

    /** By three bits: length of the prefix in bits 0 and 1, of the suffix in 2 to 4, value above (Table 3). */
    private static final int[] PREFIXES = new int[8];

    /**
     * Residuals of two quads by six bits of the stream and by whether the first, in bit 6, and the second, in bit 7, has
     * one. An entry holds the length of both prefixes in bits 0 to 2, of prefixes and suffixes in 3 to 7, of the first
     * suffix in 8 to 10, of the second in 11 to 13, and the least values in 14 to 16 and 17 to 19.
     */
    private static final int[] RESIDUALS = new int[256];

    /** Four bits, each in the lowest place of 16. */
    private static final long[] SPREAD = new long[16];

    static {
        for (int index = 0; index < INITIAL.length; index++) {
            INITIAL[index] = entry(HtVlcTable.INITIAL[index] & 0xFFFF, true);
            OTHER[index] = entry(HtVlcTable.OTHER[index] & 0xFFFF, false);
        }
        for (int bits = 0; bits < 8; bits++) {
            PREFIXES[bits] = (bits & 1) != 0
                    ? 1 | 1 << 5
                    : (bits & 2) != 0 ? 2 | 2 << 5 : (bits & 4) != 0 ? 3 | 1 << 2 | 3 << 5 : 3 | 5 << 2 | 5 << 5;
        }
        for (int index = 0; index < RESIDUALS.length; index++) {
            int first = (index & 64) == 0 ? 0 : PREFIXES[index & 7];
            int second = (index & 128) == 0 ? 0 : PREFIXES[index >> (first & 3) & 7];
            int length = (first & 3) + (second & 3);
            int suffix1 = first >> 2 & 7;
            int suffix2 = second >> 2 & 7;
            RESIDUALS[index] = length
                    | length + suffix1 + suffix2 << 3
                    | suffix1 << 8
                    | suffix2 << 11
                    | first >> 5 << 14
                    | second >> 5 << 17;
        }
        for (int bits = 0; bits < 16; bits++) {
            SPREAD[bits] = bits & 1 | (bits & 2L) << 15 | (bits & 4L) << 30 | (bits & 8L) << 45;
        }
    }

    private static int entry(int code, boolean initial) {
        return code == 0 ? NO_CODE : code | leftContext(code >> 4 & 15, initial) << 16;
    }

    private static int leftContext(int significance, boolean initial) {
        return initial
                ? (significance | significance >> 1) & 1 | significance >> 1 & 6
                : (significance >> 1 | significance >> 2) & 2;
    }

    private final HtMel mel = new HtMel();
    private byte[] codes = new byte[8192];
    private byte[] magnitudes = new byte[8192];
    private int codePosition;
    private int codeEnd;
    private int magnitudePosition;
    private int magnitudeEnd;

    private final int[] entries = new int[520];
    private final int[] residuals = new int[520];
    /** The context that the quads above are to each quad, times 128; shifted by one. */
    private final int[] contexts = new int[520];

    /** All bits of the up to four samples next above each quad, less two and with bit 0 set, or 0; shifted by one. */
    private final int[] aboves = new int[520];

    /**
     * Decodes.
     *
     * @param missing bit-planes above those that the cleanup pass codes
     * @param out takes the samples
     * @param place offset in the input, for errors
     */
    void decode(BlockInput input, int width, int height, int missing, int[] out, long place)
            throws CodestreamException {
        byte[] data = input.bytes;
        int from = input.starts[0];
        int to = input.ends[0];
        int suffix = to - from < 2 ? 0 : (data[to - 1] & 0xFF) << 4 | data[to - 2] & 0x0F;
        if (suffix < 2 || suffix > to - from || suffix > 4079) {
            throw malformed(place, "a suffix of " + suffix + " bytes in a cleanup segment of " + (to - from));
        }
        int stride = HtBlockEncoder.stride(width);
        int quads = stride >> 1;
        unstuffMagnitudes(data, from, to - suffix, quads * QUAD_MAGNITUDE_BYTES + SLACK);
        unstuffCodes(data, to - suffix, to, (quads + 1 >> 1) * PAIR_CODE_BYTES + SLACK);
        mel.start(data, to - suffix, to);
        Arrays.fill(contexts, 0, quads + 3, 0);
        Arrays.fill(aboves, 0, quads + 3, 0);
        boolean fits = true;
        for (int y = 0; y < height; y += 2) {
            fits &= y == 0 ? decodeFirstCodes(quads) : decodeCodes(quads);
            fits &= decodeMagnitudes(quads, y * stride, stride, missing + 2, out);
        }
        if (!fits) {
            throw malformed(place, "a code that the standard does not have");
        }
    }

    private static CodestreamException malformed(long place, String detail) {
        return Faults.malformed("HT code-block", place, detail);
    }

    // ---- streams

    /** Bytes after one of ones have seven bits; after the end come ones. */
    private void unstuffMagnitudes(byte[] data, int from, int to, int slack) {
        if (magnitudes.length < to - from + slack) {
            magnitudes = new byte[2 * (to - from) + slack];
        }
        byte[] out = magnitudes;
        int at = 0;
        long pending = 0;
        int bits = 0;
        boolean stuffed = false;
        int position = from;
        while (position < to) {
            if (!stuffed && to - position >= 8) {
                long word = (long) LONGS.get(data, position);
                if ((~word - ONES & word & ONES << 7) == 0) {
                    LONGS.set(out, at, pending | word << bits);
                    pending = bits == 0 ? 0 : word >>> 64 - bits;
                    at += 8;
                    position += 8;
                    continue;
                }
            }
            int value = data[position++] & (stuffed ? 0x7F : 0xFF);
            pending |= (long) value << bits;
            bits += stuffed ? 7 : 8;
            stuffed = value == 0xFF;
            if (bits >= 8) {
                out[at++] = (byte) pending;
                pending >>>= 8;
                bits -= 8;
            }
        }
        // Ones follow the last bit.
        LONGS.set(out, at, pending & (1L << bits) - 1 | -1L << bits);
        Arrays.fill(out, at + 8, at + slack - 8, (byte) 0xFF);
        magnitudePosition = 0;
        magnitudeEnd = 8 * at + bits;
    }

    /**
     * Bytes backward; one of seven ones after one above 0x8F has seven bits; after the end come zeros. Up to seven bytes
     * at a time, the last of which may be one of seven bits.
     */
    private void unstuffCodes(byte[] data, int from, int to, int slack) {
        if (codes.length < to - from + slack) {
            codes = new byte[2 * (to - from) + slack];
        }
        byte[] out = codes;
        int previous = data[to - 2] & 0xFF | 0x0F;
        long pending = previous >> 4;
        int bits = (pending & 7) == 7 ? 3 : 4;
        pending &= (1 << bits) - 1;
        int at = 0;
        int position = to - 3;
        while (position - 7 >= from) {
            long word = Long.reverseBytes((long) LONGS.get(data, position - 7));
            long before = word << 8 | previous;
            long large = (before & LOW_SEVEN) + 0x70 * ONES & before;
            long stuffed = (word & LOW_SEVEN) + ONES & large & 0x0080808080808080L;
            int taken = Long.numberOfTrailingZeros(stuffed | 1L << 56);
            int bytes = taken + 7 >>> 3;
            pending |= (word & (1L << taken) - 1) << bits;
            previous = (int) (before >>> 8 * bytes) & 0xFF;
            LONGS.set(out, at, pending);
            bits += taken;
            at += bits >>> 3;
            pending >>>= bits & 0x38;
            bits &= 7;
            position -= bytes;
        }
        for (; position >= from; position--) {
            int value = data[position] & 0xFF;
            int count = previous > 0x8F && (value & 0x7F) == 0x7F ? 7 : 8;
            previous = value;
            pending |= (long) (value & (1 << count) - 1) << bits;
            bits += count;
            if (bits >= 8) {
                out[at++] = (byte) pending;
                pending >>>= 8;
                bits -= 8;
            }
        }
        out[at++] = (byte) pending;
        Arrays.fill(out, at, at + slack, (byte) 0);
        codePosition = 0;
        codeEnd = 8 * at;
    }

    // ---- codes of a row of quads; false when none fits

    private boolean decodeFirstCodes(int quads) {
        byte[] stream = codes;
        int[] quadEntries = entries;
        int[] next = contexts;
        int position = codePosition;
        int second = 0;
        int gathered = 0;
        int all = 0;
        for (int quad = 0; quad < quads; quad += 2) {
            long word = (long) LONGS.get(stream, position >>> 3) >>> (position & 7);
            int context = second >> 9 & 0x380;
            int before = second & 0x80;
            int first = context != 0 || mel.decode() != 0 ? INITIAL[context | (int) word & 127] : 0;
            int used = first & 7;
            second = 0;
            if (quad + 1 < quads) {
                context = first >> 9 & 0x380;
                second = context != 0 || mel.decode() != 0 ? INITIAL[context | (int) (word >>> used) & 127] : 0;
                used += second & 7;
            }
            all |= first | second;
            quadEntries[quad] = first;
            quadEntries[quad + 1] = second;
            next[quad] = gathered | first << 4 & 0x200;
            next[quad + 1] = first << 2 & 0x280 | before | second << 4 & 0x200;
            gathered = second << 2 & 0x280 | first & 0x80;
            if ((first & second & 8) == 0) {
                used = residuals(quad, first, second, word, used, 0);
            } else if (mel.decode() != 0) {
                used = residuals(quad, first, second, word, used, 2);
            } else if ((word >>> used & 3) == 0) {
                used = residualAndBit(quad, word, used);
            } else {
                used = residuals(quad, first, second, word, used, 0);
            }
            position += used;
        }
        next[quads + 1 & ~1] = gathered;
        codePosition = Math.min(position, codeEnd);
        return (all & NO_CODE) == 0;
    }

    /** In the first row, when the first of two residuals has a prefix above two, the second is one bit. */
    private int residualAndBit(int quad, long word, int usedBefore) {
        int used = usedBefore;
        int prefix = PREFIXES[(int) (word >>> used) & 7];
        used += 3;
        residuals[quad + 1] = 1 + ((int) (word >>> used) & 1);
        used++;
        int suffixBits = prefix >> 2 & 7;
        int suffix = (int) (word >>> used) & (1 << suffixBits) - 1;
        used += suffixBits;
        int value = (prefix >> 5) + suffix;
        if (suffix >= 28) {
            value += 4 * ((int) (word >>> used) & 15);
            used += 4;
        }
        residuals[quad] = value;
        return used;
    }

    private int residuals(int quad, int first, int second, long word, int usedBefore, int base) {
        int used = usedBefore;
        int prefix1 = 0;
        int prefix2 = 0;
        if ((first & 8) != 0) {
            prefix1 = PREFIXES[(int) (word >>> used) & 7];
            used += prefix1 & 3;
        }
        if ((second & 8) != 0) {
            prefix2 = PREFIXES[(int) (word >>> used) & 7];
            used += prefix2 & 3;
        }
        int bits1 = prefix1 >> 2 & 7;
        int suffix1 = (int) (word >>> used) & (1 << bits1) - 1;
        used += bits1;
        int bits2 = prefix2 >> 2 & 7;
        int suffix2 = (int) (word >>> used) & (1 << bits2) - 1;
        used += bits2;
        int value1 = base + (prefix1 >> 5) + suffix1;
        int value2 = base + (prefix2 >> 5) + suffix2;
        if (suffix1 >= 28) {
            value1 += 4 * ((int) (word >>> used) & 15);
            used += 4;
        }
        if (suffix2 >= 28) {
            value2 += 4 * ((int) (word >>> used) & 15);
            used += 4;
        }
        residuals[quad] = value1;
        residuals[quad + 1] = value2;
        return used;
    }

    private boolean decodeCodes(int quads) {
        byte[] stream = codes;
        int[] quadEntries = entries;
        int[] quadResiduals = residuals;
        int[] above = contexts;
        int position = codePosition;
        int second = 0;
        int gathered = 0;
        int all = 0;
        for (int quad = 0; quad < quads; quad += 2) {
            long word = (long) LONGS.get(stream, position >>> 3) >>> (position & 7);
            int context = above[quad + 1] | second >> 9 & 0x380;
            int before = second & 0x80;
            int first = context != 0 || mel.decode() != 0 ? OTHER[context | (int) word & 127] : 0;
            int used = first & 7;
            second = 0;
            if (quad + 1 < quads) {
                context = above[quad + 2] | first >> 9 & 0x380;
                second = context != 0 || mel.decode() != 0 ? OTHER[context | (int) (word >>> used) & 127] : 0;
                used += second & 7;
            }
            all |= first | second;
            quadEntries[quad] = first;
            quadEntries[quad + 1] = second;
            // What the two are to the quads below; the last bit of the quad before comes from the one after it.
            above[quad] = gathered | first << 4 & 0x200;
            above[quad + 1] = first << 2 & 0x280 | before | second << 4 & 0x200;
            gathered = second << 2 & 0x280 | first & 0x80;

            long rest = word >>> used;
            int code = RESIDUALS[(int) rest & 63 | (first & 8) << 3 | (second & 8) << 4];
            rest >>>= code & 7;
            int bits1 = code >> 8 & 7;
            int suffix1 = (int) rest & (1 << bits1) - 1;
            int suffix2 = (int) (rest >>> bits1) & (1 << (code >> 11 & 7)) - 1;
            if ((suffix1 | suffix2) < 28) {
                quadResiduals[quad] = (code >> 14 & 7) + suffix1;
                quadResiduals[quad + 1] = (code >> 17) + suffix2;
                position += used + (code >> 3 & 31);
            } else {
                position += residuals(quad, first, second, word, used, 0);
            }
        }
        above[quads + 1 & ~1] = gathered;
        codePosition = Math.min(position, codeEnd);
        return (all & NO_CODE) == 0;
    }

    // ---- magnitudes of a row of quads; false when an exponent is too large

    private boolean decodeMagnitudes(int quads, int first, int stride, int most, int[] out) {
        byte[] stream = magnitudes;
        int[] quadEntries = entries;
        int[] quadResiduals = residuals;
        int[] above = aboves;
        int position = magnitudePosition;
        int gathered = 0;
        int corner = 0;
        int slack = 0;
        for (int quad = 0; quad < quads; quad++) {
            int entry = quadEntries[quad];
            int at = first + 2 * quad;
            int below = at + stride;
            int significance = entry >> 4 & 15;
            if (significance == 0) {
                out[at] = 0;
                out[at + 1] = 0;
                out[below] = 0;
                out[below + 1] = 0;
                above[quad] = gathered;
                gathered = corner;
                corner = 0;
                continue;
            }
            // With one significant sample alone those above say nothing.
            int several = -(significance & significance - 1) >> 31;
            int exponent = 31 - Integer.numberOfLeadingZeros(above[quad + 1] & several | 2) + quadResiduals[quad];
            slack |= most - exponent;
            exponent = Math.min(exponent, most);
            // Lengths of the four samples, and the sums of those up to each, 16 bits for each.
            long lengths = exponent * SPREAD[significance] - SPREAD[entry >> 8 & 15];
            long ends = lengths * 0x0001000100010001L;
            int m0 = (int) lengths;
            int m1 = (int) lengths >>> 16;
            int m2 = (int) (lengths >>> 32);
            int m3 = (int) (lengths >>> 48);
            int bits = (int) (ends >>> 48);
            int v0;
            int v1;
            int v2;
            int v3;
            if (bits <= 57) {
                long word = (long) LONGS.get(stream, position >>> 3) >>> (position & 7);
                v0 = (int) word;
                v1 = (int) (word >>> m0);
                v2 = (int) (word >>> (ends >>> 16));
                v3 = (int) (word >>> (ends >>> 32));
            } else {
                v0 = window(stream, position);
                v1 = window(stream, position + ((int) ends & 0xFF));
                v2 = window(stream, position + ((int) ends >>> 16));
                v3 = window(stream, position + ((int) (ends >>> 32) & 0xFF));
            }
            position += bits;
            // Shift counts are taken modulo 32.
            v0 = v0 & ~(-1 << m0) | (entry >> 12 & 1) << m0;
            v1 = v1 & ~(-1 << m1) | (entry >> 13 & 1) << m1;
            v2 = v2 & ~(-1 << m2) | (entry >> 14 & 1) << m2;
            v3 = v3 & ~(-1 << m3) | (entry >> 15 & 1) << m3;
            out[at] = v0 + (entry >> 3 & 2);
            out[at + 1] = v2 + (entry >> 5 & 2);
            out[below] = v1 + (entry >> 4 & 2);
            out[below + 1] = v3 + (entry >> 6 & 2);
            v1 |= entry >> 5 & 1;
            v3 |= entry >> 7 & 1;
            above[quad] = gathered | v1;
            gathered = corner | v1 | v3;
            corner = v3;
        }
        above[quads] = gathered;
        magnitudePosition = Math.min(position, magnitudeEnd);
        return slack >= 0;
    }

    private static int window(byte[] stream, int position) {
        return (int) ((long) LONGS.get(stream, position >>> 3) >>> (position & 7));
    }
}
