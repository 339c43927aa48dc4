package io.clouddicom.codec;

/**
 * How decoded samples lie in bytes: little-endian, two's complement when signed, one row after the other from the top
 * left.
 *
 * @param bytesPerSample 1, 2 or 4; samples of more bits are refused, samples of fewer are extended by their sign or zero
 * @param planar one component after the other, each with its own dimensions; otherwise the components of a pixel lie next
 *     to each other, which needs components of equal dimensions
 */
public record SampleLayout(int bytesPerSample, boolean planar) {
    /**
     * Checks the number of bytes.
     *
     * @throws IllegalArgumentException if bytes per sample are not 1, 2 or 4
     */
    public SampleLayout {
        if (bytesPerSample != 1 && bytesPerSample != 2 && bytesPerSample != 4) {
            throw new IllegalArgumentException("bytes per sample: " + bytesPerSample);
        }
    }

    /** Components of a pixel next to each other: DICOM Planar Configuration 0. */
    public static SampleLayout interleaved(int bytesPerSample) {
        return new SampleLayout(bytesPerSample, false);
    }

    /** Component planes one after the other: DICOM Planar Configuration 1. */
    public static SampleLayout planar(int bytesPerSample) {
        return new SampleLayout(bytesPerSample, true);
    }
}
