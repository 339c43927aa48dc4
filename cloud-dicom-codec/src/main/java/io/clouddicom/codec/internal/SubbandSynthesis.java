package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the coefficients of one tile-component and makes samples of them: dequantisation and inverse wavelet (T.800
 * Annexes E and F).
 *
 * <p>Every resolution has rows of its own, each a separate array. Code-blocks go where {@link Subband} says; the inverse
 * wavelet of a resolution takes its low-pass rows' left part from the resolution below and leaves samples in place. Rows
 * are transformed one after the other, and vertical steps follow at once on rows that are still in the cache: step s on
 * row y - s. Bands of rows may be transformed at a time, and are then joined. Loops run over separate arrays with equal indexes, the form that the JIT compiler turns into vector code.
 *
 * <p>Code-blocks of one component may be stored from several threads at a time; everything else but bands of rows is confined to one.
 */
abstract sealed class SubbandSynthesis permits ReversibleSynthesis, WideSynthesis, IrreversibleSynthesis {
    private static final int[][] NO_ROWS = new int[0][];

    @Nullable
    TileComponent component;

    int top;

    /** Makes room for the resolutions up to {@code topResolution}. */
    abstract void start(TileComponent into, int topResolution);

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

    /** Makes room for as many threads. */
    abstract void prepare(int workers);

    /**
     * Runs the inverse wavelet of one resolution over a band of rows. Lifting steps at edges within the image are left to
     * {@link #join}.
     *
     * @param first the band's first row
     * @param end the row after its last
     */
    abstract void synthesise(int worker, int resolution, int first, int end);

    /** Runs the lifting steps that reach over the edge of two bands: those of step s on s rows to either side. */
    abstract void join(int resolution, int edge);

    /** Runs the inverse wavelet. */
    final void synthesise(RowBands bands) throws CodestreamException {
        prepare(bands.workers());
        for (int resolution = 1; resolution <= top; resolution++) {
            Resolution level = component().resolutions[resolution];
            int width = level.width();
            int height = level.height();
            if (width == 0 || height == 0) {
                continue;
            }
            int number = resolution;
            bands.run(width, height, (worker, first, end) -> synthesise(worker, number, first, end));
            int count = bands.count(width, height);
            for (int band = 1; band < count; band++) {
                join(resolution, RowBands.start(band, count, height));
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

    /** The first row of a band on which a lifting step may run: the row before has had the step before. */
    static int firstOf(int step, int first) {
        return first == 0 ? 0 : first + step;
    }

    /** The row after the last of a band on which a lifting step may run. */
    static int endOf(int step, int end, int height) {
        return end == height ? height : end - step;
    }

    /** Mirrors a row number at the edges of the rows. */
    static int mirror(int row, int rows) {
        return row < 0 ? -row : row >= rows ? 2 * rows - 2 - row : row;
    }
}
