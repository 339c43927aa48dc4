package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * The 5/3 wavelet in 64-bit integers, for samples of more bits than {@link ReversibleSynthesis} holds. Seldom used, so
 * written plainly.
 */
final class WideSynthesis extends SubbandSynthesis {
    private long[][][] rows = new long[0][][];
    private long[][] lines = new long[0][];

    @Override
    void start(TileComponent into, int topResolution) {
        component = into;
        top = topResolution;
        rows = new long[top + 1][][];
        for (int resolution = 0; resolution <= top; resolution++) {
            Resolution level = into.resolutions[resolution];
            rows[resolution] = new long[level.height()][level.width()];
        }
        lines = new long[0][];
    }

    @Override
    void store(Codeblock block, int[] samples) {
        int shift = 31 - block.band.bitPlanes;
        for (int y = 0; y < block.height; y++) {
            long[] row = rows[block.band.resolution][rowOf(block, y)];
            int column = block.band.firstColumn + block.x;
            for (int x = 0; x < block.width; x++) {
                int value = samples[y * block.width + x];
                int magnitude = (value & Integer.MAX_VALUE) >>> shift;
                row[column + x] = value < 0 ? -magnitude : magnitude;
            }
        }
    }

    @Override
    void storeWide(Codeblock block, long[] samples) {
        for (int y = 0; y < block.height; y++) {
            long[] row = rows[block.band.resolution][rowOf(block, y)];
            int column = block.band.firstColumn + block.x;
            for (int x = 0; x < block.width; x++) {
                long value = samples[y * block.width + x];
                row[column + x] = value < 0 ? -(-value >> 1) : value >> 1;
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
    long[] row(int y) {
        return rows[top][y];
    }

    @Override
    void prepare(int workers) {
        if (lines.length < workers) {
            lines = new long[workers][component().resolutions[top].width()];
        }
    }

    @Override
    void synthesise(int worker, int resolution, int first, int end) {
        Resolution level = component().resolutions[resolution];
        int width = level.width();
        int height = level.height();
        int parityY = level.y0 & 1;
        long[][] into = rows[resolution];
        for (int y = first; y < end; y++) {
            long[] left = (y & 1) == parityY ? rows[resolution - 1][y >> 1] : into[y];
            horizontal(lines[worker], left, into[y], width, level.x0 & 1);
        }
        if (height == 1) {
            for (int x = 0; parityY == 1 && x < width; x++) {
                into[0][x] >>= 1;
            }
            return;
        }
        for (int y = firstOf(1, first); y < endOf(1, end, height); y++) {
            liftLow(into, y, parityY, width);
        }
        for (int y = firstOf(2, first); y < endOf(2, end, height); y++) {
            liftHigh(into, y, parityY, width);
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

    private static void liftLow(long[][] into, int y, int parity, int width) {
        if ((y & 1) != parity) {
            return;
        }
        long[] above = into[mirror(y - 1, into.length)];
        long[] below = into[mirror(y + 1, into.length)];
        for (int x = 0; x < width; x++) {
            into[y][x] -= above[x] + below[x] + 2 >> 2;
        }
    }

    private static void liftHigh(long[][] into, int y, int parity, int width) {
        if ((y & 1) == parity) {
            return;
        }
        long[] above = into[mirror(y - 1, into.length)];
        long[] below = into[mirror(y + 1, into.length)];
        for (int x = 0; x < width; x++) {
            into[y][x] += above[x] + below[x] >> 1;
        }
    }

    private static void horizontal(long[] line, long[] left, long[] row, int width, int parity) {
        if (width == 1) {
            row[0] = parity == 0 ? left[0] : row[0] >> 1;
            return;
        }
        int lows = width + 1 - parity >> 1;
        for (int x = 0; x < width; x++) {
            line[x] = (x & 1) == parity ? left[x >> 1] : row[lows + (x >> 1)];
        }
        for (int x = parity; x < width; x += 2) {
            line[x] -= line[mirror(x - 1, width)] + line[mirror(x + 1, width)] + 2 >> 2;
        }
        for (int x = 1 - parity; x < width; x += 2) {
            line[x] += line[mirror(x - 1, width)] + line[mirror(x + 1, width)] >> 1;
        }
        System.arraycopy(line, 0, row, 0, width);
    }
}
