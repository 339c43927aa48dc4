package io.clouddicom.codec.internal;

/** The forward 5/3 wavelet in 32-bit integers (T.800 F.4, reversible). */
final class ReversibleAnalysis extends SubbandAnalysis {
    private int[][][] rows = new int[0][][];
    private Lines[] lines = {new Lines()};

    /** What one thread needs for a row. */
    private static final class Lines {
        int[] even = new int[0];
        int[] odd = new int[0];
        int[] shifted = new int[0];

        void ensure(int length) {
            if (even.length < length) {
                even = new int[length];
                odd = new int[length];
                shifted = new int[length];
            }
        }
    }

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
        int[][] from = rows[resolution];
        int parityY = level.y0 & 1;
        if (height == 1) {
            if (parityY == 1) {
                twice(from[0]);
            }
            split(own, from, 0, resolution);
            return;
        }
        for (int y = first + 1; y < end + 3; y++) {
            if (y - 1 >= firstOf(1, first) && y - 1 < endOf(1, end, height)) {
                liftHigh(from, y - 1, parityY, width);
            }
            if (y - 2 >= firstOf(2, first) && y - 2 < endOf(2, end, height)) {
                liftLow(from, y - 2, parityY, width);
            }
            if (y - 3 >= firstOf(3, first) && y - 3 < endOf(3, end, height)) {
                split(own, from, y - 3, resolution);
            }
        }
    }

    @Override
    void join(int worker, int resolution, int edge) {
        Resolution level = component.resolutions[resolution];
        int[][] from = rows[resolution];
        for (int y = edge - 1; y < edge + 1; y++) {
            liftHigh(from, y, level.y0 & 1, level.width());
        }
        for (int y = edge - 2; y < edge + 2; y++) {
            liftLow(from, y, level.y0 & 1, level.width());
        }
        for (int y = edge - 3; y < edge + 3; y++) {
            split(lines[worker], from, y, resolution);
        }
    }

    private static void liftHigh(int[][] from, int y, int parity, int width) {
        if ((y & 1) != parity) {
            liftHigh(from[y], from[mirror(y - 1, from.length)], from[mirror(y + 1, from.length)], width);
        }
    }

    private static void liftLow(int[][] from, int y, int parity, int width) {
        if ((y & 1) == parity) {
            liftLow(from[y], from[mirror(y - 1, from.length)], from[mirror(y + 1, from.length)], width);
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
    private void split(Lines lines, int[][] from, int y, int resolution) {
        Resolution level = component.resolutions[resolution];
        int width = level.width();
        int parity = level.x0 & 1;
        int[] row = from[y];
        int[] left = (y & 1) == (level.y0 & 1) ? rows[resolution - 1][y >> 1] : row;
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
        int[] l = parity == 0 ? lines.even : lines.odd;
        int[] h = parity == 0 ? lines.odd : lines.even;
        separate(row, lines.even, lines.odd, width);
        // The low-pass samples before and after high-pass sample i.
        int[] s = lines.shifted;
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
    void fetchRow(Codeblock block, int row, int column, int[] to, int at) {
        System.arraycopy(rows[block.band.resolution][row], column, to, at, block.width);
    }

    /** In place, since with one array and one index it becomes vector code; so it does with Math.abs, not with the sign as a mask. */
    @Override
    void fold(int[] samples, int count) {
        for (int index = 0; index < count; index++) {
            int value = samples[index];
            samples[index] = Math.abs(value) << 1 | value >>> 31;
        }
    }
}
