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
        int[] contexts = mq.contexts;
        int margin = mq.margin;
        for (int top = 0; top < height; top += 4) {
            int rows = Math.min(4, height - top);
            int at = ((top >> 2) + 1) * stride + 1;
            for (int x = 0; x < width; x++, at++) {
                int column = f[at];
                if (column == 0) {
                    continue;
                }
                for (int row = 0; row < rows; row++) {
                    int view = column >>> 3 * row;
                    if ((view & SELF) != 0 || (view & AROUND) == 0) {
                        continue;
                    }
                    int context = Part1Contexts.ZERO_CODING[orientation | view & 0x1FF];
                    int state = contexts[context];
                    margin -= state & MqDecoder.QE;
                    int bit;
                    if (margin >= 0) {
                        bit = state & 1;
                    } else {
                        int result = mq.exchange(margin, context);
                        bit = result & 1;
                        margin = result >> 1;
                    }
                    if (bit != 0) {
                        int signCoding = Part1Contexts.SIGN_CODING[signIndex(f, at, view, row)];
                        context = signCoding >> 1;
                        state = contexts[context];
                        margin -= state & MqDecoder.QE;
                        int sign;
                        if (margin >= 0) {
                            sign = state & 1;
                        } else {
                            int result = mq.exchange(margin, context);
                            sign = result & 1;
                            margin = result >> 1;
                        }
                        sign ^= signCoding & 1;
                        out[(top + row) * width + x] = significant | sign << 31;
                        column |= (SELF | sign << NEGATIVE_SHIFT) << 3 * row;
                        spread(f, at, row);
                    }
                    column |= VISITED << 3 * row;
                }
                f[at] = column;
            }
        }
        mq.margin = margin;
    }

    private void refinementPass(int[] out) {
        int[] f = flags;
        int[] contexts = mq.contexts;
        int margin = mq.margin;
        for (int top = 0; top < height; top += 4) {
            int rows = Math.min(4, height - top);
            int at = ((top >> 2) + 1) * stride + 1;
            for (int x = 0; x < width; x++, at++) {
                int column = f[at];
                if ((column & ALL_SELF) == 0) {
                    continue;
                }
                for (int row = 0; row < rows; row++) {
                    int view = column >>> 3 * row;
                    if ((view & (SELF | VISITED)) != SELF) {
                        continue;
                    }
                    int context = (view & REFINED) != 0
                            ? Part1Contexts.REFINEMENT + 2
                            : (view & AROUND) != 0 ? Part1Contexts.REFINEMENT + 1 : Part1Contexts.REFINEMENT;
                    int state = contexts[context];
                    margin -= state & MqDecoder.QE;
                    int bit;
                    if (margin >= 0) {
                        bit = state & 1;
                    } else {
                        int result = mq.exchange(margin, context);
                        bit = result & 1;
                        margin = result >> 1;
                    }
                    out[(top + row) * width + x] ^= bit != 0 ? refineOne : refineZero;
                    column |= REFINED << 3 * row;
                }
                f[at] = column;
            }
        }
        mq.margin = margin;
    }

    private void cleanupPass(int[] out) {
        int[] f = flags;
        int[] contexts = mq.contexts;
        int margin = mq.margin;
        for (int top = 0; top < height; top += 4) {
            int rows = Math.min(4, height - top);
            int at = ((top >> 2) + 1) * stride + 1;
            for (int x = 0; x < width; x++, at++) {
                int column = f[at];
                int row = 0;
                boolean found = false;
                if (column == 0 && rows == 4) {
                    mq.margin = margin;
                    if (mq.decode(Part1Contexts.RUN_LENGTH) == 0) {
                        margin = mq.margin;
                        continue;
                    }
                    row = mq.decode(Part1Contexts.UNIFORM) << 1;
                    row |= mq.decode(Part1Contexts.UNIFORM);
                    margin = mq.margin;
                    found = true;
                }
                for (; row < rows; row++) {
                    int view = column >>> 3 * row;
                    if ((view & (SELF | VISITED)) != 0) {
                        continue;
                    }
                    int bit = 1;
                    if (!found) {
                        int context = Part1Contexts.ZERO_CODING[orientation | view & 0x1FF];
                        int state = contexts[context];
                        margin -= state & MqDecoder.QE;
                        if (margin >= 0) {
                            bit = state & 1;
                        } else {
                            int result = mq.exchange(margin, context);
                            bit = result & 1;
                            margin = result >> 1;
                        }
                    }
                    found = false;
                    if (bit != 0) {
                        int signCoding = Part1Contexts.SIGN_CODING[signIndex(f, at, view, row)];
                        int context = signCoding >> 1;
                        int state = contexts[context];
                        margin -= state & MqDecoder.QE;
                        int sign;
                        if (margin >= 0) {
                            sign = state & 1;
                        } else {
                            int result = mq.exchange(margin, context);
                            sign = result & 1;
                            margin = result >> 1;
                        }
                        sign ^= signCoding & 1;
                        out[(top + row) * width + x] = significant | sign << 31;
                        column |= (SELF | sign << NEGATIVE_SHIFT) << 3 * row;
                        spread(f, at, row);
                    }
                }
                f[at] = column & ~ALL_VISITED;
            }
        }
        mq.margin = margin;
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
