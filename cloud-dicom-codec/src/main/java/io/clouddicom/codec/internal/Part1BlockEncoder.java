package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * Encodes code-blocks of Part 1 (T.800 Annex D) in one codeword segment, without any of the code-block styles.
 *
 * <p>Samples come as two times the magnitude plus one if negative; zero is 0. Flags are those of {@link
 * Part1BlockDecoder}: one int per column of a stripe with the significance around its four rows in bits 0 to 17; for row r
 * bit 18 + 3r says refined before, 19 + 3r coded in this bit-plane's significance pass, 20 + 3r negative.
 */
final class Part1BlockEncoder {
    private static final int SELF = 0x10;
    private static final int AROUND = 0x1EF;
    private static final int VISITED = 1 << 19;
    private static final int NEGATIVE_SHIFT = 20;
    private static final int ALL_SELF = SELF | SELF << 3 | SELF << 6 | SELF << 9;
    private static final int ALL_VISITED = VISITED | VISITED << 3 | VISITED << 6 | VISITED << 9;

    /** Most decisions of a pass: two for each sample, and three for the run of each column of a stripe;
     * and one that is stored without being due. */
    private static final int MOST_DECISIONS = 2 * 4096 + 3 * 1024 + 1;

    private final MqEncoder mq = new MqEncoder();
    /** The decisions of the pass under way. */
    private final byte[] decisions = new byte[MOST_DECISIONS];

    private int count;
    private int[] flags = new int[0];

    private int[] samples = new int[0];
    private int sampleStride;
    private int width;
    private int height;
    private int stride;
    private int orientation;
    /** The bit-plane under way, as a shift of samples. */
    private int shift;

    /** Coding passes of the last block. */
    int passes;

    /** By pass: how many bytes suffice to decode it and those before; the last is the segment's length. */
    int[] ends = new int[96];

    /** The segment of the last block. */
    byte[] segment() {
        return mq.bytes;
    }

    /**
     * Encodes a block with at least one sample that is not zero.
     *
     * @param source samples, rows {@code rowStep} apart
     * @param bandOrientation orientation of the subband
     * @return the number of magnitude bit-planes coded
     */
    int encode(int[] source, int rowStep, int blockWidth, int blockHeight, int bandOrientation) {
        samples = source;
        sampleStride = rowStep;
        width = blockWidth;
        height = blockHeight;
        stride = width + 2;
        orientation = bandOrientation << 9;
        int words = stride * ((height + 3 >> 2) + 2);
        if (flags.length < words) {
            flags = new int[words];
        } else {
            Arrays.fill(flags, 0, words, 0);
        }
        int planes = 31 - Integer.numberOfLeadingZeros(all());
        mq.start();
        passes = 0;
        for (int plane = planes - 1; plane >= 0; plane--) {
            shift = plane + 1;
            if (plane < planes - 1) {
                significancePass();
                endPass();
                refinementPass();
                endPass();
            }
            cleanupPass();
            endPass();
        }
        int length = mq.finish();
        ends[passes - 1] = length;
        for (int pass = passes - 2; pass >= 0; pass--) {
            ends[pass] = cut(Math.min(ends[pass], ends[pass + 1]));
        }
        return planes;
    }

    private void endPass() {
        mq.encode(decisions, count);
        count = 0;
        ends[passes++] = mq.bound();
    }

    private void put(int context, int symbol) {
        decisions[count++] = (byte) (context << 1 | symbol);
    }

