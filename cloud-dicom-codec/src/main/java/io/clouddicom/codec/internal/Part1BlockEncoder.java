package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * Encodes code-blocks of Part 1 (T.800 Annex D) in all code-block styles.
 *
 * <p>Samples come as two times the magnitude plus one if negative; zero is 0. Flags are those of {@link
 * Part1BlockDecoder}: one long per column of a stripe with the significance around its four rows in bits 0 to 17 and the
 * signs in bits 32 to 49; for row r bit 18 + 3r says refined before, 19 + 3r coded in this bit-plane's significance pass.
 * While a block is encoded its samples lie column by column of a stripe, with indexes four times those of the flags.
 */
final class Part1BlockEncoder {
    private static final int SELF = 0x10;
    private static final int AROUND = 0x1EF;
    private static final int REFINED_SHIFT = 18;
    private static final int VISITED_SHIFT = 19;
    private static final int NEGATIVE_SHIFT = 32;
    /** Bit 3r for every row r of a stripe. */
    private static final int ROWS = 0x249;

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
    private long[] flags = new long[0];
    private int[] columns = new int[0];

    private int width;
    private int height;
    private int stride;
    private int stripes;
    /** {@link #ROWS} of the last stripe. */
    private int lastRows;

    private byte[] zeroCoding = new byte[0];
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
        width = blockWidth;
        height = blockHeight;
        stride = width + 2;
        stripes = height + 3 >> 2;
        lastRows = ROWS >> 3 * (4 * stripes - height);
        zeroCoding = Part1Contexts.zeroCoding(band.orientation);
        style = band.style;
        upward = (style.blockStyle() & CodingStyle.VERTICALLY_CAUSAL) == 0;
        int words = stride * (stripes + 2);
        if (flags.length < words) {
            flags = new long[words];
            columns = new int[4 * words];
        } else {
            Arrays.fill(flags, 0, words, 0);
        }
        int planes = 31 - Integer.numberOfLeadingZeros(toColumns(source, rowStep));
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
                measure(source, rowStep, plane);
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

