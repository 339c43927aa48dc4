package io.clouddicom.codec.imageio;

import io.clouddicom.codec.ImageShape;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.color.ICC_ProfileGray;
import java.awt.color.ICC_ProfileRGB;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.SampleModel;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * As what an image is written: its bands as they are where they are integers of equal length, its colours as 8 bits of red,
 * green, blue, and opacity where it has a palette or packs unequal bits.
 *
 * @param expanded whether pixels are written as colours instead of bands
 * @param components samples per pixel
 * @param precision bits per sample
 * @param signed whether samples are signed
 * @param colour what the samples mean, where a file can tell
 * @param alpha whether the last component is opacity
 * @param premultiplied whether colours are multiplied by it
 */
record SourceFormat(
        boolean expanded,
        int components,
        int precision,
        boolean signed,
        Optional<FileHeader.Colour> colour,
        boolean alpha,
        boolean premultiplied) {

    /** The format of an image or, without a colour model, of a raster; empty when it cannot be written. */
    static Optional<SourceFormat> of(@Nullable ColorModel colors, SampleModel samples, int @Nullable [] chosenBands) {
        int type = samples.getDataType();
        if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
            return Optional.empty();
        }
        if (colors == null || chosenBands != null) {
            int[] sizes = chosenBands == null
                    ? samples.getSampleSize()
                    : Arrays.stream(chosenBands).map(samples::getSampleSize).toArray();
            return ofBands(sizes, type);
        }
        if (colors instanceof IndexColorModel palette && !isGreyRamp(palette)
                || !(colors instanceof ComponentColorModel) && !isEqual(colors.getComponentSize())) {
            boolean alpha = colors.hasAlpha();
            return Optional.of(
                    new SourceFormat(true, alpha ? 4 : 3, 8, false, Optional.of(FileHeader.Named.SRGB), alpha, false));
        }
        int[] sizes = colors instanceof IndexColorModel palette
                ? new int[] {palette.getPixelSize()}
                : colors.getComponentSize();
        int precision = Arrays.stream(sizes).max().orElseThrow();
        boolean signed = type == DataBuffer.TYPE_SHORT || colors instanceof SignedColorModel;
        if (precision > ImageShape.MOST_PRECISION) {
            return Optional.empty();
        }
        if (colors instanceof IndexColorModel) {
            return Optional.of(new SourceFormat(
                    false, 1, precision, false, Optional.of(FileHeader.Named.GREYSCALE), false, false));
        }
        return Optional.of(new SourceFormat(
                false,
                sizes.length,
                precision,
                signed,
                isEqual(sizes) ? colour(colors.getColorSpace()) : Optional.empty(),
                colors.hasAlpha(),
                colors.hasAlpha() && colors.isAlphaPremultiplied()));
    }

    private static Optional<SourceFormat> ofBands(int[] sizes, int type) {
        int precision = Arrays.stream(sizes).max().orElse(0);
        if (precision == 0 || precision > ImageShape.MOST_PRECISION) {
            return Optional.empty();
        }
        Optional<FileHeader.Colour> colour = switch (sizes.length) {
            case 1 -> Optional.of(FileHeader.Named.GREYSCALE);
            case 3 -> Optional.of(FileHeader.Named.SRGB);
            default -> Optional.empty();
        };
        return Optional.of(
                new SourceFormat(false, sizes.length, precision, type == DataBuffer.TYPE_SHORT, colour, false, false));
    }

    /** Profiles are embedded where they are of the restricted kind that JP2 allows (T.800 I.5.3.3). */
    private static Optional<FileHeader.Colour> colour(ColorSpace space) {
        if (space.isCS_sRGB()) {
            return Optional.of(FileHeader.Named.SRGB);
        }
        if (space.equals(ColorSpace.getInstance(ColorSpace.CS_GRAY))) {
            return Optional.of(FileHeader.Named.GREYSCALE);
        }
        if (space instanceof ICC_ColorSpace known) {
            ICC_Profile profile = known.getProfile();
            if (profile instanceof ICC_ProfileRGB || profile instanceof ICC_ProfileGray) {
                return Optional.of(new FileHeader.Profile(profile));
            }
        }
        return Optional.empty();
    }

    private static boolean isEqual(int[] sizes) {
        return Arrays.stream(sizes).allMatch(size -> size == sizes[0]);
    }

    /** Whether indexes are the grey values themselves, from black to white. */
    private static boolean isGreyRamp(IndexColorModel palette) {
        int most = (1 << palette.getPixelSize()) - 1;
        if (palette.getMapSize() != most + 1 || palette.hasAlpha()) {
            return false;
        }
        for (int index = 0; index <= most; index++) {
            int grey = Math.round(index * 255f / most);
            if (palette.getRGB(index) != (0xFF << 24 | grey * 0x010101)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the components are red, green and blue, which are transformed together. */
    boolean isRgb() {
        return components == 3
                && colour.filter(known -> known == FileHeader.Named.SRGB
                                || known instanceof FileHeader.Profile profile
                                        && profile.profile() instanceof ICC_ProfileRGB)
                        .isPresent();
    }
}
