package io.clouddicom.codec.internal;

import java.util.Arrays;
import java.util.Objects;

/**
 * The SIZ marker segment (T.800 A.5.1): the reference grid, its tiles and components.
 *
 * @param capabilities Rsiz
 * @param x0 left edge of the image area on the reference grid (XOsiz)
 * @param y0 top edge (YOsiz)
 * @param x1 right edge, exclusive (Xsiz)
 * @param y1 bottom edge, exclusive (Ysiz)
 * @param tileX0 left edge of the first tile (XTOsiz)
 * @param tileY0 top edge of the first tile (YTOsiz)
 * @param tileWidth nominal tile width (XTsiz)
 * @param tileHeight nominal tile height (YTsiz)
 * @param components one per component, never changed
 */
record ImageSize(
        int capabilities,
        int x0,
        int y0,
        int x1,
        int y1,
        int tileX0,
        int tileY0,
        long tileWidth,
        long tileHeight,
        Component[] components) {

    /**
     * One component.
     *
     * @param precision bits per sample, 1 to 38
     * @param signed whether samples are signed
     * @param dx horizontal sub-sampling (XRsiz)
     * @param dy vertical sub-sampling (YRsiz)
     */
    record Component(int precision, boolean signed, int dx, int dy) {}

    int width() {
        return x1 - x0;
    }

    int height() {
        return y1 - y0;
    }

    int tilesAcross() {
        return (int) ceilDiv((long) x1 - tileX0, tileWidth);
    }

    int tilesDown() {
        return (int) ceilDiv((long) y1 - tileY0, tileHeight);
    }

    /** Left edge of a column of tiles, cut to the image area. */
    int tileLeft(int column) {
        return (int) Math.max(tileX0 + column * tileWidth, x0);
    }

    int tileRight(int column) {
        return (int) Math.min(tileX0 + (column + 1L) * tileWidth, x1);
    }

    int tileTop(int row) {
        return (int) Math.max(tileY0 + row * tileHeight, y0);
    }

    int tileBottom(int row) {
        return (int) Math.min(tileY0 + (row + 1L) * tileHeight, y1);
    }

    /** Whether all components have the same sub-sampling, so that samples can be interleaved. */
    boolean uniformSampling() {
        for (Component component : components) {
            if (component.dx != components[0].dx || component.dy != components[0].dy) {
                return false;
            }
        }
        return true;
    }

    static long ceilDiv(long value, long divisor) {
        return -Math.floorDiv(-value, divisor);
    }

    /** Ceiling of {@code value / 2^shift} for a value that is not negative. */
    static int ceilShift(int value, int shift) {
        return shift > 31 ? (value > 0 ? 1 : 0) : (int) ((value + (1L << shift) - 1) >> shift);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImageSize that
                && capabilities == that.capabilities
                && x0 == that.x0
                && y0 == that.y0
                && x1 == that.x1
                && y1 == that.y1
                && tileX0 == that.tileX0
                && tileY0 == that.tileY0
                && tileWidth == that.tileWidth
                && tileHeight == that.tileHeight
                && Arrays.equals(components, that.components);
    }

    @Override
    public int hashCode() {
        return Objects.hash(x0, y0, x1, y1, tileX0, tileY0, tileWidth, tileHeight, Arrays.hashCode(components));
    }
}
