package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;

/**
 * Lays out a tile: components, resolutions, subbands, precincts and code-blocks (T.800 Annex B).
 *
 * <p>What a tile will take is counted before it is built; a tile of countless tiny precincts is refused.
 */
final class TileGeometry {
    /** Rough sizes of the objects, for the memory limit. */
    private static final long PRECINCT_BYTES = 200;

    private static final long BLOCK_BYTES = 144;

    private final ImageSize size;
    private final CodingParameters parameters;
    private final int tileX0;
    private final int tileY0;
    private final int tileX1;
    private final int tileY1;

    private TileGeometry(ImageSize size, CodingParameters parameters, int tileIndex) {
        this.size = size;
        this.parameters = parameters;
        int column = tileIndex % size.tilesAcross();
        int row = tileIndex / size.tilesAcross();
        tileX0 = size.tileLeft(column);
        tileX1 = size.tileRight(column);
        tileY0 = size.tileTop(row);
        tileY1 = size.tileBottom(row);
    }

    /** Builds all components of a tile; refused with the offset of the tile's place in the input. */
    static TileComponent[] build(
            ImageSize size, CodingParameters parameters, int tileIndex, long memoryLimit, long offset)
            throws CodestreamException {
        TileGeometry geometry = new TileGeometry(size, parameters, tileIndex);
        int components = size.components().length;
        long bytes = 0;
        for (int component = 0; component < components; component++) {
            bytes += geometry.bytesOf(component);
            if (bytes > memoryLimit) {
                throw Faults.limit(
                        "tile", offset, "precincts and code-blocks take more than " + memoryLimit + " bytes");
            }
        }
        TileComponent[] built = new TileComponent[components];
        for (int component = 0; component < components; component++) {
            built[component] = geometry.component(component, offset);
        }
        return built;
    }

    private int componentX(int component, int x) {
        return (int) ImageSize.ceilDiv(x, size.components()[component].dx());
    }

    private int componentY(int component, int y) {
        return (int) ImageSize.ceilDiv(y, size.components()[component].dy());
    }

    private long bytesOf(int component) {
        CodingStyle style = parameters.style(component);
        int x0 = componentX(component, tileX0);
        int x1 = componentX(component, tileX1);
        int y0 = componentY(component, tileY0);
        int y1 = componentY(component, tileY1);
        long bytes = 256;
        for (int resolution = 0; resolution <= style.levels(); resolution++) {
            int shift = style.levels() - resolution;
            int rx0 = ImageSize.ceilShift(x0, shift);
            int rx1 = ImageSize.ceilShift(x1, shift);
            int ry0 = ImageSize.ceilShift(y0, shift);
            int ry1 = ImageSize.ceilShift(y1, shift);
            if (rx1 <= rx0 || ry1 <= ry0) {
                continue;
            }
            int ppx = style.precinctWidthExponent(resolution);
            int ppy = style.precinctHeightExponent(resolution);
            long across = cells(rx0, rx1, ppx);
            long down = cells(ry0, ry1, ppy);
            bytes += PRECINCT_BYTES * across * down;
            int less = resolution == 0 ? 0 : 1;
            int xcb = Math.min(style.blockWidthExponent(), ppx - less) + less;
            int ycb = Math.min(style.blockHeightExponent(), ppy - less) + less;
            bytes += (resolution == 0 ? 1 : 3) * BLOCK_BYTES * (cells(rx0, rx1, xcb) + 1) * (cells(ry0, ry1, ycb) + 1);
        }
        return bytes;
    }

    /** Number of cells of 2^exponent that a range touches. */
    private static long cells(int from, int to, int exponent) {
        return ((long) to + (1L << exponent) - 1 >> exponent) - (from >> exponent);
    }

    private TileComponent component(int component, long offset) throws CodestreamException {
        CodingStyle style = parameters.style(component);
        int x0 = componentX(component, tileX0);
        int x1 = componentX(component, tileX1);
        int y0 = componentY(component, tileY0);
        int y1 = componentY(component, tileY1);
        Resolution[] resolutions = new Resolution[style.levels() + 1];
        for (int resolution = 0; resolution <= style.levels(); resolution++) {
            int shift = style.levels() - resolution;
            int rx0 = ImageSize.ceilShift(x0, shift);
            int rx1 = ImageSize.ceilShift(x1, shift);
            int ry0 = ImageSize.ceilShift(y0, shift);
            int ry1 = ImageSize.ceilShift(y1, shift);
            Subband[] bands = bands(component, style, resolution, x0, y0, x1, y1, offset);
            Precinct[] precincts = precincts(component, style, resolution, rx0, ry0, rx1, ry1, bands);
            resolutions[resolution] = new Resolution(rx0, ry0, rx1, ry1, bands, precincts);
        }
        return new TileComponent(x0, y0, x1, y1, style, resolutions);
    }

