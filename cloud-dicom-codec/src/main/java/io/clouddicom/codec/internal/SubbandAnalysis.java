package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * Makes coefficients of the samples of one tile-component: forward wavelet (T.800 F.4). The counterpart of {@link
 * SubbandSynthesis}, with coefficients in the same places.
 *
 * <p>Samples lie in the rows of the highest resolution. At each resolution rows are lifted vertically one after the
 * other, and rows that are done are split while they are still in the cache: their low-pass goes to the resolution below
 * or to their left part, their high-pass behind it. Bands of rows may be transformed at a time, by several threads, and are
 * then joined: see {@link TileAnalysis}. Code-blocks may be fetched from several threads at a time.
 */
abstract sealed class SubbandAnalysis permits ReversibleAnalysis, IrreversibleAnalysis {
    /** Makes room for the component's samples. */
    abstract void start(TileComponent from);

    /** The component's resolutions. */
    abstract Resolution[] resolutions();

    /** Makes room for as many threads. */
    abstract void prepare(int workers);

    /**
     * Runs the forward wavelet of one resolution over a band of rows. Lifting steps at edges within the image, and what
     * follows them, are left to {@link #join}.
     *
     * @param first the band's first row
     * @param end the row after its last
     */
    abstract void analyse(int worker, int resolution, int first, int end);

    /** Runs the lifting steps that reach over the edge of two bands, and splits their rows. */
    abstract void join(int worker, int resolution, int edge);

    /**
     * Fetches a block's coefficients, quantised, as {@link HtBlockEncoder} wants them.
     *
     * @return zero when all values are
     */
    final int fetch(Codeblock block, int[] samples) {
        int stride = HtBlockEncoder.stride(block.width);
        for (int y = 0; y < block.height; y++) {
            fetchRow(block, y, samples, y * stride);
        }
        if ((block.height & 1) != 0) {
            Arrays.fill(samples, block.height * stride, (block.height + 1) * stride, 0);
        }
        fold(samples, block.height * stride);
        // Most blocks answer this at once.
        int all = 0;
        for (int index = 0; index < block.height * stride && all == 0; index++) {
            all = samples[index];
        }
        return all;
    }

    /** Fetches even rows to one array and odd ones to another, otherwise alike. */
    final void fetch(Codeblock block, int[] upper, int[] lower) {
        int stride = HtBlockEncoder.stride(block.width);
        int rows = block.height + 1 >> 1;
        for (int y = 0; y < block.height; y++) {
            fetchRow(block, y, (y & 1) == 0 ? upper : lower, (y >> 1) * stride);
        }
        if ((block.height & 1) != 0) {
            Arrays.fill(lower, (rows - 1) * stride, rows * stride, 0);
        }
        fold(upper, rows * stride);
        fold(lower, rows * stride);
    }

    private void fetchRow(Codeblock block, int y, int[] to, int at) {
        fetchRow(block, SubbandSynthesis.rowOf(block, y), block.band.firstColumn + block.x, to, at);
        if ((block.width & 1) != 0) {
            to[at + block.width] = 0;
        }
    }

    /**
     * Fetches a row of a block's coefficients, quantised; not folded where {@link #fold} does that.
     *
     * @param row the row of its resolution
     * @param column the first column
     */
    abstract void fetchRow(Codeblock block, int row, int column, int[] to, int at);

    /** Makes of coefficients two times the magnitude plus one if negative. */
    abstract void fold(int[] samples, int count);

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
        return SubbandSynthesis.mirror(row, rows);
    }
}
