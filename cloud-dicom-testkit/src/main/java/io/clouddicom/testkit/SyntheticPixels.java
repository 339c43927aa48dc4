package io.clouddicom.testkit;

import java.util.SplittableRandom;

/**
 * Pixels that look and compress like a body slice: a smooth phantom of ellipses, with the noise of the modality on top.
 * A pixel depends on seed, frame and place only, so a frame can be made alone and again.
 *
 * <p>Coordinates run from -1 to 1 over the image in both directions; {@code depth} runs from 0 to 1 through the frames.
 */
final class SyntheticPixels {
    /** Centre x, y, half axes a, b, and by how much the intensity changes inside; widths breathe with the depth. */
    private static final double[][] ELLIPSES = {
        {0.00, 0.05, 0.82, 0.62, 1000}, // body
        {0.00, 0.05, 0.77, 0.57, 60}, // inside of the fat layer
        {-0.38, -0.02, 0.26, 0.36, -820}, // lung
        {0.38, -0.02, 0.26, 0.36, -820}, // lung
        {0.06, -0.02, 0.18, 0.22, 30}, // heart
        {0.00, 0.42, 0.10, 0.10, 420}, // vertebra
        {0.00, 0.42, 0.05, 0.05, -160}, // canal
        {-0.16, 0.22, 0.05, 0.05, 110}, // aorta
        {0.55, 0.40, 0.05, 0.03, 500}, // rib
        {-0.55, 0.40, 0.05, 0.03, 500}, // rib
    };

    private static final int EDGE_PIXELS = 2;

    private SyntheticPixels() {}

    /**
     * A grey frame.
     *
     * @param seed the study's seed
     * @param frame the frame's number, which the noise depends on
     * @param depth where in the body, 0 to 1
     * @param rows rows
     * @param columns columns
     * @param noise standard deviation of the noise
     * @param gain factor on the phantom's intensities
     * @param offset added to every pixel
     * @param maximum largest value; the smallest is 0
     * @return rows × columns values of 16 bits, little endian, row by row
     */
    static byte[] grey(
            long seed,
            long frame,
            double depth,
            int rows,
            int columns,
            double noise,
            double gain,
            double offset,
            int maximum) {
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(rows, columns), 2)];
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + frame);
        for (int y = 0; y < rows; y++) {
            double v = 2.0 * (y + 0.5) / rows - 1;
            for (int x = 0; x < columns; x++) {
                double u = 2.0 * (x + 0.5) / columns - 1;
                double value = offset;
                if (u * u + v * v < 1) {
                    value += gain * phantom(u, v, depth, 2.0 * EDGE_PIXELS / columns) + noise * gaussian(random);
                }
                int pixel = (int) Math.max(0, Math.min(maximum, Math.round(value)));
                int at = 2 * (y * columns + x);
                pixels[at] = (byte) pixel;
                pixels[at + 1] = (byte) (pixel >>> 8);
            }
        }
        return pixels;
    }

    /**
     * A colour frame of an ultrasound kind: a sector of speckle with a colour overlay.
     *
     * @return rows × columns × 3 bytes, R G B of one pixel next to each other
     */
    static byte[] ultrasound(long seed, long frame, int rows, int columns) {
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(rows, columns), 3)];
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + frame);
        double beat = StrictMath.sin(frame * 0.4);
        for (int y = 0; y < rows; y++) {
            double v = (y + 0.5) / rows;
            for (int x = 0; x < columns; x++) {
                double u = 2.0 * (x + 0.5) / columns - 1;
                int at = 3 * (y * columns + x);
                double radius = StrictMath.hypot(u, v);
                if (Math.abs(u) > 0.75 * v + 0.05 || radius > 0.98) {
                    continue;
                }
                double tissue = 90 + 60 * StrictMath.sin(9 * radius + beat) * StrictMath.cos(5 * u);
                double speckle = 0.6 + 0.4 * Math.abs(gaussian(random));
                int grey = (int) Math.max(0, Math.min(255, tissue * speckle));
                double flow = StrictMath.exp(-40 * (u * u + (v - 0.55) * (v - 0.55))) * (1 + beat);
                pixels[at] = (byte) Math.min(255, grey + (int) (160 * flow));
                pixels[at + 1] = (byte) grey;
                pixels[at + 2] = (byte) Math.max(0, grey - (int) (60 * flow));
            }
        }
        return pixels;
    }

    private static double phantom(double u, double v, double depth, double edge) {
        double value = 0;
        double breath = 0.85 + 0.15 * StrictMath.sin(Math.PI * depth);
        for (double[] e : ELLIPSES) {
            double dx = (u - e[0]) / (e[2] * breath);
            double dy = (v - e[1]) / (e[3] * breath);
            double inside = 1 - Math.sqrt(dx * dx + dy * dy);
            double width = edge / Math.min(e[2], e[3]);
            if (inside > width) {
                value += e[4];
            } else if (inside > 0) {
                value += e[4] * inside / width;
            }
        }
        return value + 15 * StrictMath.sin(7 * u + 3 * depth) * StrictMath.cos(6 * v);
    }

    /** Roughly normal, cheap: the sum of the bits' halves of one random number. Mean 0, standard deviation 1. */
    private static double gaussian(SplittableRandom random) {
        long bits = random.nextLong();
        double sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
        return (sum - 2 * 65535.0) / (65536.0 / Math.sqrt(3.0));
    }
}
