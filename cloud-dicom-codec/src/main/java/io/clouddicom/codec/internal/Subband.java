package io.clouddicom.codec.internal;

/**
 * One subband of a tile-component (T.800 B.5), its place among the coefficients of its resolution and its quantiser.
 *
 * <p>Coefficients of resolution r lie in rows as the inverse wavelet of that resolution wants them: row n of HL is in the
 * row where low-pass row n will be, row n of LH and HH where high-pass row n will be; HL and HH begin behind the columns
 * of the low-pass. So {@code row = firstRow + n * rowStep} and {@code column = firstColumn + x}.
 */
final class Subband {
    /** Orientations, in the order of the standard. */
    static final int LL = 0;

    static final int HL = 1;
    static final int LH = 2;
    static final int HH = 3;

    final int orientation;
    final CodingStyle style;
    final int x0;
    final int y0;
    final int x1;
    final int y1;
    /** Magnitude bit-planes Mb (equation E-2), without those of a region of interest. */
    final int bitPlanes;
    /** Planes by which a region of interest is shifted up (Annex H). */
    final int regionShift;
    /** Quantiser step, for the irreversible transform. */
    final double step;

    final int resolution;
    int firstRow;
    int rowStep;
    int firstColumn;

    Subband(
            int resolution,
            int orientation,
            CodingStyle style,
            int x0,
            int y0,
            int x1,
            int y1,
            int bitPlanes,
            int regionShift,
            double step) {
        this.resolution = resolution;
        this.orientation = orientation;
        this.style = style;
        this.x0 = x0;
        this.y0 = y0;
        this.x1 = x1;
        this.y1 = y1;
        this.bitPlanes = bitPlanes;
        this.regionShift = regionShift;
        this.step = step;
    }

    int width() {
        return x1 - x0;
    }

    int height() {
        return y1 - y0;
    }

    /** Bit-planes of code-blocks, those of a region of interest with them. */
    int codedBitPlanes() {
        return bitPlanes + regionShift;
    }
}
