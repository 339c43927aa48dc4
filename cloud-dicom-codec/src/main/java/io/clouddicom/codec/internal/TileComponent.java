package io.clouddicom.codec.internal;

/** One component of a tile: its area, in the component's samples, and its resolutions. */
final class TileComponent {
    final int x0;
    final int y0;
    final int x1;
    final int y1;
    final CodingStyle style;
    final Resolution[] resolutions;

    TileComponent(int x0, int y0, int x1, int y1, CodingStyle style, Resolution[] resolutions) {
        this.x0 = x0;
        this.y0 = y0;
        this.x1 = x1;
        this.y1 = y1;
        this.style = style;
        this.resolutions = resolutions;
    }

    /** Most magnitude bit-planes of any subband, which bounds what the reversible transform computes. */
    int mostBitPlanes() {
        int most = 0;
        for (Resolution resolution : resolutions) {
            for (Subband band : resolution.bands) {
                most = Math.max(most, band.bitPlanes);
            }
        }
        return most;
    }
}
