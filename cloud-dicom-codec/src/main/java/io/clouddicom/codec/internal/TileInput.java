package io.clouddicom.codec.internal;

/**
 * Brings the samples of a tile before the wavelet: DC level shift and forward component transform (T.800 Annex G). The
 * counterpart of {@link TileOutput}.
 */
final class TileInput {
    /** By worker, three for each. */
    private int[][][] lines = new int[0][3][0];

    /** Makes room for as many threads. */
    void prepare(Tile tile, int workers) {
        int width = tile.components[0].x1 - tile.components[0].x0;
        if (lines.length < workers || lines[0][0].length < width) {
            lines = new int[workers][3][width];
        }
    }

    /** Fills some rows of the analyses with a tile's samples. */
    void read(
            EncodingPlan plan,
            Tile tile,
            SubbandAnalysis[] analyses,
            SampleSource source,
            int worker,
            int firstRow,
            int endRow) {
        int together = plan.packets().componentTransform() ? 3 : 1;
        for (int first = 0; first < tile.components.length; first += together) {
            for (int row = firstRow; row < endRow; row++) {
                readRow(plan, tile.components[first], analyses, source, first, together, row, lines[worker]);
            }
        }
    }

    /** Reads a row, by its number in the tile, of one component or three that are transformed together. */
    private static void readRow(
            EncodingPlan plan,
            TileComponent area,
            SubbandAnalysis[] analyses,
            SampleSource source,
            int first,
            int together,
            int row,
            int[][] lines) {
        int width = area.x1 - area.x0;
        int y = area.y0 + row;
        for (int component = first; component < first + together; component++) {
            int[] line = line(analyses[component], row, lines[component - first]);
            source.row(component, area.x0, y, line, width);
            shift(line, width, plan.size().components()[component], component, y);
        }
        if (together == 3) {
            transform(analyses, row, width, lines);
        } else if (analyses[first] instanceof IrreversibleAnalysis irreversible) {
            toFloat(lines[0], irreversible.row(row), width);
        }
    }

    /** Where a row is read to: its own place, or a line apart when it must be converted. */
    private static int[] line(SubbandAnalysis analysis, int row, int[] apart) {
        return analysis instanceof ReversibleAnalysis reversible ? reversible.row(row) : apart;
    }

    private static void shift(int[] line, int width, ImageSize.Component sampling, int component, int y) {
        int bits = sampling.precision();
        int half = 1 << bits - 1;
        int shift = sampling.signed() ? 0 : half;
        int outside = 0;
        for (int x = 0; x < width; x++) {
            int value = line[x] - shift;
            line[x] = value;
            outside |= value + half;
        }
        if (outside >>> bits != 0) {
            throw new IllegalArgumentException("a sample of component " + component + " in row " + y + " is not "
                    + (sampling.signed() ? "a signed" : "an unsigned") + " number of " + bits + " bits");
        }
    }

    private static void toFloat(int[] from, float[] to, int width) {
        for (int x = 0; x < width; x++) {
            to[x] = from[x];
        }
    }

    private static void transform(SubbandAnalysis[] analyses, int y, int width, int[][] lines) {
        if (analyses[0] instanceof ReversibleAnalysis luma
                && analyses[1] instanceof ReversibleAnalysis blue
                && analyses[2] instanceof ReversibleAnalysis red) {
            forwardReversible(luma.row(y), blue.row(y), red.row(y), width);
        } else if (analyses[0] instanceof IrreversibleAnalysis luma
                && analyses[1] instanceof IrreversibleAnalysis blue
                && analyses[2] instanceof IrreversibleAnalysis red) {
            forwardIrreversible(lines, luma.row(y), blue.row(y), red.row(y), width);
        }
    }

    /** G.2.1. */
    private static void forwardReversible(int[] first, int[] second, int[] third, int width) {
        for (int x = 0; x < width; x++) {
            int red = first[x];
            int green = second[x];
            int blue = third[x];
            first[x] = red + 2 * green + blue >> 2;
            second[x] = blue - green;
            third[x] = red - green;
        }
    }

    /** G.3.1. */
    private static void forwardIrreversible(int[][] from, float[] luma, float[] cb, float[] cr, int width) {
        int[] reds = from[0];
        int[] greens = from[1];
        int[] blues = from[2];
        for (int x = 0; x < width; x++) {
            float red = reds[x];
            float green = greens[x];
            float blue = blues[x];
            luma[x] = 0.299f * red + 0.587f * green + 0.114f * blue;
            cb[x] = -0.168736f * red - 0.331264f * green + 0.5f * blue;
            cr[x] = 0.5f * red - 0.418688f * green - 0.081312f * blue;
        }
    }
}