    private int all() {
        int all = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                all |= samples[y * sampleStride + x];
            }
        }
        return all;
    }

    /** A piece need not end with a byte of ones, which is what a decoder reads past the end. */
    private int cut(int end) {
        int at = end;
        while (at > 0 && mq.bytes[at - 1] == (byte) 0xFF) {
            at--;
        }
        return at;
    }

    // In the passes every sample's decision is stored, but counts only if it is due: a store is cheaper than a branch
    // that cannot be predicted.

    private void significancePass() {
        int[] f = flags;
        int[] source = samples;
        byte[] to = decisions;
        for (int top = 0; top < height; top += 4) {
            int rows = Math.min(4, height - top);
            int at = ((top >> 2) + 1) * stride + 1;
            int from = top * sampleStride;
            for (int x = 0; x < width; x++, at++, from++) {
                if (f[at] == 0) {
                    continue;
                }
                for (int row = 0; row < rows; row++) {
                    int view = f[at] >>> 3 * row;
                    int sample = source[from + row * sampleStride];
                    int due = -(view & AROUND) >>> 31 & ~view >> 4;
                    int bit = sample >>> shift & due;
                    to[count] = (byte) (Part1Contexts.ZERO_CODING[orientation | view & 0x1FF] << 1 | bit);
                    count += due;
                    f[at] |= due << 19 + 3 * row;
                    if (bit != 0) {
                        becomeSignificant(f, at, row, sample & 1);
                    }
                }
            }
        }
    }

    private void refinementPass() {
        int[] f = flags;
        int[] source = samples;
        byte[] to = decisions;
        int put = count;
        for (int top = 0; top < height; top += 4) {
            int rows = Math.min(4, height - top);
            int at = ((top >> 2) + 1) * stride + 1;
            int from = top * sampleStride;
            for (int x = 0; x < width; x++, at++, from++) {
                int column = f[at];
                // Significant before this bit-plane: a sample's own bit, and not the one that says visited.
                int due = column & ~(column >>> 15) & ALL_SELF;
                if (due == 0) {
                    continue;
                }
                for (int row = 0; row < rows; row++) {
                    int view = column >>> 3 * row;
                    int bit = source[from + row * sampleStride] >>> shift & 1;
                    // The first refinement has context 14 or 15, later ones 16.
                    int refined = view >>> 18 & 1;
                    int around = -(view & AROUND) >>> 31;
                    int context = Part1Contexts.REFINEMENT + (refined << 1 | around & ~refined);
                    to[put] = (byte) (context << 1 | bit);
                    put += due >>> 4 + 3 * row & 1;
                }
                f[at] = column | due << 14;
            }
        }
        count = put;
    }

    private void cleanupPass() {
        int[] f = flags;
        int[] source = samples;
        byte[] to = decisions;
        for (int top = 0; top < height; top += 4) {
            int rows = Math.min(4, height - top);
            int at = ((top >> 2) + 1) * stride + 1;
            int from = top * sampleStride;
            for (int x = 0; x < width; x++, at++, from++) {
                int row = 0;
                if (f[at] == 0 && rows == 4) {
                    row = cleanupRun(f, at, from);
                }
                for (; row < rows; row++) {
                    int view = f[at] >>> 3 * row;
                    int sample = source[from + row * sampleStride];
                    int due = ~(view >> 4 | view >> 19) & 1;
                    int bit = sample >>> shift & due;
                    to[count] = (byte) (Part1Contexts.ZERO_CODING[orientation | view & 0x1FF] << 1 | bit);
                    count += due;
                    if (bit != 0) {
                        becomeSignificant(f, at, row, sample & 1);
                    }
                }
                f[at] &= ~ALL_VISITED;
            }
        }
    }

    /**
     * A column of four samples with nothing significant around: how many zeros begin it (D.3.4).
     *
     * @return the row after the first significant sample, four if there is none
     */
    private int cleanupRun(int[] f, int at, int from) {
        for (int row = 0; row < 4; row++) {
            int sample = samples[from + row * sampleStride];
            if ((sample >>> shift & 1) != 0) {
                put(Part1Contexts.RUN_LENGTH, 1);
                put(Part1Contexts.UNIFORM, row >> 1);
                put(Part1Contexts.UNIFORM, row & 1);
                becomeSignificant(f, at, row, sample & 1);
                return row + 1;
            }
        }
        put(Part1Contexts.RUN_LENGTH, 0);
        return 4;
    }

    /** Encodes the sign of a sample and enters its significance. */
    private void becomeSignificant(int[] f, int at, int row, int sign) {
        int column = f[at];
        int view = column >>> 3 * row;
        int side = NEGATIVE_SHIFT + 3 * row;
        int above = row > 0 ? column >>> side - 3 : f[at - stride] >>> NEGATIVE_SHIFT + 9;
        int below = row < 3 ? column >>> side + 3 : f[at + stride] >>> NEGATIVE_SHIFT;
        int left = f[at - 1] >>> side;
        int right = f[at + 1] >>> side;
        int index = view & 0xAA | above & 1 | (left & 1) << 2 | (right & 1) << 4 | (below & 1) << 6;
        int signCoding = Part1Contexts.SIGN_CODING[index];
        decisions[count++] = (byte) (signCoding ^ sign);
        f[at] = column | (SELF | sign << NEGATIVE_SHIFT) << 3 * row;
        f[at - 1] |= SELF << 1 + 3 * row;
        f[at + 1] |= SELF >> 1 << 3 * row;
        if (row == 0) {
            int over = at - stride;
            f[over - 1] |= 1 << 17;
            f[over] |= 1 << 16;
            f[over + 1] |= 1 << 15;
        } else if (row == 3) {
            int under = at + stride;
            f[under - 1] |= 4;
            f[under] |= 2;
            f[under + 1] |= 1;
        }
    }
}
