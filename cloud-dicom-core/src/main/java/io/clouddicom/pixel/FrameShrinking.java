package io.clouddicom.pixel;

import io.clouddicom.UnsupportedFeatureException;

/**
 * Makes decoded frames smaller where their coding has no resolutions: each pixel becomes the mean of those that it stands
 * for or, where a mean means nothing (palettes, single bits, floating point), the first of them.
 */
final class FrameShrinking {
    private FrameShrinking() {}

    /**
     * Shrinks a frame.
     *
     * @param from what the frame is
     * @param samples its samples in the layout of {@link FrameCodec#decode}
     * @param reduction how many times rows and columns are halved, rounded up
     */
    static byte[] shrink(PixelDescription from, byte[] samples, int reduction) throws UnsupportedFeatureException {
        if (reduction == 0) {
            return samples;
        }
        if (from.subsampledNatively() && samples.length < from.pixels() * from.samplesPerPixel()) {
            throw new UnsupportedFeatureException("reduce", "frame", "native pixels that share their chrominance");
        }
        PixelDescription to = from.reduced(reduction);
        int size = from.bytesPerSample();
        int stride = from.samplesPerPixel() * size;
        boolean means = means(from);
        byte[] shrunk = new byte[to.rows() * to.columns() * stride];
        int at = 0;
        for (int row = 0; row < to.rows(); row++) {
            int top = row << reduction;
            int bottom = means ? (int) Math.min(from.rows(), (long) top + (1L << reduction)) : top + 1;
            for (int column = 0; column < to.columns(); column++) {
                int left = column << reduction;
                int right = means ? (int) Math.min(from.columns(), (long) left + (1L << reduction)) : left + 1;
                for (int sample = 0; sample < stride; sample += size) {
                    if (means) {
                        put(shrunk, at, size, mean(from, samples, top, bottom, left, right, sample));
                    } else {
                        int first = (top * from.columns() + left) * stride + sample;
                        System.arraycopy(samples, first, shrunk, at, size);
                    }
                    at += size;
                }
            }
        }
        return shrunk;
    }

    private static boolean means(PixelDescription from) {
        return from.sampleType() == PixelDescription.SampleType.INTEGER
                && from.bitsAllocated() > 1
                && !from.photometricInterpretation().equals("PALETTE COLOR");
    }

    /** Where the first pixel of the smaller frame lies, from that of the larger, in its pixels. */
    static double offset(PixelDescription from, int reduction) {
        return means(from) ? (Math.scalb(1.0, reduction) - 1) / 2 : 0;
    }

    private static long mean(
            PixelDescription from, byte[] samples, int top, int bottom, int left, int right, int sample) {
        int size = from.bytesPerSample();
        int stride = from.samplesPerPixel() * size;
        long sum = 0;
        for (int y = top; y < bottom; y++) {
            int pixel = (y * from.columns() + left) * stride + sample;
            for (int x = left; x < right; x++, pixel += stride) {
                sum += value(samples, pixel, size, from.signed());
            }
        }
        return Math.round((double) sum / ((long) (bottom - top) * (right - left)));
    }

    private static long value(byte[] samples, int at, int size, boolean signed) {
        long value = signed ? samples[at + size - 1] : samples[at + size - 1] & 0xFF;
        for (int i = size - 2; i >= 0; i--) {
            value = value << 8 | samples[at + i] & 0xFF;
        }
        return value;
    }

    private static void put(byte[] samples, int at, int size, long value) {
        for (int i = 0; i < size; i++) {
            samples[at + i] = (byte) (value >>> 8 * i);
        }
    }
}
