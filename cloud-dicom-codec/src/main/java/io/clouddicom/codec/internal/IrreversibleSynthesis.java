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

    private static final float[] NO_ROW = new float[0];

    private final float[][][] rows = new float[MOST_RESOLUTIONS][0][];
    private final LiftingGains gains = new LiftingGains();
    private float[] low = new float[0];
    private float[] before = new float[0];
    private float[] after = new float[0];

    @Override
    void allocate(int resolution, SharedRows layout) {
        float[][] made = new float[layout.height()][];
        for (int y = 0; y < made.length; y++) {
            int twin = layout.twin(y);
            made[y] = twin < 0 ? NO_ROW : twin == y ? new float[layout.width()] : made[twin];
        }
        rows[resolution] = made;
    }

    @Override
    void copy(SubbandSynthesis from, int resolution, int row, int column, int count) {
        System.arraycopy(
                ((IrreversibleSynthesis) from).rows[resolution][row], column, rows[resolution][row], column, count);
    }

    @Override
    void startRows(int width) {
        gains.start(component(), top);
        int half = width / 2 + 4;
        if (low.length < half) {
            low = new float[half];
            before = new float[half];
            after = new float[half];
        }
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
    int steps() {
        return 4;
    }

    @Override
    void horizontal(int resolution, int y, boolean lowRow, int width, int parity) {
        float[] row = rows[resolution][y];
        horizontal(lowRow ? rows[resolution - 1][y >> 1] : row, row, width, parity);
    }

    @Override
    void lift(int resolution, int step, int y, int above, int below, int width) {
        float[][] level = rows[resolution];
        lift(level[y], level[above], level[below], factor(step), width);
    }

    /** Nothing: the gain says it all. */
    @Override
    void single(int resolution) {}

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
    private void horizontal(float[] left, float[] row, int width, int parity) {
        if (width == 1) {
            if (parity == 0) {
                row[0] = left[0];
            }
            return;
        }
        int lows = width + 1 - parity >> 1;
        int highs = width - lows;
        float[] l = low;
        float[] h = before;
        float[] shifted = after;
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
