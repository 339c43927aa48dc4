package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * The 5/3 wavelet in 64-bit integers, for samples of more bits than {@link ReversibleSynthesis} holds. Seldom used, so
 * written plainly.
 */
final class WideSynthesis extends SubbandSynthesis {
    private static final long[] NO_ROW = new long[0];

    private final long[][][] rows = new long[MOST_RESOLUTIONS][0][];
    private long[] line = new long[0];

    @Override
    void allocate(int resolution, SharedRows layout) {
        long[][] made = new long[layout.height()][];
        for (int y = 0; y < made.length; y++) {
            int twin = layout.twin(y);
            made[y] = twin < 0 ? NO_ROW : twin == y ? new long[layout.width()] : made[twin];
        }
        rows[resolution] = made;
    }

    @Override
    void copy(SubbandSynthesis from, int resolution, int row, int column, int count) {
        System.arraycopy(((WideSynthesis) from).rows[resolution][row], column, rows[resolution][row], column, count);
    }

    @Override
    void startRows(int width) {
        if (line.length < width) {
            line = new long[width];
        }
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
    int steps() {
        return 2;
    }

    @Override
    void horizontal(int resolution, int y, boolean lowRow, int width, int parity) {
        long[] row = rows[resolution][y];
        horizontal(line, lowRow ? rows[resolution - 1][y >> 1] : row, row, width, parity);
    }

    @Override
    void lift(int resolution, int step, int y, int above, int below, int width) {
        long[] row = rows[resolution][y];
        long[] upper = rows[resolution][above];
        long[] lower = rows[resolution][below];
        for (int x = 0; x < width; x++) {
            long sum = upper[x] + lower[x];
            row[x] += step == 1 ? -(sum + 2 >> 2) : sum >> 1;
        }
    }

    @Override
    void single(int resolution) {
        long[] row = rows[resolution][0];
        for (int x = 0; x < row.length; x++) {
            row[x] >>= 1;
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