    private void measure(int[] source, int rowStep, int plane) {
        boolean exact = style.reversible();
        distortion.measure(source, rowStep, width, height, flags, stride, plane, exact);
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

    /** Brings samples to {@link #columns}; all of them joined by or. */
    private int toColumns(int[] source, int rowStep) {
        int all = 0;
        for (int y = 0; y < height; y++) {
            int to = 4 * (((y >> 2) + 1) * stride + 1) + (y & 3);
            int from = y * rowStep;
            for (int x = 0; x < width; x++) {
                int sample = source[from + x];
                columns[to + 4 * x] = sample;
                all |= sample;
            }
        }
        return all;
    }

    // In the passes every sample's decision is stored, but counts only if it is due: a store is cheaper than a branch
    // that cannot be predicted.

    private void significancePass() {
        long[] f = flags;
        int put = count;
        for (int stripe = 1; stripe <= stripes; stripe++) {
            int rows = stripe == stripes ? lastRows : ROWS;
            int end = (stripe + 1) * stride - 1;
            for (int at = stripe * stride + 1; at < end; at++) {
                int column = (int) f[at];
                if (column == 0 || (~column >>> 4 & rows) == 0) {
                    continue;
                }
                put = significanceSample(f, at, 0, rows, put);
                put = significanceSample(f, at, 1, rows, put);
                put = significanceSample(f, at, 2, rows, put);
                put = significanceSample(f, at, 3, rows, put);
            }
        }
        count = put;
    }

    /** One sample in the significance pass; the number of decisions after it. Row is constant where this is inlined. */
    private int significanceSample(long[] f, int at, int row, int rows, int put) {
        long column = f[at];
        int view = (int) column >>> 3 * row;
        int sample = columns[4 * at + row];
        int due = -(view & AROUND) >>> 31 & ~view >> 4 & rows >> 3 * row;
        int bit = sample >>> shift & due;
        decisions[put] = (byte) (zeroCoding[view & 0x1FF] << 1 | bit);
        column |= (long) due << VISITED_SHIFT + 3 * row;
        f[at] = column;
        if (bit == 0) {
            return put + due;
        }
        becomeSignificant(f, at, row, column, sample & 1, put + 1);
        return put + 2;
    }

    private void refinementPass() {
        long[] f = flags;
        int[] source = columns;
        byte[] to = decisions;
        int put = count;
        int plane = shift;
        for (int stripe = 1; stripe <= stripes; stripe++) {
            int end = (stripe + 1) * stride - 1;
            for (int at = stripe * stride + 1; at < end; at++) {
                int column = (int) f[at];
                // Significant before this bit-plane: a sample's own bit, and not the one that says visited.
                int due = column >>> 4 & ~(column >>> VISITED_SHIFT) & ROWS;
                if (due == 0) {
                    continue;
                }
                int any = column | column >>> 1 | column >>> 2;
                int refined = column >>> REFINED_SHIFT;
                // The context is 2 if refined before, else 1 if anything around is significant.
                int around = (any | any >>> 6 | column >>> 3 | column >>> 5) & ~refined;
                for (int row = 0; row < 4; row++) {
                    int context = Part1Contexts.REFINEMENT + ((refined & 1) << 1 | around & 1);
                    to[put] = (byte) (context << 1 | source[4 * at + row] >>> plane & 1);
                    put += due & 1;
                    refined >>>= 3;
                    around >>>= 3;
                    due >>>= 3;
                }
                f[at] |= (long) (column >>> 4 & ~(column >>> VISITED_SHIFT) & ROWS) << REFINED_SHIFT;
            }
        }
        count = put;
    }

    private void cleanupPass() {
        long[] f = flags;
        int put = count;
        for (int stripe = 1; stripe <= stripes; stripe++) {
            int rows = stripe == stripes ? lastRows : ROWS;
            int end = (stripe + 1) * stride - 1;
            for (int at = stripe * stride + 1; at < end; at++) {
                int column = (int) f[at];
                int due = ~(column >>> 4 | column >>> VISITED_SHIFT) & rows;
                if (column == 0 && rows == ROWS) {
                    // A column of four samples with nothing significant around: how many zeros begin it (D.3.4).
                    int first = firstSignificant(at);
                    if (first == 4) {
                        decisions[put++] = Part1Contexts.RUN_LENGTH << 1;
                        continue;
                    }
                    put = endOfRun(f, at, first, put);
                    due &= -8 << 3 * first;
                }
                if (due != 0) {
                    put = cleanupSample(f, at, 0, due, put);
                    put = cleanupSample(f, at, 1, due, put);
                    put = cleanupSample(f, at, 2, due, put);
                    put = cleanupSample(f, at, 3, due, put);
                }
                f[at] &= ~((long) ROWS << VISITED_SHIFT);
            }
        }
        count = put;
    }

    /** The first row with a one in the bit-plane, four if there is none. */
    private int firstSignificant(int at) {
        int[] source = columns;
        int ones = source[4 * at] >>> shift & 1
                | (source[4 * at + 1] >>> shift & 1) << 1
                | (source[4 * at + 2] >>> shift & 1) << 2
                | (source[4 * at + 3] >>> shift & 1) << 3
                | 1 << 4;
        return Integer.numberOfTrailingZeros(ones);
    }

    private int endOfRun(long[] f, int at, int row, int put) {
        decisions[put] = Part1Contexts.RUN_LENGTH << 1 | 1;
        decisions[put + 1] = (byte) (Part1Contexts.UNIFORM << 1 | row >> 1);
        decisions[put + 2] = (byte) (Part1Contexts.UNIFORM << 1 | row & 1);
        becomeSignificant(f, at, row, 0, columns[4 * at + row] & 1, put + 3);
        return put + 4;
    }

    /** One sample in the cleanup pass; the number of decisions after it. Row is constant where this is inlined. */
    private int cleanupSample(long[] f, int at, int row, int dueRows, int put) {
        long column = f[at];
        int view = (int) column >>> 3 * row;
        int sample = columns[4 * at + row];
        int due = dueRows >> 3 * row & 1;
        int bit = sample >>> shift & due;
        decisions[put] = (byte) (zeroCoding[view & 0x1FF] << 1 | bit);
        if (bit == 0) {
            return put + due;
        }
        becomeSignificant(f, at, row, column, sample & 1, put + 1);
        return put + 2;
    }

    /** Encodes the sign of a sample and enters its significance. */
    private void becomeSignificant(long[] f, int at, int row, long column, int sign, int put) {
        long view = column >>> 3 * row;
        int signCoding = Part1Contexts.SIGN_CODING[(int) view & 0xAA | (int) (view >>> NEGATIVE_SHIFT + 1) & 0x55];
        decisions[put] = (byte) (signCoding & signMask ^ sign);
        long mark = 1L | (long) sign << NEGATIVE_SHIFT;
        f[at] = column | mark << 4 + 3 * row;
        f[at - 1] |= mark << 5 + 3 * row;
        f[at + 1] |= mark << 3 + 3 * row;
        if (row == 0 && upward) {
            int above = at - stride;
            f[above - 1] |= mark << 17;
            f[above] |= mark << 16;
            f[above + 1] |= mark << 15;
        } else if (row == 3) {
            int below = at + stride;
            f[below - 1] |= mark << 2;
            f[below] |= mark << 1;
            f[below + 1] |= mark;
        }
    }
}
