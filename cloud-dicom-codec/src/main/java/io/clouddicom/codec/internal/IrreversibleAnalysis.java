package io.clouddicom.codec.internal;

/** The forward 9/7 wavelet in single precision (T.800 F.4, irreversible) and the dead-zone quantiser (Annex E). */
final class IrreversibleAnalysis extends SubbandAnalysis {
    private static final float ALPHA = -1.586134342059924f;
    private static final float BETA = -0.052980118572961f;
    private static final float GAMMA = 0.882911075530934f;
    private static final float DELTA = 0.443506852043971f;

    private final LiftingGains gains = new LiftingGains();
    private float[][][] rows = new float[0][][];
    private Lines[] lines = {new Lines()};

    /** What one thread needs for a row. */
    private static final class Lines {
        float[] even = new float[0];
        float[] odd = new float[0];
        float[] shifted = new float[0];

        void ensure(int length) {
            if (even.length < length) {
                even = new float[length];
                odd = new float[length];
                shifted = new float[length];
            }
        }
    }

    private TileComponent component;

    @SuppressWarnings("NullAway.Init")
    IrreversibleAnalysis() {}

    @Override
    void start(TileComponent from) {
        component = from;
        int top = from.resolutions.length - 1;
        if (rows.length <= top) {
            rows = new float[33][][];
        }
        for (int resolution = 0; resolution <= top; resolution++) {
            Resolution level = from.resolutions[resolution];
            rows[resolution] = fit(rows[resolution], level.width(), level.height());
        }
        gains.start(from, top);
    }

    private static float[][] fit(float[][] had, int width, int height) {
        if (had != null && had.length == height && (height == 0 || had[0].length == width)) {
            return had;
        }
        return new float[height][width];
    }

    /** A row of samples, to be filled before the analysis. */
    float[] row(int y) {
        return rows[component.resolutions.length - 1][y];
    }

    /** Takes a component laid out anew with other quantiser steps, whose samples were analysed already. */
    void requantise(TileComponent alike) {
        component = alike;
        gains.start(alike, alike.resolutions.length - 1);
    }

    @Override
    Resolution[] resolutions() {
        return component.resolutions;
    }

    @Override
    void prepare(int workers) {
        int had = lines.length;
        if (had < workers) {
            lines = java.util.Arrays.copyOf(lines, workers);
            for (int worker = had; worker < workers; worker++) {
                lines[worker] = new Lines();
            }
        }
        int half = component.resolutions[component.resolutions.length - 1].width() / 2 + 4;
        for (Lines each : lines) {
            each.ensure(half);
        }
    }

    @Override
    void analyse(int worker, int resolution, int first, int end) {
        Resolution level = component.resolutions[resolution];
        int width = level.width();
        int height = level.height();
        Lines own = lines[worker];
        float[][] from = rows[resolution];
        int parityY = level.y0 & 1;
        if (height == 1) {
            split(own, from, 0, resolution);
            return;
        }
        for (int y = first + 1; y < end + 5; y++) {
            for (int step = 1; step <= 4; step++) {
                if (y - step >= firstOf(step, first) && y - step < endOf(step, end, height)) {
                    lift(from, y - step, step, parityY, width);
                }
            }
            if (y - 5 >= firstOf(5, first) && y - 5 < endOf(5, end, height)) {
                split(own, from, y - 5, resolution);
            }
        }
    }

    @Override
    void join(int worker, int resolution, int edge) {
        Resolution level = component.resolutions[resolution];
        float[][] from = rows[resolution];
        for (int step = 1; step <= 4; step++) {
            for (int y = edge - step; y < edge + step; y++) {
                lift(from, y, step, level.y0 & 1, level.width());
            }
        }
        for (int y = edge - 5; y < edge + 5; y++) {
            split(lines[worker], from, y, resolution);
        }
    }

    /** Odd steps lift high-pass rows, even ones low-pass rows. */
    private static void lift(float[][] from, int y, int step, int parity, int width) {
        if (((y & 1) == parity) == ((step & 1) == 0)) {
            lift(from[y], from[mirror(y - 1, from.length)], from[mirror(y + 1, from.length)], factor(step), width);
        }
    }

    private static float factor(int step) {
        return switch (step) {
            case 1 -> ALPHA;
            case 2 -> BETA;
            case 3 -> GAMMA;
            default -> DELTA;
        };
    }

    private static void lift(float[] row, float[] above, float[] below, float factor, int count) {
        for (int x = 0; x < count; x++) {
            row[x] += factor * (above[x] + below[x]);
        }
    }

    /** One row into its low-pass and high-pass. */
    private void split(Lines lines, float[][] from, int y, int resolution) {
        Resolution level = component.resolutions[resolution];
        int width = level.width();
        int parity = level.x0 & 1;
        float[] row = from[y];
        float[] left = (y & 1) == (level.y0 & 1) ? rows[resolution - 1][y >> 1] : row;
        if (width == 1) {
            if (parity == 0) {
                left[0] = row[0];
            }
            return;
        }
        int lows = width + 1 - parity >> 1;
        int highs = width - lows;
        float[] l = parity == 0 ? lines.even : lines.odd;
        float[] h = parity == 0 ? lines.odd : lines.even;
        separate(row, lines.even, lines.odd, width);
        float[] s = lines.shifted;
        for (int step = 1; step <= 4; step += 2) {
            // The low-pass samples before and after high-pass sample i, then the other way round.
            l[lows] = l[lows - 1];
            if (parity == 0) {
                System.arraycopy(l, 1, s, 0, highs);
            } else {
                System.arraycopy(l, 0, s, 1, lows);
                s[0] = l[0];
            }
            lift(h, l, s, factor(step), highs);
            h[highs] = h[highs - 1];
            if (parity == 0) {
                System.arraycopy(h, 0, s, 1, highs);
                s[0] = h[0];
            } else {
                System.arraycopy(h, 1, s, 0, lows);
            }
            lift(l, h, s, factor(step + 1), lows);
        }
        System.arraycopy(h, 0, row, lows, highs);
        System.arraycopy(l, 0, left, 0, lows);
    }

    private static void separate(float[] row, float[] even, float[] odd, int width) {
        int pairs = width >> 1;
        for (int i = 0; i < pairs; i++) {
            even[i] = row[2 * i];
            odd[i] = row[2 * i + 1];
        }
        if ((width & 1) != 0) {
            even[pairs] = row[width - 1];
        }
    }

    @Override
    void fetchRow(Codeblock block, int row, int column, int[] to, int at) {
        float[] from = rows[block.band.resolution][row];
        float factor = (float) (1 / gains.scale(block.band));
        int most = (1 << Math.min(HtBlockEncoder.MOST_PLANES, block.band.bitPlanes)) - 1;
        for (int x = 0; x < block.width; x++) {
            int value = (int) (from[column + x] * factor);
            int sign = value >> 31;
            to[at + x] = Math.min((value ^ sign) - sign, most) << 1 | -sign;
        }
    }

    /** Done with the quantisation. */
    @Override
    void fold(int[] samples, int count) {}
}
