package io.clouddicom.codec.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The quads of an HT cleanup pass (T.814 7.3): finds each quad's context, exponent and codeword, and writes the bits of
 * magnitudes and signs.
 *
 * <p>A quad's four samples are taken as one word with a place of 16 bits for each: top left, bottom left, top right, bottom
 * right from the lowest on. Nearly all quads have exponents of at most {@link #NARROW}, so that nothing reaches from a
 * sample's place into the next. A quad of a larger exponent, its own or that of samples above, is coded by itself from the
 * whole samples.
 *
 * <p>Samples are "folded": two times the magnitude plus one if negative; zero is 0. So a sample t that is not zero has the
 * exponent of t - 2 | 1, which is two times the magnitude less one, and its bits in the stream are the lower ones of t - 2.
 */
final class HtQuadEncoder {
    /** Four samples of so many bits are written at once, even behind seven bits that wait. */
    private static final int NARROW = 14;

    /** Of even or of odd rows; more than blocks of the standard have, whose nominal sizes are powers of two. */
    private static final int MOST_SAMPLES = 4096;

    private static final int MOST_QUADS = 512;
    private static final int SLACK = 16;
    private static final long ONES = 0x0001000100010001L;

    /** In a sample's place: whether it is significant. */
    private static final int SIGNIFICANT = 0x8000;

    /** In a sample's place: that it is too large for it. */
    private static final int LARGE = 1 << NARROW;

    private static final long VALUES = 0x7FFF * ONES;

    /** Times this, bits 0 of the four places are gathered from bit 48 on, bits 4 from bit 52 on. */
    private static final long GATHER = 1L << 48 | 1L << 33 | 1L << 18 | 1L << 3;

    /** Where the residual lies in {@link #codes}, above an entry of {@link HtEncodingTable}. */
    static final int RESIDUAL_SHIFT = 20;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Four bits, each in the lowest place of 16. */
    private static final long[] SPREAD = new long[16];

    static {
        for (int bits = 0; bits < 16; bits++) {
            SPREAD[bits] = bits & 1 | (bits & 2L) << 15 | (bits & 4L) << 30 | (bits & 8L) << 45;
        }
    }

    /** Folded samples of even rows, each row behind the other. */
    final int[] upper = new int[MOST_SAMPLES];

    /** Those of odd rows. */
    final int[] lower = new int[MOST_SAMPLES];

    /** Both in one, less two, with flags: the upper in the lower half. */
    private final int[] columns = new int[MOST_SAMPLES];

    /** By quad of the last row: the entry of the table, and the residual above it. */
    final int[] codes = new int[MOST_QUADS + 2];

    /**
     * By quad q of the row above: the bottom right sample of quad q - 1 and the bottom left one of q, both less two and with
     * bit 0 set unless they are zero, joined by or, in the upper half. Those of q and q + 1 together are all samples next above
     * quad q; bit 16 tells whether one is significant, bit 31 whether one is large.
     */
    private final int[] aboves = new int[MOST_QUADS + 2];

    private int stride;
    private int quads;

    /** The context that the last quad brings to the next, and its right samples as in {@link #aboves}. */
    private int leftContext;

    private int corner;

    /** Bits of magnitudes without stuffing, with room for 4 096 samples of up to 31 bits. */
    private final byte[] stream = new byte[16384 + SLACK];

    private int position;
    private long pending;
    private int fill;

    /**
     * Begins a block whose samples are in {@link #upper} and {@link #lower}, zero where its last quads are beyond its edges.
     *
     * @param rows rows of quads
     * @return zero when all samples are
     */
    int start(int quadsPerRow, int rows) {
        quads = quadsPerRow;
        stride = 2 * quadsPerRow;
        position = 0;
        pending = 0;
        fill = 0;
        Arrays.fill(aboves, 0, quads + 2, 0);
        join(columns, upper, lower, stride * rows);
        int all = 0;
        for (int index = 0; index < stride * rows && all == 0; index++) {
            all = columns[index];
        }
        return all;
    }

    /** With equal indices, and without branches, this becomes vector code. */
    private static void join(int[] columns, int[] upper, int[] lower, int count) {
        for (int index = 0; index < count; index++) {
            int top = upper[index] - 2;
            int bottom = lower[index] - 2;
            int low = top & LARGE - 1 | (LARGE - 1 - top >> 31 & LARGE) | SIGNIFICANT;
            int high = bottom & LARGE - 1 | (LARGE - 1 - bottom >> 31 & LARGE) | SIGNIFICANT;
            columns[index] = low & ~(top >> 31) | (high & ~(bottom >> 31)) << 16;
        }
    }

    /** Encodes a row of quads; leaves {@link #codes}. */
    void encode(int row) {
        leftContext = 0;
        corner = 0;
        int quad = encodeNarrow(row, 0);
        while (quad < quads) {
            do {
                encodeWide(row, quad);
                quad++;
            } while (quad < quads && isLarge(row, quad));
            quad = encodeNarrow(row, quad);
        }
        aboves[quads] = corner & 0xFFFF0000;
        codes[quads] = 0;
    }

    private boolean isLarge(int row, int quad) {
        int at = row * stride + 2 * quad;
        return ((columns[at] | columns[at + 1]) & (LARGE | LARGE << 16)) != 0;
    }

    /**
     * Encodes quads up to one of a large exponent.
     *
     * @return its number
     */
    private int encodeNarrow(int row, int from) {
        int[] table = row == 0 ? HtEncodingTable.INITIAL : HtEncodingTable.OTHER;
        int[] samples = columns;
        int[] above = aboves;
        int[] entries = codes;
        byte[] out = stream;
        int at = position;
        long waiting = pending;
        int waitingBits = fill;
        int left = leftContext;
        int right = corner;
        int first = row * stride;
        int end = quads;
        int next = above[from];
        int quad = from;
        for (; quad < end; quad++) {
            long four = samples[first + 2 * quad] & 0xFFFFFFFFL | (long) samples[first + 2 * quad + 1] << 32;
            int here = next;
            next = above[quad + 1];
            int context = here >>> 8 & 0x100 | left | next >>> 6 & 0x400;
            if (four == 0) {
                entries[quad] = table[context & 0x7FF];
                above[quad] = right & 0xFFFF0000;
                left = 0;
                right = 0;
                continue;
            }
            // Bit 0 of each place: whether the sample is significant.
            long significant = four >>> 15 & ONES;
            long values = four & VALUES;
            long odd = values | significant;
            // Exponents are told by the upper half of an int: the highest bit of samples joined by or.
            int two = (int) (odd | odd >>> 32);
            // With one significant sample alone those above say nothing (kappa, T.814 7.3.7).
            int several = (int) (-(significant & significant - 1) >> 63);
            int predicted = (here | next) >>> 1 & several | 0x10000;
            int zeros = Integer.numberOfLeadingZeros(two | two << 16 | predicted);
            int top = 15 - zeros;
            if (top >= NARROW) {
                break;
            }
            int residual = Integer.numberOfLeadingZeros(predicted) - zeros;
            long atLargest = odd >>> top & ONES & -residual >> 31;
            int entry = table[(context | (int) ((significant << 4 | atLargest) * GATHER >>> 48)) & 0x7FF];
            left = entry & HtEncodingTable.CONTEXT_MASK;
            above[quad] = (right | (int) odd) & 0xFFFF0000;
            right = (int) (odd >>> 32);

            // Known bits, the highest, are left out. Lengths of the four samples, and the sums of those up to each.
            long known = SPREAD[entry >> HtEncodingTable.KNOWN_SHIFT & 15];
            long kept = values & ~(known << top);
            long ends = ((top + 1) * significant - known) * ONES;
            // Shift counts are taken modulo 64; none is more than 56.
            long joined = kept & 0xFFFF
                    | (kept >>> 16 & 0xFFFF) << ends
                    | (kept >>> 32 & 0xFFFF) << (ends >>> 16)
                    | kept >>> 48 << (ends >>> 32);
            entries[quad] = entry | residual << RESIDUAL_SHIFT;
            waiting |= joined << waitingBits;
            waitingBits += (int) (ends >>> 48);
            LONGS.set(out, at, waiting);
            at += waitingBits >>> 3;
            waiting >>>= waitingBits & 0x38;
            waitingBits &= 7;
        }
        position = at;
        pending = waiting;
        fill = waitingBits;
        leftContext = left;
        corner = right;
        return quad;
    }

    /** Encodes a quad of any exponent, and writes its bits. */
    private void encodeWide(int row, int quad) {
        int[] table = row == 0 ? HtEncodingTable.INITIAL : HtEncodingTable.OTHER;
        int at = row * stride + 2 * quad;
        int odd0 = odd(upper[at]);
        int odd1 = odd(lower[at]);
        int odd2 = odd(upper[at + 1]);
        int odd3 = odd(lower[at + 1]);
        int context = aboves[quad] >>> 8 & 0x100 | leftContext | aboves[quad + 1] >>> 6 & 0x400;
        int significance = odd0 & 1 | (odd1 & 1) << 1 | (odd2 & 1) << 2 | (odd3 & 1) << 3;
        int several = -(significance & significance - 1) >> 31;
        int predicted = 31 - Integer.numberOfLeadingZeros(above(row, quad) & several | 2);
        int exponent = Math.max(32 - Integer.numberOfLeadingZeros(odd0 | odd1 | odd2 | odd3), predicted);
        int residual = exponent - predicted;
        int top = exponent - 1;
        int atLargest = odd0 >>> top | odd1 >>> top << 1 | odd2 >>> top << 2 | odd3 >>> top << 3;
        int entry = table[context | significance << 4 | atLargest & -residual >> 31];
        codes[quad] = entry | residual << RESIDUAL_SHIFT;
        leftContext = entry & HtEncodingTable.CONTEXT_MASK;
        aboves[quad] = (corner | clipped(odd1)) & 0xFFFF0000;
        corner = clipped(odd3);
        int known = entry >> HtEncodingTable.KNOWN_SHIFT;
        put(upper[at], exponent - (known & 1));
        put(lower[at], exponent - (known >> 1 & 1));
        put(upper[at + 1], exponent - (known >> 2 & 1));
        put(lower[at + 1], exponent - (known >> 3 & 1));
    }

    /** Two times the magnitude less one; zero if it is. */
    private static int odd(int folded) {
        return folded == 0 ? 0 : folded - 2 | 1;
    }

    /** As {@link #aboves} hold it. */
    private static int clipped(int odd) {
        return (odd >= LARGE ? 0x8001 : odd) << 16;
    }

    /** The four samples next above a quad, joined by or. */
    private int above(int row, int quad) {
        if (row == 0) {
            return 0;
        }
        int at = (row - 1) * stride + 2 * quad;
        int joined = odd(lower[at]) | odd(lower[at + 1]);
        if (quad > 0) {
            joined |= odd(lower[at - 1]);
        }
        if (quad + 1 < quads) {
            joined |= odd(lower[at + 2]);
        }
        return joined;
    }

    /** Writes a sample's bits, if it is significant. */
    private void put(int folded, int length) {
        if (folded == 0) {
            return;
        }
        pending |= (folded - 2 & (1L << length) - 1) << fill;
        fill += length;
        LONGS.set(stream, position, pending);
        position += fill >>> 3;
        pending >>>= fill & 0x38;
        fill &= 7;
    }

    /** The most bytes that {@link #stuff} writes, and those that it writes over behind them. */
    int mostBytes() {
        return (position + 2) * 8 / 7 + SLACK;
    }

    /**
     * Writes the segment's bits of magnitudes, MagSgn of T.814 7.1.2. After a byte of ones one of seven bits; the end is filled
     * up with ones, which need not be written.
     *
     * @return how many bytes
     */
    int stuff(byte[] out) {
        byte[] in = stream;
        int bits = 8 * position + fill;
        if (fill > 0) {
            in[position] = (byte) (pending | 0xFF << fill);
            position++;
        }
        LONGS.set(in, position, -1L);
        int at = 0;
        int taken = 0;
        boolean stuffed = false;
        while (taken < bits) {
            long word = (long) LONGS.get(in, taken >>> 3) >>> (taken & 7);
            if (!stuffed && bits - taken >= 64) {
                // Seven whole bytes are in the word whatever the position.
                long seven = word & 0x00FFFFFFFFFFFFFFL;
                if ((~seven - 0x0101010101010101L & seven & 0x8080808080808080L) == 0) {
                    LONGS.set(out, at, seven);
                    at += 7;
                    taken += 56;
                    continue;
                }
            }
            int value = (int) word & (stuffed ? 0x7F : 0xFF);
            taken += stuffed ? 7 : 8;
            stuffed = value == 0xFF;
            out[at++] = (byte) value;
        }
        // A last byte of ones is what a decoder reads past the end.
        return stuffed ? at - 1 : at;
    }
}
