package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;

/**
 * Makes image samples of a tile's transformed components: inverse component transform, DC level shift and clamping (T.800
 * Annex G), and hands them to a sink, cut to the region.
 */
final class TileOutput {
    /** By worker, three for each. */
    private int[][][] lines = new int[0][3][0];

    /** The part of one component that is wanted, in samples of the component at the resolution decoded. */
    record Window(int x0, int y0, int x1, int y1) {
        int width() {
            return x1 - x0;
        }

        int height() {
            return y1 - y0;
        }
    }

    void write(
            Codestream codestream,
            Tile tile,
            SubbandSynthesis[] syntheses,
            Window[] windows,
            RowBands bands,
            SampleSink sink)
            throws CodestreamException {
        int first = 0;
        if (tile.packets.componentTransform()) {
            writeTransformed(codestream, tile, syntheses, windows, bands, sink);
            first = 3;
        }
        for (int index = first; index < syntheses.length; index++) {
            int component = index;
            SubbandSynthesis synthesis = syntheses[component];
            Resolution area = synthesis.component().resolutions[synthesis.top];
            ensure(bands.workers(), area.width());
            ImageSize.Component sampling = codestream.size().components()[component];
            Window window = windows[component];
            int from = Math.max(area.y0, window.y0);
            int to = Math.max(from, Math.min(area.y1, window.y1));
            bands.run(area.width(), to - from, (worker, firstRow, endRow) -> {
                int[] line = lines[worker][0];
                for (int y = from + firstRow; y < from + endRow; y++) {
                    finish(synthesis, y - area.y0, sampling, area.width(), line);
                    emit(component, area, window, y, line, sink);
                }
            });
        }
    }

    private void ensure(int workers, int width) {
        if (lines.length < workers || lines[0][0].length < width) {
            lines = new int[workers][3][width];
        }
    }

    private static void emit(int component, Resolution area, Window window, int y, int[] line, SampleSink sink) {
        int from = Math.max(area.x0, window.x0);
        int to = Math.min(area.x1, window.x1);
        if (from < to) {
            sink.row(component, from - window.x0, y - window.y0, line, from - area.x0, to - from);
        }
    }

    private static void finish(SubbandSynthesis synthesis, int y, ImageSize.Component sampling, int width, int[] line) {
        if (synthesis instanceof ReversibleSynthesis reversible) {
            shiftAndClamp(reversible.row(y), line, width, sampling);
        } else if (synthesis instanceof IrreversibleSynthesis irreversible) {
            roundAndClamp(irreversible.row(y), line, width, sampling);
        } else if (synthesis instanceof WideSynthesis wide) {
            clampWide(wide.row(y), line, width, sampling);
        }
    }

    private static void shiftAndClamp(int[] row, int[] line, int width, ImageSize.Component sampling) {
        int bits = sampling.precision();
        if (bits > 30) {
            for (int x = 0; x < width; x++) {
                line[x] = clampWide(row[x], sampling);
            }
            return;
        }
        int half = 1 << bits - 1;
        int most = (1 << bits) - 1;
        int back = sampling.signed() ? half : 0;
        // Without Math.min and Math.max, so that it becomes vector code.
        for (int x = 0; x < width; x++) {
            int value = row[x] + half;
            value &= ~(value >> 31);
            int above = most - value;
            line[x] = value + (above & above >> 31) - back;
        }
    }

    private static void roundAndClamp(float[] row, int[] line, int width, ImageSize.Component sampling) {
        int bits = sampling.precision();
        if (bits > 22) {
            double half = Math.scalb(1.0, bits - 1);
            for (int x = 0; x < width; x++) {
                double value = Math.rint(Math.min(Math.max(row[x], -half), half - 1));
                line[x] = (int) (long) (sampling.signed() ? value : value + half);
            }
            return;
        }
        int shift = 1 << bits - 1;
        int back = sampling.signed() ? shift : 0;
        float most = (1 << bits) - 1;
        for (int x = 0; x < width; x++) {
            line[x] = (int) (Math.min(Math.max(row[x] + shift, 0f), most) + 0.5f) - back;
        }
    }

    private static void clampWide(long[] row, int[] line, int width, ImageSize.Component sampling) {
        for (int x = 0; x < width; x++) {
            line[x] = clampWide(row[x], sampling);
        }
    }

