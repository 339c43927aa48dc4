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
 * are read independently, at prefix sums of their lengths, and stay four lanes of one word until they are stored.
 * Positions are held to the streams' ends row by row; behind the ends lies room for a row.
 *
 * <p>Samples come in two's complement, of the planes coded. The block's last quads are whole: where its width or height is
 * odd, there is a column or row more.
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

    /** One in each of four lanes of 16 bits; lane n belongs to sample n of a quad. */
    private static final long LANES = 0x0001000100010001L;
    /** The largest exponent with which four samples lie in one word, whatever its first bit, and each in a lane. */
    private static final int MOST_LANE_EXPONENT = 14;

    /**
     * {@link HtVlcTable} by context, in bits 7 to 9, and codeword, for the first row of quads. In each lane an entry has the
     * sample's significance in bit 3, whether its exponent is known in bit 4 and, in bit 5, what it then is. Lane 0 has the
     * length in bits 0 to 2, the offset flag in bit 6 and the context that the quad is to its right neighbour in bits 7 to 9;
     * above {@link #BELOW} is, likewise times 128, what it is to the quad below.
     */
    private static final long[] INITIAL = new long[8 * 128];

    /** The same for the other rows. */
    private static final long[] OTHER = new long[8 * 128];

    private static final long SIGNIFICANCE = LANES << 3;
    /** The offset flag of an entry. */
    private static final int OFFSET = 1 << 6;
    /** What an entry is to its right neighbour. */
    private static final int LEFT_CONTEXT = 7 << 7;

    private static final int BELOW = 16;
    /** In an entry: two samples or more are significant. The sign, for arithmetic shifts. */
    private static final long SEVERAL = 1L << 63;
    /** In place of an entry where no codeword fits. */
    private static final long NO_CODE = 1L << 62;

    /** By three bits: length of the prefix in bits 0 and 1, of the suffix in 2 to 4, value above (Table 3). */
    private static final int[] PREFIXES = new int[8];

    /**
     * Residuals of two quads by eight bits of the stream and by whether the first, in bit 8, and the second, in bit 9, has
     * one: as {@link #residuals} gives them, or -1 when there are more bits to them.
     */
    private static final int[] RESIDUALS = new int[1024];

    /** The same for the first row of quads, where two of them depend on the MEL. */
    private static final int[] FIRST_RESIDUALS = new int[1024];

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
            int code = residuals(index & 255, (index & 256) != 0, (index & 512) != 0, 0);
            // No residual that fits eight bits has an extension.
            RESIDUALS[index] = (code & 31) > 8 ? -1 : code;
            FIRST_RESIDUALS[index] = index >= 768 ? -1 : RESIDUALS[index];
        }
    }

    private static long entry(int code, boolean initial) {
        if (code == 0) {
            return NO_CODE;
        }
        int significance = code >> 4 & 15;
        long entry = code & 7 | (code & 8) << 3 | leftContext(significance, initial) << 7;
        for (int sample = 0; sample < 4; sample++) {
            long lane = significance >> sample & 1 | (code >> 8 + sample & 1) << 1 | (code >> 12 + sample & 1) << 2;
            entry |= lane << 3 << 16 * sample;
        }
        entry |= (significance & 2L) << BELOW + 6 | (significance & 8L) << BELOW + 6;
        return (significance & significance - 1) == 0 ? entry : entry | SEVERAL;
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
    private boolean fits;

    /** The context that the quads above are to each quad, times 128; shifted by one. */
    private final int[] contexts = new int[520];

    /** All bits of the up to four samples next above each quad, less two and with bit 0 set, or 0; shifted by one. */
    private final int[] aboves = new int[520];

    /** Takes the samples of blocks with an odd number of quads in a row. */
    private int[] pairs = new int[0];

    /**
     * Decodes into one array.
     *
     * @param missing bit-planes above those that the cleanup pass codes
     * @param out takes the samples, in rows that are {@link HtBlockEncoder#stride} apart
     * @param place offset in the input, for errors
     */
    void decode(BlockInput input, int width, int height, int missing, int[] out, long place)
            throws CodestreamException {
        int stride = HtBlockEncoder.stride(width);
        int quads = stride >> 1;
        start(input, quads, place);
        boolean whole = (quads & 1) == 0;
        int pairStride = stride + (whole ? 0 : 2);
        int[] into = out;
        if (!whole) {
            int count = pairStride * (height + 1);
            if (pairs.length < count) {
                pairs = new int[Math.max(4096, count)];
            }
            into = pairs;
        }
        for (int y = 0; y < height; y += 2) {
            decodeRow(quads, y == 0, missing + 2, into, y * pairStride, into, (y + 1) * pairStride);
        }
        for (int y = 0; !whole && y < (height + 1 & ~1); y++) {
            System.arraycopy(pairs, y * pairStride, out, y * stride, stride);
        }
        finish(place);
    }

    /**
     * Decodes into rows of separate arrays a block whose width is a multiple of four and whose height is even.
     *
     * @param missing bit-planes above those that the cleanup pass codes
     * @param rows take the samples
     * @param firstRow where the first one goes
     * @param rowStep distance to the next
     * @param column where in a row the first sample goes
     * @param place offset in the input, for errors
     */
    void decode(
            BlockInput input,
            int width,
            int height,
            int missing,
            int[][] rows,
            int firstRow,
            int rowStep,
            int column,
            long place)
            throws CodestreamException {
        start(input, width >> 1, place);
        int row = firstRow;
        for (int y = 0; y < height; y += 2) {
            decodeRow(width >> 1, y == 0, missing + 2, rows[row], column, rows[row + rowStep], column);
            row += 2 * rowStep;
        }
        finish(place);
    }

    private void start(BlockInput input, int quads, long place) throws CodestreamException {
        byte[] data = input.bytes;
        int from = input.starts[0];
        int to = input.ends[0];
        int suffix = to - from < 2 ? 0 : (data[to - 1] & 0xFF) << 4 | data[to - 2] & 0x0F;
        if (suffix < 2 || suffix > to - from || suffix > 4079) {
            throw malformed(place, "a suffix of " + suffix + " bytes in a cleanup segment of " + (to - from));
        }
        unstuffMagnitudes(data, from, to - suffix, quads * QUAD_MAGNITUDE_BYTES + SLACK);
        unstuffCodes(data, to - suffix, to, (quads + 1 >> 1) * PAIR_CODE_BYTES + SLACK);
        mel.start(data, to - suffix, to);
        Arrays.fill(contexts, 0, quads + 3, 0);
        Arrays.fill(aboves, 0, quads + 3, 0);
        fits = true;
    }

    private void finish(long place) throws CodestreamException {
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

    // ---- a row of quads

    /**
     * Decodes a row of quads, two at a time: the codewords (7.3.5), the residuals of their exponents (7.3.6), the exponents
     * (7.3.7) and the magnitudes (7.3.8). All in one loop, longer than others, so that the processor reads the magnitudes of
     * one pair, which are much work, while it waits for the codewords of the next, each of which depends on the one before.
     *
     * @param most the largest exponent allowed
     * @param upper takes the quads' upper samples
     * @param upperFrom where the first goes
     * @param lower takes the lower ones
     * @param lowerFrom where the first goes
     */
    private void decodeRow(
            int quads, boolean initial, int most, int[] upper, int upperFrom, int[] lower, int lowerFrom) {
        long[] table = initial ? INITIAL : OTHER;
        int[] residualTable = initial ? FIRST_RESIDUALS : RESIDUALS;
        byte[] codeStream = codes;
        byte[] stream = magnitudes;
        int[] contextsAbove = contexts;
        int[] above = aboves;
        int mostLane = Math.min(most, MOST_LANE_EXPONENT);
        int codeAt = codePosition;
        int position = magnitudePosition;
        long all = 0;
        long b = 0;
        int gatheredContext = 0;
        int gathered = 0;
        int corner = 0;
        for (int quad = 0; quad < quads; quad += 2) {
            long word = (long) LONGS.get(codeStream, codeAt >>> 3) >>> (codeAt & 7);
            int context = contextsAbove[quad + 1] | (int) b & LEFT_CONTEXT;
            int before = (int) (b >>> 44) & 0x80;
            long a = context != 0 || mel.decode() != 0 ? table[context | (int) word & 127] : 0;
            word >>>= a & 7;
            codeAt += (int) a & 7;
            b = 0;
            if (quad + 1 < quads) {
                context = contextsAbove[quad + 2] | (int) a & LEFT_CONTEXT;
                b = context != 0 || mel.decode() != 0 ? table[context | (int) word & 127] : 0;
            }
            word >>>= b & 7;
            codeAt += (int) b & 7;
            all |= a | b;
            // What the two are to the quads below; the last bit of the quad before comes from the one after it.
            contextsAbove[quad] = gatheredContext | (int) (a >>> 10) & 0x200;
            contextsAbove[quad + 1] = (int) a >>> BELOW & 0x280 | before | (int) (b >>> 10) & 0x200;
            gatheredContext = (int) b >>> BELOW & 0x280 | (int) (a >>> 44) & 0x80;
            int code = residualTable[(int) word & 255 | ((int) a & OFFSET) << 2 | ((int) b & OFFSET) << 3];
            if (code < 0) {
                code = residuals(word, a, b, initial);
            }
            codeAt += code & 31;

            int up = upperFrom + 2 * quad;
            int low = lowerFrom + 2 * quad;
            if (((a | b) & SIGNIFICANCE) == 0) {
                upper[up] = 0;
                upper[up + 1] = 0;
                upper[up + 2] = 0;
                upper[up + 3] = 0;
                lower[low] = 0;
                lower[low + 1] = 0;
                lower[low + 2] = 0;
                lower[low + 3] = 0;
                above[quad] = gathered;
                above[quad + 1] = corner;
                gathered = 0;
                corner = 0;
                continue;
            }
            // With one significant sample alone those above say nothing.
            int exponentA =
                    31 - Integer.numberOfLeadingZeros(above[quad + 1] & (int) (a >> 63) | 2) + (code >>> 5 & 127);
            int exponentB = 31 - Integer.numberOfLeadingZeros(above[quad + 2] & (int) (b >> 63) | 2) + (code >>> 12);
            int a1;
            int a3;
            int b1;
            int b3;
            if (Math.max(exponentA, exponentB) <= mostLane) {
                long significant = a >>> 3 & LANES;
                long known = a >>> 4 & LANES;
                long ends = (exponentA * significant - known) * LANES;
                word = (long) LONGS.get(stream, position >>> 3) >>> (position & 7);
                position += (int) (ends >>> 48);
                long lanes = word & 0xFFFF
                        | (word >>> ends & 0xFFFF) << 16
                        | (word >>> (ends >>> 16) & 0xFFFF) << 32
                        | word >>> (ends >>> 32) << 48;
                // One less than two to the exponent, or to one less where the exponent is known.
                lanes &= (significant << exponentA) - significant - (known << exponentA - 1);
                lanes |= (a >>> 5 & LANES) << exponentA - 1;
                long negative = lanes & LANES;
                long samples = ((lanes >>> 1 & LANES * 0x7FFF) + significant ^ (negative << 16) - negative) + negative;
                upper[up] = (short) samples;
                lower[low] = (int) samples >> 16;
                upper[up + 1] = (short) (samples >>> 32);
                lower[low + 1] = (int) (samples >> 48);
                lanes |= significant;
                a1 = (int) lanes >>> 16;
                a3 = (int) (lanes >>> 48);

                significant = b >>> 3 & LANES;
                known = b >>> 4 & LANES;
                ends = (exponentB * significant - known) * LANES;
                word = (long) LONGS.get(stream, position >>> 3) >>> (position & 7);
                position += (int) (ends >>> 48);
                lanes = word & 0xFFFF
                        | (word >>> ends & 0xFFFF) << 16
                        | (word >>> (ends >>> 16) & 0xFFFF) << 32
                        | word >>> (ends >>> 32) << 48;
                lanes &= (significant << exponentB) - significant - (known << exponentB - 1);
                lanes |= (b >>> 5 & LANES) << exponentB - 1;
                negative = lanes & LANES;
                samples = ((lanes >>> 1 & LANES * 0x7FFF) + significant ^ (negative << 16) - negative) + negative;
                upper[up + 2] = (short) samples;
                lower[low + 2] = (int) samples >> 16;
                upper[up + 3] = (short) (samples >>> 32);
                lower[low + 3] = (int) (samples >> 48);
                lanes |= significant;
                b1 = (int) lanes >>> 16;
                b3 = (int) (lanes >>> 48);
            } else {
                position = decodeWide(a, exponentA, most, position, upper, up, lower, low);
                position = decodeWide(b, exponentB, most, position, upper, up + 2, lower, low + 2);
                a1 = bits(lower[low]);
                a3 = bits(lower[low + 1]);
                b1 = bits(lower[low + 2]);
                b3 = bits(lower[low + 3]);
            }
            above[quad] = gathered | a1;
            above[quad + 1] = corner | a1 | a3 | b1;
            gathered = a3 | b1 | b3;
            corner = b3;
        }
        contextsAbove[quads + 1 & ~1] = gatheredContext;
        above[quads + 1 & ~1] = gathered;
        codePosition = Math.min(codeAt, codeEnd);
        magnitudePosition = Math.min(position, magnitudeEnd);
        fits &= (all & NO_CODE) == 0;
    }

    /** Two times the magnitude less one, or 0. */
    private static int bits(int sample) {
        return sample == 0 ? 0 : 2 * Math.abs(sample) - 1;
    }

    /** The samples of a quad whose exponent is large, one by one; where they end. */
    private int decodeWide(long entry, int exponent, int most, int from, int[] upper, int up, int[] lower, int low) {
        fits &= exponent <= most;
        int position = from;
        for (int sample = 0; sample < 4; sample++) {
            int flags = (int) (entry >>> 16 * sample + 3);
            int value = 0;
            if ((flags & 1) != 0) {
                int length = Math.min(exponent, most) - (flags >>> 1 & 1);
                long word = (long) LONGS.get(magnitudes, position >>> 3) >>> (position & 7);
                int bits = (int) (word & (1L << length) - 1) | (flags >>> 2 & 1) << length;
                value = (bits & 1) == 0 ? (bits >>> 1) + 1 : -(bits >>> 1) - 1;
                position += length;
            }
            if ((sample & 1) == 0) {
                upper[up + (sample >> 1)] = value;
            } else {
                lower[low + (sample >> 1)] = value;
            }
        }
        return position;
    }

    // ---- residuals of exponents

    /** Two residuals: the length of both in bits 0 to 4, the first in bits 5 to 11, the second above. */
    private int residuals(long word, long first, long second, boolean initial) {
        boolean both = (first & second & OFFSET) != 0;
        if (!initial || !both) {
            return residuals(word, (first & OFFSET) != 0, (second & OFFSET) != 0, 0);
        }
        if (mel.decode() != 0) {
            return residuals(word, true, true, 2);
        }
        return (word & 3) == 0 ? residualAndBit(word) : residuals(word, true, true, 0);
    }

    /** In the first row, when the first of two residuals has a prefix above two, the second is one bit. */
    private static int residualAndBit(long word) {
        int prefix = PREFIXES[(int) word & 7];
        int second = 1 + ((int) (word >>> 3) & 1);
        int used = 4;
        int suffixBits = prefix >> 2 & 7;
        int suffix = (int) (word >>> used) & (1 << suffixBits) - 1;
        used += suffixBits;
        int first = (prefix >> 5) + suffix;
        if (suffix >= 28) {
            first += 4 * ((int) (word >>> used) & 15);
            used += 4;
        }
        return used | first << 5 | second << 12;
    }

    /** The prefixes of both, the suffixes of both, the extensions of both. */
    private static int residuals(long word, boolean first, boolean second, int base) {
        int used = 0;
        int prefix1 = 0;
        int prefix2 = 0;
        if (first) {
            prefix1 = PREFIXES[(int) word & 7];
            used += prefix1 & 3;
        }
        if (second) {
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
        return used | value1 << 5 | value2 << 12;
    }
}
