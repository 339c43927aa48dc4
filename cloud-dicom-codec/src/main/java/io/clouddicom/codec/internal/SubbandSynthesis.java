package io.clouddicom.codec.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes the coefficients of one tile-component and makes samples of them: dequantisation and inverse wavelet (T.800
 * Annexes E and F), stripe by stripe.
 *
 * <p>Every resolution has rows of its own, each a separate array. Code-blocks go where {@link Subband} says; the inverse
 * wavelet of a resolution takes its low-pass rows' left part from the resolution below and leaves samples in place. Rows
 * are transformed one after the other, and vertical steps follow at once on rows that are still in the cache: step s on
 * row y - s. Loops run over separate arrays with equal indexes, the form that the JIT compiler turns into vector code.
 *
 * <p>An array serves many rows, at a distance of more than are in use at a time: from the first that lifting steps of the
 * next stripe look at to the last that blocks reach which are decoded by then.
 *
 * <p>The stripes are those of one zone of {@link RowStripes}. Each zone has rows of its own, and where it meets another,
 * both transform the few rows that lifting steps look at on either side; blocks there are stored by both.
 *
 * <p>Code-blocks may be stored from several threads at a time; everything else is confined to one at a time.
 */
abstract sealed class SubbandSynthesis permits ReversibleSynthesis, WideSynthesis, IrreversibleSynthesis {
    static final int MOST_RESOLUTIONS = 33;

    private static final int[][] NO_ROWS = new int[0][];

    @Nullable
    TileComponent component;

    int top;

    /** By resolution: how rows lie in arrays. */
    private final @Nullable SharedRows[] layouts = new SharedRows[MOST_RESOLUTIONS];

    /** By resolution: the first row that the zone transforms horizontally. */
    private final int[] begins = new int[MOST_RESOLUTIONS];

    /** By resolution and stripe: the row after the last that a stripe transforms horizontally. */
    private final int[][] reached = new int[MOST_RESOLUTIONS][];

    /** By resolution and stripe: the row after the last that blocks of the stripe reach. */
    private final int[][] stored = new int[MOST_RESOLUTIONS][];

    /** By resolution: the first row that blocks of stripes reach, and of several zones. */
    private final int[] firstStored = new int[MOST_RESOLUTIONS];

    /** By resolution: rows that blocks of several zones reach, at the beginning and at the end of the zone. */
    private final int[] pinnedEnd = new int[MOST_RESOLUTIONS];

    private final int[] pinnedFirst = new int[MOST_RESOLUTIONS];

    private int firstStripe;
    private int stripes;

    /** Plans for the resolutions up to {@code topResolution} and for the stripes of a zone. */
    final void plan(TileComponent into, int topResolution, RowStripes rowStripes, int zone) {
        component = into;
        top = topResolution;
        firstStripe = rowStripes.first(zone);
        stripes = rowStripes.first(zone + 1) - firstStripe;
        for (int resolution = 0; resolution <= top; resolution++) {
            if (reached[resolution] == null || reached[resolution].length < stripes) {
                reached[resolution] = new int[stripes];
                stored[resolution] = new int[stripes];
            }
            Arrays.fill(stored[resolution], 0, stripes, 0);
            pinnedEnd[resolution] = 0;
            pinnedFirst[resolution] = Integer.MAX_VALUE;
        }
        int rows = into.resolutions[top].height();
        int begin = rowStripes.end(firstStripe - 1, rows);
        for (int resolution = top; resolution > 0; resolution--) {
            begins[resolution] = Math.max(0, begin - steps());
            begin = lowRows(resolution, begins[resolution]);
        }
        begins[0] = begin;
        System.arraycopy(begins, 0, firstStored, 0, top + 1);
        for (int stripe = 0; stripe < stripes; stripe++) {
            int wanted = rowStripes.end(firstStripe + stripe, rows);
            for (int resolution = top; resolution > 0; resolution--) {
                wanted = Math.min(into.resolutions[resolution].height(), wanted + steps());
                reached[resolution][stripe] = wanted;
                wanted = lowRows(resolution, wanted);
            }
            reached[0][stripe] = wanted;
        }
    }

