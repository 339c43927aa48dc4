package io.clouddicom.codec;

/**
 * Dimensions and sample type of an image to encode. All components are alike.
 *
 * @param width columns
 * @param height rows
 * @param components samples per pixel, 1 to 16384
 * @param precision bits of a sample that count (DICOM Bits Stored), 1 to 26
 * @param signed whether samples are signed
 */
public record ImageShape(int width, int height, int components, int precision, boolean signed) {
    /**
     * Most bits per sample that are encoded. The standards allow 38, and MAGB of T.814 tells of 74 bit-planes; but subbands take
     * up to three bits more than samples, which with the sign and the component transform are what 32-bit words hold.
     */
    public static final int MOST_PRECISION = 26;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is left
     */
    public ImageShape {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException("an image of " + width + " by " + height + " pixels");
        }
        if (components < 1 || components > 16384) {
            throw new IllegalArgumentException(components + " components");
        }
        if (precision < 1 || precision > MOST_PRECISION) {
            throw new IllegalArgumentException(
                    "samples of " + precision + " bits; from 1 to " + MOST_PRECISION + " are encoded");
        }
    }

    /** Number of samples of all components. */
    public long samples() {
        return (long) width * height * components;
    }
}
