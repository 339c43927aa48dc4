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
 * <p>Code-blocks may be stored from several threads at a time; everything else is confined to one at a time.
 */
abstract sealed class SubbandSynthesis permits ReversibleSynthesis, WideSynthesis, IrreversibleSynthesis {
    static final int MOST_RESOLUTIONS = 33;

    private static final int[][] NO_ROWS = new int[0][];

    @Nullable
    TileComponent component;

    int top;

    /** By resolution: the distance of rows that are the same array. */
    private final int[] cycles = new int[MOST_RESOLUTIONS];

    /** By resolution and stripe: the row after the last that a stripe transforms horizontally. */
    private final int[][] reached = new int[MOST_RESOLUTIONS][];

    /** By resolution and stripe: the row after the last that blocks of the stripe reach. */
    private final int[][] stored = new int[MOST_RESOLUTIONS][];

    private int stripes;

    /** Plans for the resolutions up to {@code topResolution}. */
    final void plan(TileComponent into, int topResolution, RowStripes rowStripes) {
        component = into;
        top = topResolution;
        stripes = rowStripes.count();
        for (int resolution = 0; resolution <= top; resolution++) {
            if (reached[resolution] == null || reached[resolution].length < stripes) {
                reached[resolution] = new int[stripes];
                stored[resolution] = new int[stripes];
            }
            Arrays.fill(stored[resolution], 0, stripes, 0);
        }
        int rows = into.resolutions[top].height();
        for (int stripe = 0; stripe < stripes; stripe++) {
            int wanted = rowStripes.end(stripe, rows);
            for (int resolution = top; resolution > 0; resolution--) {
                Resolution level = into.resolutions[resolution];
                wanted = Math.min(level.height(), wanted + steps());
                reached[resolution][stripe] = wanted;
                wanted = wanted + 1 - (level.y0 & 1) >> 1;
            }
            reached[0][stripe] = wanted;
        }
    }

    /** The first stripe that wants a block. */
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
        return least;
    }

    /**
     * Makes room, when all blocks were asked for their stripe.
     *
     * @param ahead by how many stripes blocks may be ahead of the stripe that is synthesised
     */
    final void start(int ahead) {
        for (int resolution = 0; resolution <= top; resolution++) {
            Resolution level = component().resolutions[resolution];
            int cycle = Math.min(level.height(), cycle(resolution, ahead));
            if (!fits(resolution, level.width(), level.height()) || cycles[resolution] != cycle) {
                cycles[resolution] = cycle;
                allocate(resolution, level.width(), level.height(), cycle);
            }
        }
        startRows(component().resolutions[top].width());
    }

    private int cycle(int resolution, int ahead) {
        int most = 1;
        int end = 0;
        for (int stripe = 0; stripe < stripes; stripe++) {
            end = Math.max(end, Math.max(stored[resolution][stripe], reached[resolution][stripe]));
            int done = stripe - ahead - 1;
            most = Math.max(most, end - (done < 0 ? 0 : Math.max(0, reached[resolution][done] - steps() - 1)));
        }
        return most;
    }

    /** Whether the rows of a resolution are as many and as long. */
    abstract boolean fits(int resolution, int width, int height);

    /** Makes rows, of which those at a distance of {@code cycle} are the same array. */
    abstract void allocate(int resolution, int width, int height, int cycle);

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

    /** Runs the inverse wavelets as far as a stripe wants. */
    final void synthesise(int stripe) {
        for (int resolution = 1; resolution <= top; resolution++) {
            Resolution level = component().resolutions[resolution];
            if (level.width() > 0 && level.height() > 0) {
                int first = stripe == 0 ? 0 : reached[resolution][stripe - 1];
                synthesise(resolution, level, first, reached[resolution][stripe]);
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
        // The last rows are lifted when no more come.
        int rest = first < end && end == height ? steps() : 0;
        for (int y = first; y < end + rest; y++) {
            if (y < end) {
                horizontal(resolution, y, (y & 1) == parityY, width, parityX);
            }
            for (int step = 1; step <= steps() && step <= y; step++) {
                int row = y - step;
                if (row < height && ((row & 1) == parityY) == ((step & 1) == 1)) {
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
