package io.clouddicom.codec.imageio;

import java.awt.color.ColorSpace;
import java.io.Serial;

/**
 * Any number of bands of which it is not known what they mean. Shown as grey by the first band, or as red, green and blue
 * by the first three.
 */
final class BandColorSpace extends ColorSpace {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Java names types of 2 to 15 colours; beyond that the last stands for all. */
    BandColorSpace(int bands) {
        super(TYPE_2CLR + Math.max(0, Math.min(bands, 15) - 2), bands);
    }

    @Override
    public float[] toRGB(float[] values) {
        return values.length < 3
                ? new float[] {values[0], values[0], values[0]}
                : new float[] {values[0], values[1], values[2]};
    }

    @Override
    public float[] fromRGB(float[] rgb) {
        float[] values = new float[getNumComponents()];
        System.arraycopy(rgb, 0, values, 0, Math.min(3, values.length));
        return values;
    }

    @Override
    public float[] toCIEXYZ(float[] values) {
        return getInstance(CS_sRGB).toCIEXYZ(toRGB(values));
    }

    @Override
    public float[] fromCIEXYZ(float[] xyz) {
        return fromRGB(getInstance(CS_sRGB).fromCIEXYZ(xyz));
    }
}
