package io.clouddicom.codec.internal;

import java.util.Arrays;

/** The 5/3 wavelet in 32-bit integers (T.800 F.3, reversible). */
final class ReversibleSynthesis extends SubbandSynthesis {
    /** Most bit-planes with which no sum of the lifting steps passes 32 bits. */
    static final int MOST_BIT_PLANES = 28;

    private static final int[] NO_ROW = new int[0];

    private final int[][][] rows = new int[MOST_RESOLUTIONS][0][];
    private int[] low = new int[0];
    private int[] before = new int[0];
    private int[] after = new int[0];

    @Override
    void allocate(int resolution, SharedRows layout) {
        int[][] made = new int[layout.height()][];
        for (int y = 0; y < made.length; y++) {
            int twin = layout.twin(y);
            made[y] = twin < 0 ? NO_ROW : twin == y ? new int[layout.width()] : made[twin];
        }
        rows[resolution] = made;
    }

    @Override
    void copy(SubbandSynthesis from, int resolution, int row, int column, int count) {
        System.arraycopy(
                ((ReversibleSynthesis) from).rows[resolution][row], column, rows[resolution][row], column, count);
    }

    @Override
    void startRows(int width) {
        int half = width / 2 + 4;
        if (low.length < half) {
            low = new int[half];
            before = new int[half];
            after = new int[half];
        }
    }

    @Override
    void store(Codeblock block, int[] samples) {
        int count = block.width * block.height;
        int shift = 31 - block.band.bitPlanes;
        for (int index = 0; index < count; index++) {
            int value = samples[index];
            int sign = value >> 31;
            samples[index] = ((value & Integer.MAX_VALUE) >>> shift ^ sign) - sign;
        }
        storeRows(block, samples);
    }

    @Override
    int[][] plainRows(Subband band, int missing) {
        return missing + 1 == band.bitPlanes && band.regionShift == 0
                ? rows[band.resolution]
                : super.plainRows(band, missing);
    }

    private void storeRows(Codeblock block, int[] values) {
        int[][] level = rows[block.band.resolution];
        int column = block.band.firstColumn + block.x;
        for (int y = 0; y < block.height; y++) {
            System.arraycopy(values, y * block.width, level[rowOf(block, y)], column, block.width);
        }
    }

    @Override
    void storeWide(Codeblock block, long[] samples) {
        int[] narrow = new int[block.width * block.height];
        for (int index = 0; index < narrow.length; index++) {
            long value = samples[index];
            narrow[index] = (int) (value < 0 ? -(-value >> 1) : value >> 1);
        }
        storeRows(block, narrow);
    }

    @Override
    void storeZero(Codeblock block) {
        int[][] level = rows[block.band.resolution];
        int column = block.band.firstColumn + block.x;
        for (int y = 0; y < block.height; y++) {
            Arrays.fill(level[rowOf(block, y)], column, column + block.width, 0);
        }
    }

    /** A row of the samples. */
    int[] row(int y) {
        return rows[top][y];
    }

    @Override
    int steps() {
        return 2;
    }

    @Override
    void horizontal(int resolution, int y, boolean lowRow, int width, int parity) {
        int[] row = rows[resolution][y];
        horizontal(lowRow ? rows[resolution - 1][y >> 1] : row, row, width, parity);
    }

    @Override
    void lift(int resolution, int step, int y, int above, int below, int width) {
        int[][] level = rows[resolution];
        if (step == 1) {
            liftLow(level[y], level[above], level[below], width);
        } else {
            liftHigh(level[y], level[above], level[below], width);
        }
    }

    @Override
    void single(int resolution) {
        int[] row = rows[resolution][0];
        for (int x = 0; x < row.length; x++) {
            row[x] >>= 1;
        }
    }

    private static void liftLow(int[] row, int[] above, int[] below, int count) {
        for (int x = 0; x < count; x++) {
            row[x] -= above[x] + below[x] + 2 >> 2;
        }
    }

    private static void liftHigh(int[] row, int[] above, int[] below, int count) {
        for (int x = 0; x < count; x++) {
            row[x] += above[x] + below[x] >> 1;
        }
    }

    /** One row: low-pass in {@code left} from 0, high-pass in {@code row} behind it; samples to {@code row}. */
    private void horizontal(int[] left, int[] row, int width, int parity) {
        if (width == 1) {
            row[0] = parity == 0 ? left[0] : row[0] >> 1;
            return;
        }
        int lows = width + 1 - parity >> 1;
        int highs = width - lows;
        int[] l = low;
        int[] p = before;
        int[] n = after;
        System.arraycopy(left, 0, l, 0, lows);
        // The high-pass samples before and after low-pass sample i go to p[i] and n[i].
        System.arraycopy(row, lows, p, 1 - parity, highs);
        System.arraycopy(row, lows + parity, n, 0, highs - parity);
        if (parity == 0) {
            p[0] = p[1];
        }
        if (lows > highs - parity) {
            n[lows - 1] = p[lows - 1];
        }
        liftLow(l, p, n, lows);
        // Now the low-pass samples before and after high-pass sample i; the other array holds the high-pass.
        int[] h;
        if (parity == 0) {
            h = n;
            System.arraycopy(l, 1, p, 0, lows - 1);
            if (highs == lows) {
                p[highs - 1] = l[lows - 1];
            }
            liftHigh(h, l, p, highs);
        } else {
            h = p;
            System.arraycopy(l, 0, n, 1, lows);
            n[0] = l[0];
            l[lows] = l[lows - 1];
            liftHigh(h, n, l, highs);
        }
        interleave(parity == 0 ? l : h, parity == 0 ? h : l, row, width);
    }

    private static void interleave(int[] even, int[] odd, int[] row, int width) {
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
