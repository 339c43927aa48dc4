package io.clouddicom.codec.internal;

import org.jspecify.annotations.Nullable;

/**
 * Takes the coefficients of one tile-component and makes samples of them: dequantisation and inverse wavelet (T.800
 * Annexes E and F).
 *
 * <p>Every resolution has rows of its own, each a separate array. Code-blocks go where {@link Subband} says; the inverse
 * wavelet of a resolution takes its low-pass rows' left part from the resolution below and leaves samples in place. Rows
 * are transformed one after the other, and vertical steps follow at once on rows that are still in the cache: step s on
 * row y - s. Loops run over separate arrays with equal indexes, the form that the JIT compiler turns into vector code.
 *
 * <p>Code-blocks of one component may be stored from several threads at a time; everything else is confined to one.
 */
abstract sealed class SubbandSynthesis permits ReversibleSynthesis, WideSynthesis, IrreversibleSynthesis {
    @Nullable
    TileComponent component;

    int top;

    /** Makes room for the resolutions up to {@code topResolution}. */
    abstract void start(TileComponent into, int topResolution);

    /** Stores a block's samples, as {@link Part1BlockDecoder} leaves them, which may be changed on the way. */
    abstract void store(Codeblock block, int[] samples);

    /** Stores samples of more than 31 planes: two's complement, with one more bit, the middle, below. */
    abstract void storeWide(Codeblock block, long[] samples);

    /** Stores a block of zeros. */
    abstract void storeZero(Codeblock block);

    /** Runs the inverse wavelet. */
    abstract void synthesise();

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
