package io.clouddicom.codec.internal;

import java.util.Arrays;

/** The 5/3 wavelet in 32-bit integers (T.800 F.3, reversible). */
final class ReversibleSynthesis extends SubbandSynthesis {
    /** Most bit-planes with which no sum of the lifting steps passes 32 bits. */
    static final int MOST_BIT_PLANES = 28;

    private int[][][] rows = new int[0][][];
    private Lines[] lines = {new Lines()};

    /** What one thread needs for a row. */
    private static final class Lines {
        int[] low = new int[0];
        int[] before = new int[0];
        int[] after = new int[0];

        void ensure(int length) {
            if (low.length < length) {
                low = new int[length];
                before = new int[length];
                after = new int[length];
            }
        }
    }

    @Override
    void start(TileComponent into, int topResolution) {
        component = into;
        top = topResolution;
        if (rows.length <= top) {
            rows = new int[33][][];
        }
        for (int resolution = 0; resolution <= top; resolution++) {
            Resolution level = into.resolutions[resolution];
            rows[resolution] = fit(rows[resolution], level.width(), level.height());
        }
    }

    private static int[][] fit(int[][] had, int width, int height) {
        if (had != null && had.length == height && (height == 0 || had[0].length == width)) {
            return had;
        }
        return new int[height][width];
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
        int[][] into = rows[resolution];
        int parityX = level.x0 & 1;
        int parityY = level.y0 & 1;
        for (int y = first; y < end + 2; y++) {
            if (y < end) {
                boolean lowRow = (y & 1) == parityY;
                int[] left = lowRow ? rows[resolution - 1][y >> 1] : into[y];
                horizontal(own, left, into[y], width, parityX);
            }
            if (height == 1) {
                if (parityY == 1) {
                    halve(into[0]);
                }
                return;
            }
            if (y - 1 >= firstOf(1, first) && y - 1 < endOf(1, end, height)) {
                liftLow(into, y - 1, parityY, width);
            }
            if (y - 2 >= firstOf(2, first) && y - 2 < endOf(2, end, height)) {
                liftHigh(into, y - 2, parityY, width);
            }
        }
    }

    @Override
    void join(int resolution, int edge) {
        Resolution level = component().resolutions[resolution];
        for (int y = edge - 1; y < edge + 1; y++) {
            liftLow(rows[resolution], y, level.y0 & 1, level.width());
        }
        for (int y = edge - 2; y < edge + 2; y++) {
            liftHigh(rows[resolution], y, level.y0 & 1, level.width());
        }
    }

    private static void liftLow(int[][] into, int y, int parity, int width) {
        if ((y & 1) == parity) {
            liftLow(into[y], into[mirror(y - 1, into.length)], into[mirror(y + 1, into.length)], width);
        }
    }

    private static void liftHigh(int[][] into, int y, int parity, int width) {
        if ((y & 1) != parity) {
            liftHigh(into[y], into[mirror(y - 1, into.length)], into[mirror(y + 1, into.length)], width);
        }
    }

    private static void halve(int[] row) {
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
    private static void horizontal(Lines lines, int[] left, int[] row, int width, int parity) {
        if (width == 1) {
            row[0] = parity == 0 ? left[0] : row[0] >> 1;
            return;
        }
        int lows = width + 1 - parity >> 1;
        int highs = width - lows;
        int[] l = lines.low;
        int[] p = lines.before;
        int[] n = lines.after;
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
