package io.clouddicom.codec.imageio;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.ComponentColorModel;
import java.util.Arrays;

/**
 * Shows signed samples, the middle of their range as mid-grey: Java's own model takes no negative ones. The samples stay as
 * they are; what they should look like is for the program to say, which knows of windows and modalities.
 */
final class SignedColorModel extends ComponentColorModel {
    private final int[] precisions;

    SignedColorModel(ColorSpace colorSpace, int[] precisions, boolean alpha, boolean premultiplied, int dataType) {
        super(colorSpace, alpha, premultiplied, alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE, dataType);
        this.precisions = precisions.clone();
    }

    @Override
    public int getComponentSize(int component) {
        return precisions[component];
    }

    @Override
    public int[] getComponentSize() {
        return precisions.clone();
    }

    /** The sample of a pixel in 8 bits, without a sign. */
    private int level(Object pixel, int component) {
        long value = pixel instanceof short[] shorts ? shorts[component] : ((int[]) pixel)[component];
        int precision = precisions[component];
        long level = value + (1L << precision - 1);
        level = precision < 8 ? level * 255 / ((1L << precision) - 1) : level >> precision - 8;
        return (int) Math.max(0, Math.min(255, level));
    }

    @Override
    public int getRed(Object pixel) {
        return level(pixel, 0);
    }

    @Override
    public int getGreen(Object pixel) {
        return level(pixel, getNumColorComponents() < 3 ? 0 : 1);
    }

    @Override
    public int getBlue(Object pixel) {
        return level(pixel, getNumColorComponents() < 3 ? 0 : 2);
    }

    @Override
    public int getAlpha(Object pixel) {
        return hasAlpha() ? level(pixel, getNumColorComponents()) : 255;
    }

    @Override
    public int getRGB(Object pixel) {
        return getAlpha(pixel) << 24 | getRed(pixel) << 16 | getGreen(pixel) << 8 | getBlue(pixel);
    }

    @Override
    public float[] getNormalizedComponents(Object pixel, float[] components, int offset) {
        float[] normalized = components == null ? new float[offset + getNumComponents()] : components;
        for (int component = 0; component < getNumComponents(); component++) {
            normalized[offset + component] = level(pixel, component) / 255f;
        }
        return normalized;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedColorModel that
                && super.equals(other)
                && Arrays.equals(precisions, that.precisions);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Arrays.hashCode(precisions);
    }
}