    private static int clampWide(long value, ImageSize.Component sampling) {
        long half = 1L << sampling.precision() - 1;
        long clamped = Math.min(Math.max(value, -half), half - 1);
        return (int) (sampling.signed() ? clamped : clamped + half);
    }

    // ---- three components together (G.2, G.3)

    private void writeTransformed(
            Codestream codestream,
            Tile tile,
            SubbandSynthesis[] syntheses,
            Window[] windows,
            RowBands bands,
            SampleSink sink)
            throws CodestreamException {
        Resolution area = syntheses[0].component().resolutions[syntheses[0].top];
        for (int component = 1; component < 3; component++) {
            Resolution other = syntheses[component].component().resolutions[syntheses[component].top];
            if (other.width() != area.width()
                    || other.height() != area.height()
                    || syntheses[component].component().style.reversible()
                            != syntheses[0].component().style.reversible()) {
                throw Faults.malformed(
                        "COD",
                        codestream.headerEnd() - codestream.origin(),
                        "a component transform of components that are coded differently in tile " + tile.index);
            }
        }
        ensure(bands.workers(), area.width());
        int from = Math.max(area.y0, windows[0].y0);
        int to = Math.max(from, Math.min(area.y1, windows[0].y1));
        ImageSize.Component[] samplings = codestream.size().components();
        bands.run(area.width(), to - from, (worker, firstRow, endRow) -> {
            int[][] own = lines[worker];
            for (int y = from + firstRow; y < from + endRow; y++) {
                inverse(syntheses, y - area.y0, area.width(), samplings, own);
                for (int component = 0; component < 3; component++) {
                    emit(component, area, windows[component], y, own[component], sink);
                }
            }
        });
    }

    private static void inverse(
            SubbandSynthesis[] syntheses, int y, int width, ImageSize.Component[] samplings, int[][] lines) {
        if (syntheses[0] instanceof ReversibleSynthesis luma
                && syntheses[1] instanceof ReversibleSynthesis blue
                && syntheses[2] instanceof ReversibleSynthesis red) {
            inverseReversible(luma.row(y), blue.row(y), red.row(y), width);
            shiftAndClamp(luma.row(y), lines[0], width, samplings[0]);
            shiftAndClamp(blue.row(y), lines[1], width, samplings[1]);
            shiftAndClamp(red.row(y), lines[2], width, samplings[2]);
        } else if (syntheses[0] instanceof IrreversibleSynthesis luma
                && syntheses[1] instanceof IrreversibleSynthesis blue
                && syntheses[2] instanceof IrreversibleSynthesis red) {
            inverseIrreversible(luma.row(y), blue.row(y), red.row(y), width);
            roundAndClamp(luma.row(y), lines[0], width, samplings[0]);
            roundAndClamp(blue.row(y), lines[1], width, samplings[1]);
            roundAndClamp(red.row(y), lines[2], width, samplings[2]);
        } else {
            for (int x = 0; x < width; x++) {
                long y0 = wideSample(syntheses[0], y, x);
                long y1 = wideSample(syntheses[1], y, x);
                long y2 = wideSample(syntheses[2], y, x);
                long green = y0 - (y1 + y2 >> 2);
                lines[0][x] = clampWide(y2 + green, samplings[0]);
                lines[1][x] = clampWide(green, samplings[1]);
                lines[2][x] = clampWide(y1 + green, samplings[2]);
            }
        }
    }

    private static long wideSample(SubbandSynthesis synthesis, int y, int x) {
        if (synthesis instanceof WideSynthesis wide) {
            return wide.row(y)[x];
        }
        return synthesis instanceof ReversibleSynthesis narrow ? narrow.row(y)[x] : 0;
    }

    private static void inverseReversible(int[] luma, int[] blue, int[] red, int width) {
        for (int x = 0; x < width; x++) {
            int u = blue[x];
            int v = red[x];
            int green = luma[x] - (u + v >> 2);
            luma[x] = v + green;
            blue[x] = green;
            red[x] = u + green;
        }
    }

    private static void inverseIrreversible(float[] luma, float[] blue, float[] red, int width) {
        for (int x = 0; x < width; x++) {
            float y = luma[x];
            float cb = blue[x];
            float cr = red[x];
            luma[x] = y + 1.402f * cr;
            blue[x] = y - 0.344136f * cb - 0.714136f * cr;
            red[x] = y + 1.772f * cb;
        }
    }
}