    private Subband[] bands(
            int component, CodingStyle style, int resolution, int x0, int y0, int x1, int y1, long offset)
            throws CodestreamException {
        Quantization quantization = parameters.quantization(component);
        int precision = size.components()[component].precision();
        int first = resolution == 0 ? Subband.LL : Subband.HL;
        int last = resolution == 0 ? Subband.LL : Subband.HH;
        Subband[] bands = new Subband[last - first + 1];
        int depth = resolution == 0 ? style.levels() : style.levels() - resolution + 1;
        for (int orientation = first; orientation <= last; orientation++) {
            int index = resolution == 0 ? 0 : 3 * (resolution - 1) + orientation;
            if (!quantization.covers(index)) {
                throw Faults.malformed(
                        "QCD", offset, "no step size for subband " + index + " of component " + component);
            }
            int exponent = quantization.exponent(index);
            int gain = orientation == Subband.LL ? 0 : orientation == Subband.HH ? 2 : 1;
            double step = Math.scalb(1 + quantization.mantissa(index) / 2048.0, precision + gain - exponent);
            if (quantization.style() == Quantization.NONE && !style.reversible()) {
                step = 1;
            }
            int bitPlanes = Math.max(0, quantization.guardBits() + exponent - 1);
            int regionShift = parameters.regionShifts[component];
            int right = orientation & 1;
            int lower = orientation >> 1;
            Subband band = new Subband(
                    resolution,
                    orientation,
                    style,
                    bandEdge(x0, depth, right),
                    bandEdge(y0, depth, lower),
                    bandEdge(x1, depth, right),
                    bandEdge(y1, depth, lower),
                    bitPlanes,
                    regionShift,
                    step);
            place(band, resolution, depth, x0, y0, x1);
            bands[orientation - first] = band;
        }
        return bands;
    }

    /** Equation B-15 for an edge that is not negative. */
    private static int bandEdge(int edge, int depth, int high) {
        if (depth == 0) {
            return edge;
        }
        long shifted = edge - ((long) high << (depth - 1));
        return (int) -(-shifted >> depth);
    }

    private static void place(Subband band, int resolution, int depth, int x0, int y0, int x1) {
        if (resolution == 0) {
            band.firstRow = 0;
            band.rowStep = 1;
            band.firstColumn = 0;
            return;
        }
        int resolutionY0 = ImageSize.ceilShift(y0, depth - 1);
        int high = band.orientation >> 1;
        band.firstRow = high ^ (resolutionY0 & 1);
        band.rowStep = 2;
        band.firstColumn = (band.orientation & 1) == 0 ? 0 : bandEdge(x1, depth, 0) - bandEdge(x0, depth, 0);
    }

    private Precinct[] precincts(
            int component, CodingStyle style, int resolution, int rx0, int ry0, int rx1, int ry1, Subband[] bands) {
        if (rx1 <= rx0 || ry1 <= ry0) {
            return new Precinct[0];
        }
        int ppx = style.precinctWidthExponent(resolution);
        int ppy = style.precinctHeightExponent(resolution);
        int firstColumn = rx0 >> ppx;
        int firstRow = ry0 >> ppy;
        int across = (int) cells(rx0, rx1, ppx);
        int down = (int) cells(ry0, ry1, ppy);
        ImageSize.Component sampling = size.components()[component];
        int shift = style.levels() - resolution;
        Precinct[] precincts = new Precinct[Math.multiplyExact(across, down)];
        for (int row = 0; row < down; row++) {
            int gridY = gridPosition(firstRow + row, ppy, shift, sampling.dy(), ry0, tileY0, row == 0);
            for (int column = 0; column < across; column++) {
                int gridX = gridPosition(firstColumn + column, ppx, shift, sampling.dx(), rx0, tileX0, column == 0);
                Precinct.Part[] parts = new Precinct.Part[bands.length];
                for (int band = 0; band < bands.length; band++) {
                    parts[band] = part(bands[band], style, resolution, firstColumn + column, firstRow + row, ppx, ppy);
                }
                int index = row * across + column;
                precincts[index] = new Precinct(component, resolution, index, gridX, gridY, parts);
            }
        }
        return precincts;
    }

    /** Where on the reference grid the loops of B.12.1.3 to B.12.1.5 meet a row or column of precincts. */
    private static int gridPosition(
            int cell, int exponent, int shift, int sampling, int resolutionStart, int tileStart, boolean first) {
        long corner = (long) cell << exponent;
        if (first && corner != resolutionStart) {
            return tileStart;
        }
        long scaled = shift > 30 && corner != 0 ? Integer.MAX_VALUE : (corner << shift) * sampling;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(scaled, first ? tileStart : 0));
    }

    private static Precinct.Part part(
            Subband band, CodingStyle style, int resolution, int column, int row, int ppx, int ppy) {
        int less = resolution == 0 ? 0 : 1;
        int px = ppx - less;
        int py = ppy - less;
        int x0 = (int) Math.max(band.x0, (long) column << px);
        int x1 = (int) Math.min(band.x1, (column + 1L) << px);
        int y0 = (int) Math.max(band.y0, (long) row << py);
        int y1 = (int) Math.min(band.y1, (row + 1L) << py);
        if (x1 <= x0 || y1 <= y0) {
            return new Precinct.Part(0, 0, new Codeblock[0]);
        }
        int xcb = Math.min(style.blockWidthExponent(), px);
        int ycb = Math.min(style.blockHeightExponent(), py);
        int across = (int) cells(x0, x1, xcb);
        int down = (int) cells(y0, y1, ycb);
        Codeblock[] blocks = new Codeblock[across * down];
        for (int j = 0; j < down; j++) {
            int top = Math.max(y0, (y0 >> ycb) + j << ycb);
            int bottom = (int) Math.min(y1, ((y0 >> ycb) + j + 1L) << ycb);
            for (int i = 0; i < across; i++) {
                int left = Math.max(x0, (x0 >> xcb) + i << xcb);
                int right = (int) Math.min(x1, ((x0 >> xcb) + i + 1L) << xcb);
                blocks[j * across + i] = new Codeblock(band, left - band.x0, top - band.y0, right - left, bottom - top);
            }
        }
        return new Precinct.Part(across, down, blocks);
    }
}
