package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.Arrays;

/**
 * Decodes high-throughput code-blocks (T.814 clause 7), written for clarity: sample by sample, for any number of
 * bit-planes up to 60.
 *
 * <p>Result: sign and magnitude apart; magnitudes have one more bit, the middle of the interval, below bit-plane zero.
 */
final class HtBlockReference {
    private final HtMel mel = new HtMel();
    private final HtBits vlc = new HtBits();
    private final HtBits magnitudeBits = new HtBits();
    private final HtBits forwardBits = new HtBits();
    private final HtBits backwardBits = new HtBits();

    private long[] magnitudes = new long[0];
    /** Exponents of the lower samples of the quads above, by column, with one more at either end. */
    private int[] exponentsAbove = new int[0];

    private int[] exponentsBelow = new int[0];
    private int[] significanceAbove = new int[0];
    private int[] significanceBelow = new int[0];
    private byte[] states = new byte[0];

    private int width;
    private int height;
    private int plane;
    private int mostExponent;
    private long offset;

    /**
     * Decodes.
     *
     * @param planes bit-planes of the subband
     * @param missing bit-planes above those that the cleanup pass codes
     * @param out takes the samples: two's complement with the middle bit below
     * @param place offset in the input, for errors
     */
    void decode(
            BlockInput input,
            int blockWidth,
            int blockHeight,
            int planes,
            int missing,
            boolean causal,
            long[] out,
            long place)
            throws CodestreamException {
        width = blockWidth;
        height = blockHeight;
        plane = planes - 1 - missing;
        mostExponent = missing + 2;
        offset = place;
        if (plane < 0 || planes > 60) {
            throw Faults.malformed("HT code-block", place, missing + " of " + planes + " bit-planes missing");
        }
        prepare();
        cleanup(input.bytes, input.starts[0], input.ends[0]);
        if (input.segments > 1 && plane > 0) {
            refine(input, causal);
        }
        for (int index = 0; index < width * height; index++) {
            long value = magnitudes[index];
            out[index] = (value & SIGN) != 0 ? -(value & ~SIGN) : value;
        }
    }

    private static final long SIGN = Long.MIN_VALUE;

    private void prepare() {
        if (magnitudes.length < width * height) {
            magnitudes = new long[width * height];
        }
        Arrays.fill(magnitudes, 0, width * height, 0);
        int columns = width + 8;
        if (exponentsAbove.length < columns) {
            exponentsAbove = new int[columns];
            exponentsBelow = new int[columns];
            significanceAbove = new int[columns];
            significanceBelow = new int[columns];
        }
    }

    private CodestreamException malformed(String detail) {
        return Faults.malformed("HT code-block", offset, detail);
    }

    // ---- cleanup pass (7.3)

    private void cleanup(byte[] data, int from, int to) throws CodestreamException {
        int length = to - from;
        if (length < 2) {
            throw malformed("a cleanup segment of " + length + " bytes");
        }
        int suffix = (data[to - 1] & 0xFF) << 4 | data[to - 2] & 0x0F;
        if (suffix < 2 || suffix > length || suffix > 4079) {
            throw malformed("a suffix of " + suffix + " bytes in a cleanup segment of " + length);
        }
        magnitudeBits.startForward(data, from, to - suffix, 0xFF);
        mel.start(data, to - suffix, to);
        int first = data[to - 2] & 0xFF;
        vlc.startBackward(data, to - 2, to - suffix, (first | 0x0F) > 0x8F);
        vlc.push(first >> 4, (first >> 4 & 7) == 7 ? 3 : 4);

        Arrays.fill(exponentsAbove, 0);
        Arrays.fill(significanceAbove, 0);
        for (int y = 0; y < height; y += 2) {
            Arrays.fill(exponentsBelow, 0);
            Arrays.fill(significanceBelow, 0);
            cleanupRow(y);
            int[] exponents = exponentsAbove;
            exponentsAbove = exponentsBelow;
            exponentsBelow = exponents;
            int[] significance = significanceAbove;
            significanceAbove = significanceBelow;
            significanceBelow = significance;
        }
    }

    /** A row of quads. Columns in the arrays of the row above are shifted by two, so that quad -1 has a place. */
    private void cleanupRow(int y) throws CodestreamException {
        boolean initial = y == 0;
        int left = 0;
        for (int x = 0; x < width; x += 4) {
            int context = context(initial, x, left);
            int entry1 = codeword(initial, context);
            left = entry1 >> 4 & 15;
            int entry2 = 0;
            if (x + 2 < width) {
                noteSignificance(x, left);
                entry2 = codeword(initial, context(initial, x + 2, left));
                left = entry2 >> 4 & 15;
                noteSignificance(x + 2, left);
            } else {
                noteSignificance(x, left);
            }
            int offset1 = entry1 >> 3 & 1;
            int offset2 = entry2 >> 3 & 1;
            residuals(initial, offset1, offset2);
            quad(x, y, entry1, residual1);
            if (x + 2 < width) {
                quad(x + 2, y, entry2, residual2);
            }
        }
    }

    private int residual1;
    private int residual2;

    private void noteSignificance(int x, int rho) {
        significanceBelow[x + 2] = rho >> 1 & 1;
        significanceBelow[x + 3] = rho >> 3 & 1;
    }

    private int context(boolean initial, int x, int left) {
        if (initial) {
            return (left | left >> 1) & 1 | (left >> 2 & 1) << 1 | (left >> 3 & 1) << 2;
        }
        int[] above = significanceAbove;
        int at = x + 2;
        return above[at - 1] | above[at] | ((left >> 2 | left >> 3) & 1) << 1 | (above[at + 1] | above[at + 2]) << 2;
    }

