package io.clouddicom.internal.jpeg;

/**
 * Lines of a component at the full size. Half-size components are interpolated, a sample's nearer neighbour counting three
 * times, with the rounding that JPEG decoders commonly use; others are repeated.
 */
final class Upsampling {
    private final ComponentPlane plane;
    private final short[] samples;
    private final int horizontal;
    private final int vertical;
    private final boolean interpolated;
    private final int[] sums;

    Upsampling(ComponentPlane plane, short[] samples, int horizontal, int vertical) {
        this.plane = plane;
        this.samples = samples;
        this.horizontal = horizontal;
        this.vertical = vertical;
        this.interpolated = horizontal == 2 && vertical <= 2 && plane.width > 2;
        this.sums = new int[interpolated && vertical == 2 ? plane.width : 0];
    }

    /** Fills a line of the full size. */
    void line(int row, int[] line) {
        int y = row / vertical;
        int from = y * plane.stride;
        if (interpolated && vertical == 1) {
            interpolate(from, line);
        } else if (interpolated) {
            int other = Math.max(0, Math.min(plane.height - 1, row % 2 == 0 ? y - 1 : y + 1));
            interpolate(from, other * plane.stride, line);
        } else if (horizontal == 1) {
            for (int x = 0; x < plane.width; x++) {
                line[x] = samples[from + x];
            }
        } else {
            for (int x = 0, out = 0; x < plane.width; x++) {
                for (int i = 0; i < horizontal; i++, out++) {
                    line[out] = samples[from + x];
                }
            }
        }
    }

    private void interpolate(int from, int[] line) {
        int last = plane.width - 1;
        line[0] = samples[from];
        line[1] = (samples[from] * 3 + samples[from + 1] + 2) >> 2;
        for (int x = 1; x < last; x++) {
            int near = samples[from + x] * 3;
            line[2 * x] = (near + samples[from + x - 1] + 1) >> 2;
            line[2 * x + 1] = (near + samples[from + x + 1] + 2) >> 2;
        }
        line[2 * last] = (samples[from + last] * 3 + samples[from + last - 1] + 1) >> 2;
        line[2 * last + 1] = samples[from + last];
    }

    private void interpolate(int near, int far, int[] line) {
        int last = plane.width - 1;
        for (int x = 0; x <= last; x++) {
            sums[x] = samples[near + x] * 3 + samples[far + x];
        }
        line[0] = (sums[0] * 4 + 8) >> 4;
        line[1] = (sums[0] * 3 + sums[1] + 7) >> 4;
        for (int x = 1; x < last; x++) {
            line[2 * x] = (sums[x] * 3 + sums[x - 1] + 8) >> 4;
            line[2 * x + 1] = (sums[x] * 3 + sums[x + 1] + 7) >> 4;
        }
        line[2 * last] = (sums[last] * 3 + sums[last - 1] + 8) >> 4;
        line[2 * last + 1] = (sums[last] * 4 + 7) >> 4;
    }
}