    /** How many low-pass rows there are before a row of a resolution. */
    private int lowRows(int resolution, int row) {
        return row + 1 - (component().resolutions[resolution].y0 & 1) >> 1;
    }

    /** Whether the zone wants any row of a block. */
    final boolean wants(Codeblock block) {
        int resolution = block.band.resolution;
        return rowOf(block, 0) < reached[resolution][stripes - 1]
                && rowOf(block, block.height - 1) >= begins[resolution];
    }

    /** Whether the zone wants a block, if it does, not before its last stripe. */
    final boolean wantsLast(Codeblock block) {
        return stripes > 1 && rowOf(block, 0) >= reached[block.band.resolution][stripes - 2];
    }

    /**
     * Makes room for a block that several zones want.
     *
     * @param whole true for the last of those zones, which stores all rows of the block, and not only those it wants
     */
    final void pin(Codeblock block, boolean whole) {
        int resolution = block.band.resolution;
        int first = rowOf(block, 0);
        if (whole) {
            int end = rowOf(block, block.height - 1) + 1;
            firstStored[resolution] = Math.min(firstStored[resolution], first);
            stored[resolution][stripes - 1] = Math.max(stored[resolution][stripes - 1], end);
            pinnedEnd[resolution] = Math.max(pinnedEnd[resolution], end);
        } else {
            pinnedFirst[resolution] = Math.min(pinnedFirst[resolution], first);
        }
    }

    /** The first stripe that wants a block, which no other zone wants. */
    final int stripe(Codeblock block) {
        int[] ends = reached[block.band.resolution];
        int row = rowOf(block, 0);
        int least = 0;
        int most = stripes - 1;
        while (least < most) {
            int middle = least + most >>> 1;
            if (ends[middle] > row) {
                most = middle;
            } else {
                least = middle + 1;
            }
        }
        int[] blockEnds = stored[block.band.resolution];
        blockEnds[least] = Math.max(blockEnds[least], rowOf(block, block.height - 1) + 1);
        firstStored[block.band.resolution] = Math.min(firstStored[block.band.resolution], row);
        return firstStripe + least;
    }

    /**
     * Makes room, when all blocks were asked for their stripe.
     *
     * @param ahead by how many stripes blocks may be ahead of the stripe that is synthesised
     */
    final void start(int ahead) {
        for (int resolution = 0; resolution <= top; resolution++) {
            SharedRows layout = layout(resolution, ahead);
            if (!layout.equals(layouts[resolution])) {
                layouts[resolution] = layout;
                allocate(resolution, layout);
            }
        }
        startRows(component().resolutions[top].width());
    }

