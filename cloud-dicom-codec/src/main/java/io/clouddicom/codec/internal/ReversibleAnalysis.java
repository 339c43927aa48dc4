package io.clouddicom.codec.internal;

/** The forward 5/3 wavelet in 32-bit integers (T.800 F.4, reversible). */
final class ReversibleAnalysis extends SubbandAnalysis {
    private int[][][] rows = new int[0][][];
    private int[] even = new int[0];
    private int[] odd = new int[0];
    private int[] shifted = new int[0];
    private TileComponent component;

    @SuppressWarnings("NullAway.Init")
    ReversibleAnalysis() {}

    @Override
    void start(TileComponent from) {
        component = from;
        int top = from.resolutions.length - 1;
        if (rows.length <= top) {
            rows = new int[33][][];
        }
        for (int resolution = 0; resolution <= top; resolution++) {
            Resolution level = from.resolutions[resolution];
            rows[resolution] = fit(rows[resolution], level.width(), level.height());
        }
        int half = from.resolutions[top].width() / 2 + 4;
        if (even.length < half) {
            even = new int[half];
            odd = new int[half];
            shifted = new int[half];
        }
    }

    private static int[][] fit(int[][] had, int width, int height) {
        if (had != null && had.length == height && (height == 0 || had[0].length == width)) {
            return had;
        }
        return new int[height][width];
    }

    /** A row of samples, to be filled before the analysis. */
    int[] row(int y) {
        return rows[component.resolutions.length - 1][y];
    }

    @Override
    void analyse() {
        for (int resolution = component.resolutions.length - 1; resolution > 0; resolution--) {
            analyse(resolution);
        }
    }

    private void analyse(int resolution) {
        Resolution level = component.resolutions[resolution];
        int width = level.width();
        int height = level.height();
        if (width == 0 || height == 0) {
            return;
        }
        int[][] from = rows[resolution];
        int parityX = level.x0 & 1;
        int parityY = level.y0 & 1;
        if (height == 1) {
            if (parityY == 1) {
                twice(from[0]);
            }
            split(from, 0, resolution, width, parityX, parityY);
            return;
        }
        for (int y = 1; y < height + 3; y++) {
            int high = y - 1;
            if (high < height && (high & 1) != parityY) {
                liftHigh(from[high], from[mirror(high - 1, height)], from[mirror(high + 1, height)], width);
            }
            int low = y - 2;
            if (low >= 0 && low < height && (low & 1) == parityY) {
                liftLow(from[low], from[mirror(low - 1, height)], from[mirror(low + 1, height)], width);
            }
            if (y >= 3) {
                split(from, y - 3, resolution, width, parityX, parityY);
            }
        }
    }

    private static void twice(int[] row) {
        for (int x = 0; x < row.length; x++) {
            row[x] <<= 1;
        }
    }

    private static void liftHigh(int[] row, int[] above, int[] below, int count) {
        for (int x = 0; x < count; x++) {
            row[x] -= above[x] + below[x] >> 1;
        }
    }

    private static void liftLow(int[] row, int[] above, int[] below, int count) {
        for (int x = 0; x < count; x++) {
            row[x] += above[x] + below[x] + 2 >> 2;
        }
    }

    /** One row into its low-pass and high-pass. */
    private void split(int[][] from, int y, int resolution, int width, int parity, int parityY) {
        int[] row = from[y];
        int[] left = (y & 1) == parityY ? rows[resolution - 1][y >> 1] : row;
        if (width == 1) {
            if (parity == 0) {
                left[0] = row[0];
            } else {
                row[0] <<= 1;
            }
            return;
        }
        int lows = width + 1 - parity >> 1;
        int highs = width - lows;
        int[] l = parity == 0 ? even : odd;
        int[] h = parity == 0 ? odd : even;
        separate(row, even, odd, width);
        // The low-pass samples before and after high-pass sample i.
        int[] s = shifted;
        if (parity == 0) {
            l[lows] = l[lows - 1];
            System.arraycopy(l, 1, s, 0, highs);
            liftHigh(h, l, s, highs);
        } else {
            System.arraycopy(l, 0, s, 1, lows);
            s[0] = l[0];
            l[lows] = l[lows - 1];
            liftHigh(h, s, l, highs);
        }
        // The high-pass samples before and after low-pass sample i.
        h[highs] = h[highs - 1];
        if (parity == 0) {
            System.arraycopy(h, 0, s, 1, highs);
            s[0] = h[0];
            liftLow(l, s, h, lows);
        } else {
            System.arraycopy(h, 1, s, 0, lows);
            liftLow(l, h, s, lows);
        }
        System.arraycopy(h, 0, row, lows, highs);
        System.arraycopy(l, 0, left, 0, lows);
    }

    private static void separate(int[] row, int[] even, int[] odd, int width) {
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
    int fetch(Codeblock block, int[] samples) {
        int[][] level = rows[block.band.resolution];
        int column = block.band.firstColumn + block.x;
        int width = block.width;
        int stride = HtBlockEncoder.stride(width);
        int all = 0;
        for (int y = 0; y < block.height; y++) {
            all |= fold(level[SubbandSynthesis.rowOf(block, y)], column, samples, y * stride, width);
            if (stride > width) {
                samples[y * stride + width] = 0;
            }
        }
        if ((block.height & 1) != 0) {
            java.util.Arrays.fill(samples, block.height * stride, (block.height + 1) * stride, 0);
        }
        return all;
    }

    private static int fold(int[] row, int column, int[] samples, int to, int width) {
        int all = 0;
        for (int x = 0; x < width; x++) {
            int value = row[column + x];
            int sign = value >> 31;
            int folded = (value ^ sign) - sign << 1 | -sign;
            samples[to + x] = folded;
            all |= folded;
        }
        return all;
    }
}
