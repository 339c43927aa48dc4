package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * Decodes code-blocks of Part 1 (T.800 Annex D).
 *
 * <p>Result: one int per sample, sign in bit 31, magnitude below it with its bit-planes aligned at the top: of Mb planes
 * the least significant is bit 31 - Mb, and the bit under the last plane decoded is set, which reconstructs at the
 * middle. HT block decoding leaves the same, so that one dequantiser serves both. Blocks of more than 31 planes are
 * decoded into two such arrays, of 31 planes each and without the middle bits.
 *
 * <p>Flags: one int per column of a stripe, with a border around the block. Bits 0 to 17 are the significance of the six
 * rows (one above and one below the stripe's four) by three columns around; for row r of the stripe bit 18 + 3r says
 * refined before, 19 + 3r coded in this bit-plane's significance pass, 20 + 3r negative. So shifting right by 3r brings
 * any row's view to the same place.
 */
final class Part1BlockDecoder {
    private static final int SELF = 0x10;
    private static final int AROUND = 0x1EF;
    private static final int REFINED = 1 << 18;
    private static final int VISITED = 1 << 19;
    private static final int NEGATIVE_SHIFT = 20;
    private static final int ALL_SELF = SELF | SELF << 3 | SELF << 6 | SELF << 9;
    private static final int ALL_VISITED = VISITED | VISITED << 3 | VISITED << 6 | VISITED << 9;

    /** The planes of a wide block that go to the upper array. */
    static final int WORD_PLANES = 31;

    private final MqDecoder mq = new MqDecoder();
    private final RawBits raw = new RawBits();
    private int[] flags = new int[0];

    private int width;
    private int height;
    private int stride;
    private int orientation;
    private boolean verticallyCausal;

    /** What a sample's word is changed by: on becoming significant, and by a refinement bit of zero and one. */
    private int significant;

    private int refineZero;
    private int refineOne;

    /** The lowest bit-plane of which a pass was decoded, counted from zero at the least significant. */
    private int lastPlane;

    /**
     * Decodes a block of up to 31 bit-planes.
     *
     * @param planes magnitude bit-planes Mb' of the subband, those of a region of interest included
     * @param out width times height samples from index 0
     */
    void decode(BlockInput input, Codeblock block, int planes, int[] out) {
        begin(block);
        Arrays.fill(out, 0, width * height, 0);
        run(input, block, planes, out, out, false);
    }

    /**
     * Decodes a block of more than 31 and up to 62 coded bit-planes; the first coded plane is bit 30 of {@code upper}.
     *
     * @return the lowest bit-plane decoded
     */
    int decodeWide(BlockInput input, Codeblock block, int planes, int[] upper, int[] lower) {
        begin(block);
        Arrays.fill(upper, 0, width * height, 0);
        Arrays.fill(lower, 0, width * height, 0);
        run(input, block, planes, upper, lower, true);
        return lastPlane;
    }

    private void begin(Codeblock block) {
        width = block.width;
        height = block.height;
        stride = width + 2;
        orientation = block.band.orientation << 9;
        verticallyCausal = (block.band.style.blockStyle() & CodingStyle.VERTICALLY_CAUSAL) != 0;
        int words = stride * ((height + 3 >> 2) + 2);
        if (flags.length < words) {
            flags = new int[words];
        } else {
            Arrays.fill(flags, 0, words, 0);
        }
        mq.resetContexts();
    }

    private void run(BlockInput input, Codeblock block, int planes, int[] upper, int[] lower, boolean wide) {
        int style = block.band.style.blockStyle();
        int codedPlanes = planes - block.zeroBitPlanes;
        int plane = 0;
        int type = 2;
        int pass = 0;
        for (int segment = 0; segment < input.segments; segment++) {
            boolean rawSegment = (style & CodingStyle.BYPASS) != 0 && pass >= 10 && type != 2;
            if (rawSegment) {
                raw.start(input.bytes, input.starts[segment], input.ends[segment]);
            } else {
                mq.start(input.bytes, input.starts[segment]);
            }
            for (int count = input.passes[segment]; count > 0; count--) {
                if (plane >= codedPlanes) {
                    return;
                }
                setMasks(wide ? WORD_PLANES - 1 - plane % WORD_PLANES : 30 - block.zeroBitPlanes - plane, wide);
                int[] out = plane < WORD_PLANES ? upper : lower;
                lastPlane = codedPlanes - 1 - plane;
                switch (type) {
                    case 0 -> {
                        if (rawSegment) {
                            rawSignificancePass(out);
                        } else {
                            significancePass(out);
                        }
                    }
                    case 1 -> {
                        if (rawSegment) {
                            rawRefinementPass(out);
                        } else {
                            refinementPass(out);
                        }
                    }
                    default -> {
                        cleanupPass(out);
                        if ((style & CodingStyle.SEGMENTATION_SYMBOLS) != 0) {
                            for (int symbol = 0; symbol < 4; symbol++) {
                                mq.decode(Part1Contexts.UNIFORM);
                            }
                        }
                        plane++;
                    }
                }
                if ((style & CodingStyle.RESET) != 0) {
                    mq.resetContexts();
                }
                type = type == 2 ? 0 : type + 1;
                pass++;
            }
        }
    }

    private void setMasks(int bit, boolean wide) {
        if (wide) {
            significant = 1 << bit;
            refineZero = 0;
            refineOne = 1 << bit;
        } else {
            significant = 1 << bit | (1 << bit) >> 1;
            refineZero = significant;
            refineOne = (1 << bit) >> 1;
        }
    }

    // ---- passes with the arithmetic decoder

    private void significancePass(int[] out) {
        int[] f = flags;
        long margin = mq.margin;
        for (int top = 0; top < height; top += 4) {
            int at = ((top >> 2) + 1) * stride + 1;
            int to = top * width;
            if (height - top < 4) {
                margin = significanceLastRows(f, at, margin, out, to, height - top);
                break;
            }
            for (int x = 0; x < width; x++, at++, to++) {
                int column = f[at];
                if (column == 0) {
                    continue;
                }
                if ((column & SELF) == 0 && (column & AROUND) != 0) {
                    margin = significanceSample(f, at, 0, margin, out, to);
                    column = f[at];
                }
                if ((column & SELF << 3) == 0 && (column & AROUND << 3) != 0) {
                    margin = significanceSample(f, at, 1, margin, out, to + width);
                    column = f[at];
                }
                if ((column & SELF << 6) == 0 && (column & AROUND << 6) != 0) {
                    margin = significanceSample(f, at, 2, margin, out, to + 2 * width);
                    column = f[at];
                }
                if ((column & SELF << 9) == 0 && (column & AROUND << 9) != 0) {
                    margin = significanceSample(f, at, 3, margin, out, to + 3 * width);
                }
            }
        }
        mq.margin = margin;
    }

    private long significanceLastRows(int[] f, int first, long marginBefore, int[] out, int from, int rows) {
        long margin = marginBefore;
        for (int x = 0; x < width; x++) {
            for (int row = 0; row < rows; row++) {
                int view = f[first + x] >>> 3 * row;
                if ((view & SELF) == 0 && (view & AROUND) != 0) {
                    margin = significanceSample(f, first + x, row, margin, out, from + row * width + x);
                }
            }
        }
        return margin;
    }

    /** Decodes one sample in the significance pass. Row is constant where this is inlined. */
    private long significanceSample(int[] f, int at, int row, long marginBefore, int[] out, int to) {
        int column = f[at];
        int context = Part1Contexts.ZERO_CODING[orientation | column >>> 3 * row & 0x1FF];
        long state = mq.contexts[context];
        long margin = marginBefore - (state & MqDecoder.QE);
        int bit = (int) state & 1;
        if (margin < 0) {
            long result = mq.exchange(margin, context);
            bit = (int) result & 1;
            margin = result >> 1;
        }
        f[at] = column | VISITED << 3 * row;
        return bit == 0 ? margin : becomeSignificant(f, at, row, margin, out, to);
    }

    /** Decodes the sign of a sample and enters its significance. */
    private long becomeSignificant(int[] f, int at, int row, long marginBefore, int[] out, int to) {
        int column = f[at];
        int signCoding = Part1Contexts.SIGN_CODING[signIndex(f, at, column >>> 3 * row, row)];
        int context = signCoding >> 1;
        long state = mq.contexts[context];
        long margin = marginBefore - (state & MqDecoder.QE);
        int sign = (int) state & 1;
        if (margin < 0) {
            long result = mq.exchange(margin, context);
            sign = (int) result & 1;
            margin = result >> 1;
        }
        sign ^= signCoding & 1;
        out[to] = significant | sign << 31;
        f[at] = column | (SELF | sign << NEGATIVE_SHIFT) << 3 * row;
        spread(f, at, row);
        return margin;
    }

    private void refinementPass(int[] out) {
        int[] f = flags;
        long margin = mq.margin;
        for (int top = 0; top < height; top += 4) {
            int rows = Math.min(4, height - top);
            int at = ((top >> 2) + 1) * stride + 1;
            int to = top * width;
            for (int x = 0; x < width; x++, at++, to++) {
                int column = f[at];
                // Significant before this bit-plane: a sample's own bit, and not the one that says visited.
                int due = column & ~(column >>> 15) & ALL_SELF;
                if (due == 0) {
                    continue;
                }
                if ((due & SELF) != 0) {
                    margin = refineSample(column, margin, out, to);
                }
                if ((due & SELF << 3) != 0) {
                    margin = refineSample(column >>> 3, margin, out, to + width);
                }
                if ((due & SELF << 6) != 0) {
                    margin = refineSample(column >>> 6, margin, out, to + 2 * width);
                }
                if ((due & SELF << 9) != 0) {
                    margin = refineSample(column >>> 9, margin, out, to + 3 * width);
                }
                f[at] = column | due << 14;
            }
        }
        mq.margin = margin;
    }

    private long refineSample(int view, long marginBefore, int[] out, int to) {
        int context = (view & AROUND) != 0 ? Part1Contexts.REFINEMENT + 1 : Part1Contexts.REFINEMENT;
        if ((view & REFINED) != 0) {
            context = Part1Contexts.REFINEMENT + 2;
        }
        long state = mq.contexts[context];
        long margin = marginBefore - (state & MqDecoder.QE);
        int bit = (int) state & 1;
        if (margin < 0) {
            long result = mq.exchange(margin, context);
            bit = (int) result & 1;
            margin = result >> 1;
        }
        out[to] ^= refineZero ^ (refineZero ^ refineOne) & -bit;
        return margin;
    }

    private void cleanupPass(int[] out) {
        int[] f = flags;
        long margin = mq.margin;
        for (int top = 0; top < height; top += 4) {
            int at = ((top >> 2) + 1) * stride + 1;
            int to = top * width;
            if (height - top < 4) {
                margin = cleanupLastRows(f, at, margin, out, to, height - top);
                break;
            }
            for (int x = 0; x < width; x++, at++, to++) {
                int column = f[at];
                if (column == 0) {
                    margin = cleanupRun(f, at, margin, out, to);
                    continue;
                }
                if ((column & (SELF | VISITED)) == 0) {
                    margin = cleanupSample(f, at, 0, margin, out, to);
                    column = f[at];
                }
                if ((column & (SELF | VISITED) << 3) == 0) {
                    margin = cleanupSample(f, at, 1, margin, out, to + width);
                    column = f[at];
                }
                if ((column & (SELF | VISITED) << 6) == 0) {
                    margin = cleanupSample(f, at, 2, margin, out, to + 2 * width);
                    column = f[at];
                }
                if ((column & (SELF | VISITED) << 9) == 0) {
                    margin = cleanupSample(f, at, 3, margin, out, to + 3 * width);
                    column = f[at];
                }
                f[at] = column & ~ALL_VISITED;
            }
        }
        mq.margin = margin;
    }

    private long cleanupLastRows(int[] f, int first, long marginBefore, int[] out, int from, int rows) {
        long margin = marginBefore;
        for (int x = 0; x < width; x++) {
            int at = first + x;
            for (int row = 0; row < rows; row++) {
                if ((f[at] >>> 3 * row & (SELF | VISITED)) == 0) {
                    margin = cleanupSample(f, at, row, margin, out, from + row * width + x);
                }
            }
            f[at] &= ~ALL_VISITED;
        }
        return margin;
    }

    private long cleanupSample(int[] f, int at, int row, long marginBefore, int[] out, int to) {
        int context = Part1Contexts.ZERO_CODING[orientation | f[at] >>> 3 * row & 0x1FF];
        long state = mq.contexts[context];
        long margin = marginBefore - (state & MqDecoder.QE);
        int bit = (int) state & 1;
        if (margin < 0) {
            long result = mq.exchange(margin, context);
            bit = (int) result & 1;
            margin = result >> 1;
        }
        return bit == 0 ? margin : becomeSignificant(f, at, row, margin, out, to);
    }

    /** A column of four samples with nothing significant around: how many zeros begin it (D.3.4). */
    private long cleanupRun(int[] f, int at, long marginBefore, int[] out, int to) {
        long state = mq.contexts[Part1Contexts.RUN_LENGTH];
        long margin = marginBefore - (state & MqDecoder.QE);
        int bit = (int) state & 1;
        if (margin < 0) {
            long result = mq.exchange(margin, Part1Contexts.RUN_LENGTH);
            bit = (int) result & 1;
            margin = result >> 1;
        }
        if (bit == 0) {
            return margin;
        }
        mq.margin = margin;
        int row = mq.decode(Part1Contexts.UNIFORM) << 1;
        row |= mq.decode(Part1Contexts.UNIFORM);
        margin = becomeSignificant(f, at, row, mq.margin, out, to + row * width);
        for (row++; row < 4; row++) {
            margin = cleanupSample(f, at, row, margin, out, to + row * width);
        }
        return margin;
    }

    /** The index into {@link Part1Contexts#SIGN_CODING}; {@code view} is the sample's own column shifted to its row. */
    private int signIndex(int[] f, int at, int view, int row) {
        int side = NEGATIVE_SHIFT + 3 * row;
        int above = row > 0 ? view >>> NEGATIVE_SHIFT - 3 : f[at - stride] >>> NEGATIVE_SHIFT + 9;
        int below = row < 3 ? view >>> NEGATIVE_SHIFT + 3 : f[at + stride] >>> NEGATIVE_SHIFT;
        int left = f[at - 1] >>> side;
        int right = f[at + 1] >>> side;
        return view & 0xAA | above & 1 | (left & 1) << 2 | (right & 1) << 4 | (below & 1) << 6;
    }

    /** Tells the neighbouring columns and stripes that a sample became significant; its own column the caller changes. */
    private void spread(int[] f, int at, int row) {
        f[at - 1] |= SELF << 1 + 3 * row;
        f[at + 1] |= SELF >> 1 << 3 * row;
        if (row == 0 && !verticallyCausal) {
            int above = at - stride;
            f[above - 1] |= 1 << 17;
            f[above] |= 1 << 16;
            f[above + 1] |= 1 << 15;
        } else if (row == 3) {
            int below = at + stride;
            f[below - 1] |= 4;
            f[below] |= 2;
            f[below + 1] |= 1;
        }
    }

    // ---- raw passes (D.6)

    private void rawSignificancePass(int[] out) {
        int[] f = flags;
        for (int top = 0; top < height; top += 4) {
            int rows = Math.min(4, height - top);
            int at = ((top >> 2) + 1) * stride + 1;
            for (int x = 0; x < width; x++, at++) {
                for (int row = 0; row < rows; row++) {
                    int view = f[at] >>> 3 * row;
                    if ((view & SELF) != 0 || (view & AROUND) == 0) {
                        continue;
                    }
                    int change = VISITED;
                    if (raw.bit() != 0) {
                        int sign = raw.bit();
                        out[(top + row) * width + x] = significant | sign << 31;
                        change |= SELF | sign << NEGATIVE_SHIFT;
                        spread(f, at, row);
                    }
                    f[at] |= change << 3 * row;
                }
            }
        }
    }

    private void rawRefinementPass(int[] out) {
        int[] f = flags;
        for (int top = 0; top < height; top += 4) {
            int rows = Math.min(4, height - top);
            int at = ((top >> 2) + 1) * stride + 1;
            for (int x = 0; x < width; x++, at++) {
                for (int row = 0; row < rows; row++) {
                    int view = f[at] >>> 3 * row;
                    if ((view & (SELF | VISITED)) != SELF) {
                        continue;
                    }
                    out[(top + row) * width + x] ^= raw.bit() != 0 ? refineOne : refineZero;
                    f[at] |= REFINED << 3 * row;
                }
            }
        }
    }
}