    private SharedRows layout(int resolution, int ahead) {
        Resolution level = component().resolutions[resolution];
        int first = firstStored[resolution];
        int cycle = 1;
        int end = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            end = Math.max(end, Math.max(stored[resolution][stripe], reached[resolution][stripe]));
            int done = stripe - ahead - 1;
            int inUse = done < 0 ? first : Math.max(first, reached[resolution][done] - steps() - 1);
            cycle = Math.max(cycle, end - inUse);
        }
        int firstCycled = Math.max(first, pinnedEnd[resolution]);
        int endCycled = Math.min(end, pinnedFirst[resolution]);
        cycle = Math.max(1, Math.min(cycle, endCycled - firstCycled));
        return new SharedRows(level.width(), level.height(), first, end, firstCycled, endCycled, cycle);
    }

    /** Makes rows. */
    abstract void allocate(int resolution, SharedRows layout);

    /** Makes room for a row of the top resolution. */
    abstract void startRows(int width);

    /** Stores a block's samples, as {@link Part1BlockDecoder} leaves them, which may be changed on the way. */
    abstract void store(Codeblock block, int[] samples);

    /**
     * The rows that take a subband's coefficients in two's complement, or none when they must be dequantised.
     *
     * @param missing bit-planes above the last that is coded
     */
    int[][] plainRows(Subband band, int missing) {
        return NO_ROWS;
    }

    /** Stores in {@link #plainRows} a block's samples as {@link HtCleanupDecoder} leaves them in one array. */
    static void storePlain(Codeblock block, int[] samples, int[][] rows) {
        int column = block.band.firstColumn + block.x;
        int stride = HtBlockEncoder.stride(block.width);
        for (int y = 0; y < block.height; y++) {
            System.arraycopy(samples, y * stride, rows[rowOf(block, y)], column, block.width);
        }
    }

    /** Brings samples as {@link HtCleanupDecoder} leaves them to the form of {@link Part1BlockDecoder}. */
    static void toSignAndMagnitude(Codeblock block, int[] samples, int missing) {
        int stride = HtBlockEncoder.stride(block.width);
        for (int y = 0; y < block.height; y++) {
            for (int x = 0; x < block.width; x++) {
                int value = samples[y * stride + x];
                samples[y * block.width + x] =
                        value == 0 ? 0 : 2 * Math.abs(value) + 1 << 29 - missing | value & Integer.MIN_VALUE;
            }
        }
    }

    /** Stores samples of more than 31 planes: two's complement, with one more bit, the middle, below. */
    abstract void storeWide(Codeblock block, long[] samples);

    /** Stores a block of zeros. */
    abstract void storeZero(Codeblock block);

    /** Stores a block as it is stored in another zone, as far as this zone wants it. */
    final void copy(Codeblock block, SubbandSynthesis from) {
        int resolution = block.band.resolution;
        int column = block.band.firstColumn + block.x;
        for (int y = 0; y < block.height; y++) {
            int row = rowOf(block, y);
            if (row >= begins[resolution] && row < reached[resolution][stripes - 1]) {
                copy(from, resolution, row, column, block.width);
            }
        }
    }

    /** Copies a part of a row. */
    abstract void copy(SubbandSynthesis from, int resolution, int row, int column, int count);

    /** Lifting steps of the wavelet: odd ones are run on low-pass rows, even ones on high-pass rows. */
    abstract int steps();

    /**
     * Runs the inverse wavelet over a row.
     *
     * @param lowRow whether it is a low-pass row, whose own low-pass part are samples of the resolution below
     */
    abstract void horizontal(int resolution, int y, boolean lowRow, int width, int parity);

    /** Runs a lifting step over a row, with the rows above and below. */
    abstract void lift(int resolution, int step, int y, int above, int below, int width);

    /** What there is to do about the only row, when it is a high-pass row. */
    abstract void single(int resolution);

    /** Runs the inverse wavelets as far as a stripe of the zone wants, after those before it. */
    final void synthesise(int stripe) {
        int own = stripe - firstStripe;
        for (int resolution = 1; resolution <= top; resolution++) {
            Resolution level = component().resolutions[resolution];
            if (level.width() > 0 && level.height() > 0) {
                int first = own == 0 ? begins[resolution] : reached[resolution][own - 1];
                synthesise(resolution, level, first, reached[resolution][own]);
            }
        }
    }

    private void synthesise(int resolution, Resolution level, int first, int end) {
        int width = level.width();
        int height = level.height();
        int parityX = level.x0 & 1;
        int parityY = level.y0 & 1;
        if (height == 1) {
            if (first < end) {
                horizontal(resolution, 0, parityY == 0, width, parityX);
                if (parityY == 1) {
                    single(resolution);
                }
            }
            return;
        }
        // Where another zone is above, a step has no row to begin with but one below the first that it looks at.
        int begin = begins[resolution] == 0 ? -steps() : begins[resolution];
        // The last rows are lifted when no more come.
        int rest = first < end && end == height ? steps() : 0;
        for (int y = first; y < end + rest; y++) {
            if (y < end) {
                horizontal(resolution, y, (y & 1) == parityY, width, parityX);
            }
            for (int step = 1; step <= steps() && step <= y; step++) {
                int row = y - step;
                if (row < height && row >= begin + step && ((row & 1) == parityY) == ((step & 1) == 1)) {
                    lift(resolution, step, row, mirror(row - 1, height), mirror(row + 1, height), width);
                }
            }
        }
    }

    TileComponent component() {
        TileComponent present = component;
        if (present == null) {
            throw new IllegalStateException("not started");
        }
        return present;
    }

    static int rowOf(Codeblock block, int y) {
        return block.band.firstRow + (block.y + y) * block.band.rowStep;
    }

    /** Mirrors a row number at the edges of the rows. */
    static int mirror(int row, int rows) {
        return row < 0 ? -row : row >= rows ? 2 * rows - 2 - row : row;
    }
}
