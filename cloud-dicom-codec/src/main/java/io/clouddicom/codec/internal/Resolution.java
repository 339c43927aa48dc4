package io.clouddicom.codec.internal;

/** One resolution level of a tile-component (T.800 B.5). */
final class Resolution {
    final int x0;
    final int y0;
    final int x1;
    final int y1;
    final Subband[] bands;
    final Precinct[] precincts;

    Resolution(int x0, int y0, int x1, int y1, Subband[] bands, Precinct[] precincts) {
        this.x0 = x0;
        this.y0 = y0;
        this.x1 = x1;
        this.y1 = y1;
        this.bands = bands;
        this.precincts = precincts;
    }

    int width() {
        return x1 - x0;
    }

    int height() {
        return y1 - y0;
    }
}
