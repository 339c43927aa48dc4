package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.Arrays;

/**
 * Makes image samples of a tile's transformed components: inverse component transform, DC level shift and clamping (T.800
 * Annex G), and hands them to a sink, cut to the region.
 */
final class TileOutput {
    private final int[][] lines = new int[3][0];

    /** The part of one component that is wanted, in samples of the component at the resolution decoded. */
    record Window(int x0, int y0, int x1, int y1) {
        int width() {
            return x1 - x0;
        }

        int height() {
            return y1 - y0;
        }
    }

    /** Makes room for rows, and sees that what belongs together is alike. */
    void start(Codestream codestream, Tile tile, SubbandSynthesis[] syntheses) throws CodestreamException {
        for (SubbandSynthesis synthesis : syntheses) {
            int width = area(synthesis).width();
            if (lines[0].length < width) {
                Arrays.setAll(lines, index -> new int[width]);
            }
        }
        for (int component = 1; tile.packets.componentTransform() && component < 3; component++) {
            Resolution first = area(syntheses[0]);
            Resolution other = area(syntheses[component]);
            if (other.width() != first.width()
                    || other.height() != first.height()
                    || syntheses[component].component().style.reversible()
                            != syntheses[0].component().style.reversible()) {
                throw Faults.malformed(
                        "COD",
                        codestream.headerEnd() - codestream.origin(),
                        "a component transform of components that are coded differently in tile " + tile.index);
            }
        }
    }

    /** Writes a stripe. */
    void write(
            Codestream codestream,
            Tile tile,
            SubbandSynthesis[] syntheses,
            Window[] windows,
            RowStripes stripes,
            int stripe,
            SampleSink sink) {
        ImageSize.Component[] samplings = codestream.size().components();
        int firstAlone = tile.packets.componentTransform() ? 3 : 0;
        for (int component = firstAlone == 0 ? 0 : 2; component < syntheses.length; component++) {
            Resolution area = area(syntheses[component]);
            Window window = windows[component];
            int first = Math.max(area.y0 + stripes.end(stripe - 1, area.height()), window.y0);
            int end = Math.min(area.y0 + stripes.end(stripe, area.height()), window.y1);
            for (int y = first; y < end; y++) {
                if (component >= firstAlone) {
                    finish(syntheses[component], y - area.y0, samplings[component], area.width(), lines[0]);
                    emit(component, area, window, y, lines[0], sink);
                    continue;
                }
                inverse(syntheses, y - area.y0, area.width(), samplings, lines);
                for (int each = 0; each < 3; each++) {
                    emit(each, area, windows[each], y, lines[each], sink);
                }
            }
        }
    }

    private static Resolution area(SubbandSynthesis synthesis) {
        return synthesis.component().resolutions[synthesis.top];
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