    private int codeword(boolean initial, int context) throws CodestreamException {
        if (context == 0 && mel.decode() == 0) {
            return 0;
        }
        short[] table = initial ? HtVlcTable.INITIAL : HtVlcTable.OTHER;
        int entry = table[context << 7 | vlc.peek() & 127] & 0xFFFF;
        if (entry == 0) {
            throw malformed("no codeword of the VLC fits");
        }
        vlc.skip(entry & 7);
        return entry;
    }

    /** The residuals of a pair of quads (7.3.6): prefixes, then suffixes, then extensions. */
    private void residuals(boolean initial, int offset1, int offset2) {
        int base = 0;
        int prefix1 = 0;
        int prefix2 = 0;
        if (initial && offset1 + offset2 == 2) {
            if (mel.decode() != 0) {
                base = 2;
                prefix1 = prefix();
                prefix2 = prefix();
            } else {
                prefix1 = prefix();
                prefix2 = prefix1 > 2 ? vlc.bit() + 1 : prefix();
            }
        } else {
            prefix1 = offset1 != 0 ? prefix() : 0;
            prefix2 = offset2 != 0 ? prefix() : 0;
        }
        int suffix1 = suffix(prefix1);
        int suffix2 = suffix(prefix2);
        residual1 = base + prefix1 + suffix1 + (suffix1 >= 28 ? 4 * (int) vlc.take(4) : 0);
        residual2 = base + prefix2 + suffix2 + (suffix2 >= 28 ? 4 * (int) vlc.take(4) : 0);
    }

    private int prefix() {
        if (vlc.bit() != 0) {
            return 1;
        }
        if (vlc.bit() != 0) {
            return 2;
        }
        return vlc.bit() != 0 ? 3 : 5;
    }

    private int suffix(int prefix) {
        return prefix < 3 ? 0 : prefix == 3 ? vlc.bit() : (int) vlc.take(5);
    }

    private void quad(int x, int y, int entry, int residual) throws CodestreamException {
        int rho = entry >> 4 & 15;
        int kappa = 1;
        if (y > 0 && (rho & rho - 1) != 0) {
            int at = x + 2;
            int[] above = exponentsAbove;
            int most = Math.max(Math.max(above[at - 1], above[at]), Math.max(above[at + 1], above[at + 2]));
            kappa = Math.max(1, most - 1);
        }
        int exponent = kappa + residual;
        if (rho != 0 && exponent > mostExponent) {
            throw malformed("an exponent of " + exponent + " where " + mostExponent + " is the most");
        }
        for (int sample = 0; sample < 4; sample++) {
            if ((rho >> sample & 1) == 0) {
                continue;
            }
            int known = entry >> 8 + sample & 1;
            int value = entry >> 12 + sample & 1;
            int bits = exponent - known;
            long code = magnitudeBits.take(bits) | (long) value << bits;
            int column = x + (sample >> 1);
            int row = y + (sample & 1);
            if ((sample & 1) == 1) {
                exponentsBelow[column + 2] = 64 - Long.numberOfLeadingZeros(code | 1);
            }
            if (column < width && row < height) {
                long magnitude = (code | 1) + 2 << plane;
                magnitudes[row * width + column] = magnitude | code << 63;
            }
        }
    }

    // ---- refinement passes (7.4, 7.5)

    private static final byte SIGNIFICANT = 1;
    private static final byte NEW = 2;

    private void refine(BlockInput input, boolean causal) {
        int stride = width + 2;
        int size = stride * (height + 2);
        if (states.length < size) {
            states = new byte[size];
        }
        Arrays.fill(states, 0, size, (byte) 0);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                states[(y + 1) * stride + x + 1] = magnitudes[y * width + x] != 0 ? SIGNIFICANT : 0;
            }
        }
        forwardBits.startForward(input.bytes, input.starts[1], input.ends[1], 0);
        for (int top = 0; top < height; top += 4) {
            for (int x = 0; x < width; x += 4) {
                significanceGroup(top, x, stride, causal);
            }
        }
        if (input.passes[1] > 1) {
            backwardBits.startBackward(input.bytes, input.ends[1], input.starts[1], true);
            for (int top = 0; top < height; top += 4) {
                for (int x = 0; x < width; x++) {
                    for (int y = top; y < Math.min(top + 4, height); y++) {
                        if (states[(y + 1) * stride + x + 1] == SIGNIFICANT) {
                            magnitudes[y * width + x] ^= (backwardBits.bit() != 0 ? 1L : 3L) << plane - 1;
                        }
                    }
                }
            }
        }
    }

    /** Four columns of a stripe: first whether samples become significant, then their signs. */
    private void significanceGroup(int top, int left, int stride, boolean causal) {
        int right = Math.min(left + 4, width);
        int bottom = Math.min(top + 4, height);
        for (int x = left; x < right; x++) {
            for (int y = top; y < bottom; y++) {
                int at = (y + 1) * stride + x + 1;
                if (states[at] != 0) {
                    continue;
                }
                int around = states[at - stride - 1]
                        | states[at - stride]
                        | states[at - stride + 1]
                        | states[at - 1]
                        | states[at + 1];
                if (!causal || y + 1 < top + 4) {
                    around |= states[at + stride - 1] | states[at + stride] | states[at + stride + 1];
                }
                if (around != 0 && forwardBits.bit() != 0) {
                    states[at] = NEW;
                    magnitudes[y * width + x] = 3L << plane - 1;
                }
            }
        }
        for (int x = left; x < right; x++) {
            for (int y = top; y < bottom; y++) {
                if (states[(y + 1) * stride + x + 1] == NEW) {
                    magnitudes[y * width + x] |= (long) forwardBits.bit() << 63;
                }
            }
        }
    }
}
