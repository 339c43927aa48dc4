package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * The 9/7 wavelet in single precision (T.800 F.3, irreversible).
 *
 * <p>The scaling steps of the standard are not run: their factors, products over the resolutions above, are part of the
 * step size by which a subband's coefficients are multiplied when they are stored.
 */
final class IrreversibleSynthesis extends SubbandSynthesis {
    private static final float ALPHA = -1.586134342059924f;
    private static final float BETA = -0.052980118572961f;
    private static final float GAMMA = 0.882911075530934f;
    private static final float DELTA = 0.443506852043971f;

    private float[][][] rows = new float[0][][];
    private final LiftingGains gains = new LiftingGains();
    private Lines[] lines = {new Lines()};

    /** What one thread needs for a row. */
    private static final class Lines {
        float[] low = new float[0];
        float[] before = new float[0];
        float[] after = new float[0];

        void ensure(int length) {
            if (low.length < length) {
                low = new float[length];
                before = new float[length];
                after = new float[length];
            }
        }
    }

    @Override
    void start(TileComponent into, int topResolution) {
        component = into;
        top = topResolution;
        if (rows.length <= top) {
            rows = new float[33][][];
        }
        gains.start(into, top);
        for (int resolution = top; resolution >= 0; resolution--) {
            Resolution level = into.resolutions[resolution];
            rows[resolution] = fit(rows[resolution], level.width(), level.height());
        }
    }

    private static float[][] fit(float[][] had, int width, int height) {
        if (had != null && had.length == height && (height == 0 || had[0].length == width)) {
            return had;
        }
        return new float[height][width];
    }

    @Override
    void store(Codeblock block, int[] samples) {
        float scale = Math.scalb((float) gains.scale(block.band), block.band.bitPlanes - 31);
        float[][] level = rows[block.band.resolution];
        int column = block.band.firstColumn + block.x;
        int at = 0;
        for (int y = 0; y < block.height; y++) {
            float[] row = level[rowOf(block, y)];
            for (int x = 0; x < block.width; x++) {
                int value = samples[at++];
                int sign = value >> 31;
                row[column + x] = scale * (((value & Integer.MAX_VALUE) ^ sign) - sign);
            }
        }
    }

    @Override
    void storeWide(Codeblock block, long[] samples) {
        float scale = (float) gains.scale(block.band) / 2;
        float[][] level = rows[block.band.resolution];
        int column = block.band.firstColumn + block.x;
        for (int y = 0; y < block.height; y++) {
            float[] row = level[rowOf(block, y)];
            for (int x = 0; x < block.width; x++) {
                row[column + x] = scale * samples[y * block.width + x];
            }
        }
    }

    @Override
    void storeZero(Codeblock block) {
        int column = block.band.firstColumn + block.x;
        for (int y = 0; y < block.height; y++) {
            Arrays.fill(rows[block.band.resolution][rowOf(block, y)], column, column + block.width, 0);
        }
    }

    /** A row of the samples. */
    float[] row(int y) {
        return rows[top][y];
    }

    @Override
    void prepare(int workers) {
        int had = lines.length;
        if (had < workers) {
            lines = Arrays.copyOf(lines, workers);
            for (int worker = had; worker < workers; worker++) {
                lines[worker] = new Lines();
            }
        }
        int half = component().resolutions[top].width() / 2 + 4;
        for (Lines each : lines) {
            each.ensure(half);
        }
    }

    @Override
    void synthesise(int worker, int resolution, int first, int end) {
        Resolution level = component().resolutions[resolution];
        int width = level.width();
        int height = level.height();
        Lines own = lines[worker];
        float[][] into = rows[resolution];
        int parityX = level.x0 & 1;
        int parityY = level.y0 & 1;
        int steps = height > 1 ? 4 : 0;
        for (int y = first; y < end + steps; y++) {
            if (y < end) {
                boolean lowRow = (y & 1) == parityY;
                horizontal(own, lowRow ? rows[resolution - 1][y >> 1] : into[y], into[y], width, parityX);
            }
            for (int step = 1; step <= steps; step++) {
                if (y - step >= firstOf(step, first) && y - step < endOf(step, end, height)) {
                    lift(into, y - step, step, parityY, width);
                }
            }
        }
    }

    @Override
    void join(int resolution, int edge) {
        Resolution level = component().resolutions[resolution];
        for (int step = 1; step <= 4; step++) {
            for (int y = edge - step; y < edge + step; y++) {
                lift(rows[resolution], y, step, level.y0 & 1, level.width());
            }
        }
    }

    /** Odd steps lift low-pass rows, even ones high-pass rows. */
    private static void lift(float[][] into, int y, int step, int parity, int width) {
        if (((y & 1) == parity) == ((step & 1) == 1)) {
            lift(into[y], into[mirror(y - 1, into.length)], into[mirror(y + 1, into.length)], factor(step), width);
        }
    }

    private static float factor(int step) {
        return switch (step) {
            case 1 -> DELTA;
            case 2 -> GAMMA;
            case 3 -> BETA;
            default -> ALPHA;
        };
    }

    private static void lift(float[] row, float[] above, float[] below, float factor, int count) {
        for (int x = 0; x < count; x++) {
            row[x] -= factor * (above[x] + below[x]);
        }
    }

    /** One row: low-pass in {@code left} from 0, high-pass in {@code row} behind it; samples to {@code row}. */
    private static void horizontal(Lines lines, float[] left, float[] row, int width, int parity) {
        if (width == 1) {
            if (parity == 0) {
                row[0] = left[0];
            }
            return;
        }
        int lows = width + 1 - parity >> 1;
        int highs = width - lows;
        float[] l = lines.low;
        float[] h = lines.before;
        float[] shifted = lines.after;
        System.arraycopy(left, 0, l, 0, lows);
        System.arraycopy(row, lows, h, 0, highs);
        for (int step = 1; step <= 4; step += 2) {
            // Low-pass sample i lies between high-pass samples i - 1 and i, or i and i + 1.
            if (parity == 0) {
                System.arraycopy(h, 0, shifted, 1, highs);
                shifted[0] = h[0];
                h[highs] = h[highs - 1];
            } else {
                System.arraycopy(h, 1, shifted, 0, highs - 1);
                shifted[highs - 1] = h[highs - 1];
            }
            lift(l, h, shifted, factor(step), lows);
            if (parity == 0) {
                System.arraycopy(l, 1, shifted, 0, lows - 1);
                shifted[lows - 1] = l[lows - 1];
            } else {
                System.arraycopy(l, 0, shifted, 1, lows);
                shifted[0] = l[0];
                l[lows] = l[lows - 1];
            }
            lift(h, l, shifted, factor(step + 1), highs);
        }
        float[] even = parity == 0 ? l : h;
        float[] odd = parity == 0 ? h : l;
        int pairs = width >> 1;
        for (int i = 0; i < pairs; i++) {
            row[2 * i] = even[i];
            row[2 * i + 1] = odd[i];
        }
        if ((width & 1) != 0) {
            row[width - 1] = even[pairs];
        }
    }
}
