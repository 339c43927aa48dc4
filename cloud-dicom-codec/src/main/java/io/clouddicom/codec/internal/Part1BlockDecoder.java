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
 * <p>Flags: one long per column of a stripe, with a border around the block. Bits 0 to 17 are the significance of the six
 * rows (one above and one below the stripe's four) by three columns around, bits 32 to 49 in the same sequence whether
 * those samples are negative; for row r of the stripe bit 18 + 3r says refined before, 19 + 3r coded in this bit-plane's
 * significance pass. So shifting right by 3r brings any row's view to the same place.
 *
 * <p>While a block is decoded its samples lie column by column of a stripe, with indexes four times those of the flags.
 */
final class Part1BlockDecoder {
    private static final int SELF = 0x10;
    private static final int AROUND = 0x1EF;
    private static final int REFINED_SHIFT = 18;
    private static final int VISITED_SHIFT = 19;
    private static final int VISITED = 1 << VISITED_SHIFT;
    private static final int NEGATIVE_SHIFT = 32;
    /** Bit 3r for every row r of a stripe. */
    private static final int ROWS = 0x249;

    /** The planes of a wide block that go to the upper array. */
    static final int WORD_PLANES = 31;

    private final MqDecoder mq = new MqDecoder();
    private final RawBits raw = new RawBits();
    private long[] flags = new long[0];
    private int[] upperSamples = new int[0];
    private int[] lowerSamples = new int[0];

    /** What a refinement pass decodes: index of the sample times four, plus the context from {@code REFINEMENT}. */
    private final int[] refinements = new int[4096 + 1];

    private int width;
    private int height;
    private int stride;
    private int stripes;
    /** {@link #ROWS} of the last stripe. */
    private int lastRows;

    private byte[] zeroCoding = new byte[0];
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
        upperSamples = cleared(upperSamples);
        run(input, block, planes, upperSamples, upperSamples, false);
        toRows(upperSamples, out);
    }

    /**
     * Decodes a block of more than 31 and up to 62 coded bit-planes; the first coded plane is bit 30 of {@code upper}.
     *
     * @return the lowest bit-plane decoded
     */
    int decodeWide(BlockInput input, Codeblock block, int planes, int[] upper, int[] lower) {
        begin(block);
        upperSamples = cleared(upperSamples);
        lowerSamples = cleared(lowerSamples);
        run(input, block, planes, upperSamples, lowerSamples, true);
        toRows(upperSamples, upper);
        toRows(lowerSamples, lower);
        return lastPlane;
    }

    private void begin(Codeblock block) {
        width = block.width;
        height = block.height;
        stride = width + 2;
        stripes = height + 3 >> 2;
        lastRows = ROWS >> 3 * (4 * stripes - height);
        zeroCoding = Part1Contexts.zeroCoding(block.band.orientation);
        verticallyCausal = (block.band.style.blockStyle() & CodingStyle.VERTICALLY_CAUSAL) != 0;
        int columns = stride * (stripes + 2);
        if (flags.length < columns) {
            flags = new long[columns];
        } else {
            Arrays.fill(flags, 0, columns, 0);
        }
        mq.resetContexts();
    }

    private int[] cleared(int[] samples) {
        int count = 4 * stride * (stripes + 2);
        if (samples.length < count) {
            return new int[count];
        }
        Arrays.fill(samples, 0, count, 0);
        return samples;
    }

    private void toRows(int[] columns, int[] out) {
        for (int y = 0; y < height; y++) {
            int from = 4 * (((y >> 2) + 1) * stride + 1) + (y & 3);
            int to = y * width;
            for (int x = 0; x < width; x++) {
                out[to + x] = columns[from + 4 * x];
            }
        }
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
                            skipSegmentationSymbol();
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

    private void skipSegmentationSymbol() {
        MqDecoder.Registers registers = new MqDecoder.Registers(mq);
        for (int bit = 0; bit < 4; bit++) {
            registers.decode(Part1Contexts.UNIFORM);
        }
        registers.putBack();
    }

    // ---- passes with the arithmetic decoder

    private void significancePass(int[] out) {
        long[] f = flags;
        MqDecoder.Registers registers = new MqDecoder.Registers(mq);
        for (int stripe = 1; stripe <= stripes; stripe++) {
            int own = (stripe == stripes ? lastRows : ROWS) * SELF;
            int end = (stripe + 1) * stride - 1;
            for (int at = stripe * stride + 1; at < end; at++) {
                long column = f[at];
                if ((int) column == 0 || (~column & own) == 0) {
                    continue;
                }
                if ((column & SELF) == 0 && (column & AROUND) != 0) {
                    column = significanceSample(registers, f, at, 0, column, out);
                }
                if ((~column & own & SELF << 3) != 0 && (column & AROUND << 3) != 0) {
                    column = significanceSample(registers, f, at, 1, column, out);
                }
                if ((~column & own & SELF << 6) != 0 && (column & AROUND << 6) != 0) {
                    column = significanceSample(registers, f, at, 2, column, out);
                }
                if ((~column & own & SELF << 9) != 0 && (column & AROUND << 9) != 0) {
                    column = significanceSample(registers, f, at, 3, column, out);
                }
                f[at] = column;
            }
        }
        registers.putBack();
    }

    /** Decodes one sample in the significance pass. Row is constant where this is inlined. */
    private long significanceSample(MqDecoder.Registers registers, long[] f, int at, int row, long column, int[] out) {
        int bit = registers.decode(zeroCoding[(int) column >>> 3 * row & 0x1FF]);
        long visited = column | (long) VISITED << 3 * row;
        return bit == 0 ? visited : becomeSignificant(registers, f, at, row, visited, out);
    }

    /** Decodes the sign of a sample and enters its significance. */
    private long becomeSignificant(MqDecoder.Registers registers, long[] f, int at, int row, long column, int[] out) {
        long view = column >>> 3 * row;
        int signCoding = Part1Contexts.SIGN_CODING[(int) view & 0xAA | (int) (view >>> NEGATIVE_SHIFT + 1) & 0x55];
        int sign = registers.decode(signCoding >> 1) ^ signCoding & 1;
        out[4 * at + row] = significant | sign << 31;
        long mark = 1L | (long) sign << NEGATIVE_SHIFT;
        spread(f, at, row, mark);
        return column | mark << 4 + 3 * row;
    }

    /**
     * Tells the neighbouring columns and stripes that a sample became significant; its own column the caller changes.
     *
     * @param mark significance in bit 0, negative in bit 32
     */
    private void spread(long[] f, int at, int row, long mark) {
        f[at - 1] |= mark << 5 + 3 * row;
        f[at + 1] |= mark << 3 + 3 * row;
        if (row == 0 && !verticallyCausal) {
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

    /** In this pass no context depends on a decision, so that all contexts are gathered first. */
    private void refinementPass(int[] out) {
        long[] f = flags;
        int[] list = refinements;
        int count = 0;
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
                int entry = at << 4;
                // Every row's entry is stored, but stays only if it is due.
                list[count] = entry | refined << 1 & 2 | around & 1;
                count += due & 1;
                list[count] = entry | 4 | refined >>> 2 & 2 | around >>> 3 & 1;
                count += due >>> 3 & 1;
                list[count] = entry | 8 | refined >>> 5 & 2 | around >>> 6 & 1;
                count += due >>> 6 & 1;
                list[count] = entry | 12 | refined >>> 8 & 2 | around >>> 9 & 1;
                count += due >>> 9 & 1;
                f[at] |= (long) due << REFINED_SHIFT;
            }
        }
        refine(out, count);
    }

    private void refine(int[] out, int count) {
        MqDecoder.Registers registers = new MqDecoder.Registers(mq);
        int[] list = refinements;
        int zero = refineZero;
        int change = refineZero ^ refineOne;
        for (int index = 0; index < count; index++) {
            int entry = list[index];
            int bit = registers.decode(Part1Contexts.REFINEMENT + (entry & 3));
            out[entry >> 2] ^= zero ^ change & -bit;
        }
        registers.putBack();
    }

    private void cleanupPass(int[] out) {
        long[] f = flags;
        MqDecoder.Registers registers = new MqDecoder.Registers(mq);
        for (int stripe = 1; stripe <= stripes; stripe++) {
            int rows = stripe == stripes ? lastRows : ROWS;
            int end = (stripe + 1) * stride - 1;
            for (int at = stripe * stride + 1; at < end; at++) {
                long column = f[at];
                int due = ~((int) column >>> 4 | (int) column >>> VISITED_SHIFT) & rows;
                if ((int) column == 0 && rows == ROWS) {
                    // A column of four samples with nothing significant around: how many zeros begin it (D.3.4).
                    if (registers.decodeProbable(Part1Contexts.RUN_LENGTH) == 0) {
                        continue;
                    }
                    int row = registers.decode(Part1Contexts.UNIFORM) << 1;
                    row |= registers.decode(Part1Contexts.UNIFORM);
                    column = endOfRun(registers, f, at, row, out);
                    due &= -8 << 3 * row;
                }
                if ((due & 1) != 0) {
                    column = cleanupSample(registers, f, at, 0, column, out);
                }
                if ((due & 1 << 3) != 0) {
                    column = cleanupSample(registers, f, at, 1, column, out);
                }
                if ((due & 1 << 6) != 0) {
                    column = cleanupSample(registers, f, at, 2, column, out);
                }
                if ((due & 1 << 9) != 0) {
                    column = cleanupSample(registers, f, at, 3, column, out);
                }
                f[at] = column & ~((long) ROWS << VISITED_SHIFT);
            }
        }
        registers.putBack();
    }

    private long cleanupSample(MqDecoder.Registers registers, long[] f, int at, int row, long column, int[] out) {
        int bit = registers.decode(zeroCoding[(int) column >>> 3 * row & 0x1FF]);
        return bit == 0 ? column : becomeSignificant(registers, f, at, row, column, out);
    }

    /** The first significant sample of a column that had none around; apart, since here the row is not constant. */
    private long endOfRun(MqDecoder.Registers registers, long[] f, int at, int row, int[] out) {
        return becomeSignificant(registers, f, at, row, 0, out);
    }

    // ---- raw passes (D.6)

    private void rawSignificancePass(int[] out) {
        long[] f = flags;
        for (int stripe = 1; stripe <= stripes; stripe++) {
            int rows = stripe == stripes ? lastRows : ROWS;
            int end = (stripe + 1) * stride - 1;
            for (int at = stripe * stride + 1; at < end; at++) {
                for (int row = 0; (rows >>> 3 * row) != 0; row++) {
                    int view = (int) f[at] >>> 3 * row;
                    if ((view & SELF) != 0 || (view & AROUND) == 0) {
                        continue;
                    }
                    f[at] |= (long) VISITED << 3 * row;
                    if (raw.bit() != 0) {
                        int sign = raw.bit();
                        out[4 * at + row] = significant | sign << 31;
                        long mark = 1L | (long) sign << NEGATIVE_SHIFT;
                        spread(f, at, row, mark);
                        f[at] |= mark << 4 + 3 * row;
                    }
                }
            }
        }
    }

    private void rawRefinementPass(int[] out) {
        long[] f = flags;
        for (int stripe = 1; stripe <= stripes; stripe++) {
            int end = (stripe + 1) * stride - 1;
            for (int at = stripe * stride + 1; at < end; at++) {
                int due = (int) f[at] >>> 4 & ~((int) f[at] >>> VISITED_SHIFT) & ROWS;
                for (int row = 0; (due >>> 3 * row) != 0; row++) {
                    if ((due >>> 3 * row & 1) != 0) {
                        out[4 * at + row] ^= raw.bit() != 0 ? refineOne : refineZero;
                    }
                }
                f[at] |= (long) due << REFINED_SHIFT;
            }
        }
    }
}
