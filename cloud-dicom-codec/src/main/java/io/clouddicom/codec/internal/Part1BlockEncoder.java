package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * Encodes code-blocks of Part 1 (T.800 Annex D) in all code-block styles.
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

    /**
     * Most decisions of a pass: two for each sample, three for the run of each column of a stripe, four of a segmentation
     * symbol; and one that is stored without being due.
     */
    private static final int MOST_DECISIONS = 2 * 4096 + 3 * 1024 + 5;

    private static final int SIGNIFICANCE = 0;
    private static final int REFINEMENT = 1;
    private static final int CLEANUP = 2;

    private final MqEncoder mq = new MqEncoder();
    private final RawBitSink raw = new RawBitSink();
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
    private CodingStyle style;
    /** Neighbours in the stripe above are told of a significant sample, unless contexts are vertically causal. */
    private boolean upward;
    /** The bit-plane under way, as a shift of samples. */
    private int shift;
    /** Whether the pass under way bypasses the arithmetic coder; and what is kept then of a sign's coding. */
    private boolean bypass;

    private int signMask;

    /** The first pass of the segment under way, and the first after it. */
    private int segmentStart;

    private int segmentEnd;

    /** Coding passes of the last block. */
    int passes;

    /** By pass: how many bytes suffice to decode it and those before; the last is the length of all. */
    int[] ends = new int[96];

    /** By pass: by how much it lessens the squared error, in quantiser steps; only when asked for. */
    final double[] gains = new double[96];

    private final DistortionMeasure distortion = new DistortionMeasure();

    /** The segments of the last block, one after the other. */
    byte[] bytes = new byte[1 << 14];

    private int length;

    @SuppressWarnings("NullAway.Init")
    Part1BlockEncoder() {}

    /**
     * Encodes a block with at least one sample that is not zero.
     *
     * @param source samples, rows {@code rowStep} apart
     * @param band the subband
     * @param measured whether {@link #gains} are wanted
     * @return the number of magnitude bit-planes coded
     */
    int encode(int[] source, int rowStep, int blockWidth, int blockHeight, Subband band, boolean measured) {
        samples = source;
        sampleStride = rowStep;
        width = blockWidth;
        height = blockHeight;
        stride = width + 2;
        orientation = band.orientation << 9;
        style = band.style;
        upward = (style.blockStyle() & CodingStyle.VERTICALLY_CAUSAL) == 0;
        int words = stride * ((height + 3 >> 2) + 2);
        if (flags.length < words) {
            flags = new int[words];
        } else {
            Arrays.fill(flags, 0, words, 0);
        }
        int planes = 31 - Integer.numberOfLeadingZeros(all());
        mq.resetContexts();
        passes = 0;
        length = 0;
        segmentEnd = 0;
        for (int plane = planes - 1; plane >= 0; plane--) {
            shift = plane + 1;
            if (plane < planes - 1) {
                beginPass(SIGNIFICANCE);
                significancePass();
                endPass();
                beginPass(REFINEMENT);
                refinementPass();
                endPass();
            }
            beginPass(CLEANUP);
            if (measured) {
                measure(plane);
            }
            cleanupPass();
            if ((style.blockStyle() & CodingStyle.SEGMENTATION_SYMBOLS) != 0) {
                segmentationSymbol();
            }
            endPass();
        }
        if (passes < segmentEnd) {
            endSegment();
        }
        return planes;
    }

    private void measure(int plane) {
        boolean exact = style.reversible();
        distortion.measure(samples, sampleStride, width, height, flags, stride, plane, exact);
        gains[passes] = distortion.cleanup;
        if (passes > 0) {
            gains[passes - 1] = distortion.refinement;
            gains[passes - 2] = distortion.significance;
        }
    }

    private void beginPass(int type) {
        bypass = (style.blockStyle() & CodingStyle.BYPASS) != 0 && passes >= 10 && type != CLEANUP;
        signMask = bypass ? ~1 : ~0;
        if (passes == segmentEnd) {
            segmentStart = passes;
            segmentEnd = style.segmentEnd(passes);
            if (bypass) {
                raw.start();
            } else {
                mq.start();
            }
        }
    }

    private void endPass() {
        if (bypass) {
            raw.write(decisions, count);
            ends[passes] = raw.length();
        } else {
            mq.encode(decisions, count);
            mq.mark(passes);
        }
        count = 0;
        passes++;
        if (passes == segmentEnd) {
            endSegment();
        }
        if ((style.blockStyle() & CodingStyle.RESET) != 0) {
            mq.resetContexts();
        }
    }

    private void endSegment() {
        boolean predictable = (style.blockStyle() & CodingStyle.PREDICTABLE_TERMINATION) != 0;
        int last = passes - 1;
        int segment;
        if (bypass) {
            segment = raw.finish(predictable);
        } else if (predictable) {
            segment = mq.finishPredictably();
        } else {
            segment = mq.sufficient(last, mq.finish());
        }
        if (bytes.length < length + segment) {
            bytes = Arrays.copyOf(bytes, 2 * (length + segment));
        }
        System.arraycopy(bypass ? raw.bytes : mq.bytes, 0, bytes, length, segment);
        ends[last] = length + segment;
        for (int pass = last - 1; pass >= segmentStart; pass--) {
            int enough = bypass ? ends[pass] : mq.sufficient(pass, segment);
            ends[pass] = Math.min(length + enough, ends[pass + 1]);
        }
        length += segment;
    }

    private void segmentationSymbol() {
        put(Part1Contexts.UNIFORM, 1);
        put(Part1Contexts.UNIFORM, 0);
        put(Part1Contexts.UNIFORM, 1);
        put(Part1Contexts.UNIFORM, 0);
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
        int signCoding = Part1Contexts.SIGN_CODING[index] & signMask;
        decisions[count++] = (byte) (signCoding ^ sign);
        f[at] = column | (SELF | sign << NEGATIVE_SHIFT) << 3 * row;
        f[at - 1] |= SELF << 1 + 3 * row;
        f[at + 1] |= SELF >> 1 << 3 * row;
        if (row == 0 && upward) {
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
