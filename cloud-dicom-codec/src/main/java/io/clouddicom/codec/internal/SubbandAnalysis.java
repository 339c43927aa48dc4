package io.clouddicom.codec.internal;

/**
 * Makes coefficients of the samples of one tile-component: forward wavelet (T.800 F.4). The counterpart of {@link
 * SubbandSynthesis}, with coefficients in the same places.
 *
 * <p>Samples lie in the rows of the highest resolution. At each resolution rows are lifted vertically one after the
 * other, and rows that are done are split while they are still in the cache: their low-pass goes to the resolution below
 * or to their left part, their high-pass behind it. Code-blocks may be fetched from several threads at a time.
 */
abstract sealed class SubbandAnalysis permits ReversibleAnalysis, IrreversibleAnalysis {
    /** Makes room for the component's samples. */
    abstract void start(TileComponent from);

    /** Runs the forward wavelet. */
    abstract void analyse();

    /**
     * Fetches a block's coefficients, quantised, as {@link HtBlockEncoder} wants them.
     *
     * @return all values joined by or: zero when the block is empty
     */
    abstract int fetch(Codeblock block, int[] samples);

    /** Mirrors a row number at the edges of the rows. */
    static int mirror(int row, int rows) {
        return SubbandSynthesis.mirror(row, rows);
    }
}
