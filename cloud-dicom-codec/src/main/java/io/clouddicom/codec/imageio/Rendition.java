package io.clouddicom.codec.imageio;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.J2kInfo;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.PixelInterleavedSampleModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageTypeSpecifier;

/**
 * How decoded components become the bands of an image: through the palette, in the sequence of colours, with opacity last,
 * sYCC as RGB. Where neither file nor codestream says what components mean, one is grey, three are RGB, and one more is
 * opacity; any other number are bands without meaning.
 */
final class Rendition {
    private final List<Band> bands;
    private final Optional<Palette> palette;
    private final boolean ycc;
    private final ColorSpace colorSpace;
    private final boolean alpha;
    private final boolean premultiplied;

    /**
     * A band of the image.
     *
     * @param component its component
     * @param column column of the palette, or -1
     * @param precision bits per sample
     * @param signed whether samples are signed
     */
    record Band(int component, int column, int precision, boolean signed) {}

    private Rendition(
            List<Band> bands,
            Optional<Palette> palette,
            boolean ycc,
            ColorSpace colorSpace,
            boolean alpha,
            boolean premultiplied) {
        this.bands = bands;
        this.palette = palette;
        this.ycc = ycc;
        this.colorSpace = colorSpace;
        this.alpha = alpha;
        this.premultiplied = premultiplied;
    }

    /** Components as they are. */
    static Rendition ofComponents(J2kInfo info) {
        List<Band> bands = components(info);
        return new Rendition(bands, Optional.empty(), false, new BandColorSpace(bands.size()), false, false);
    }

    /** As the file says. */
    static Rendition of(FileHeader header, J2kInfo info) throws CodestreamException {
        List<Band> channels = channels(header, info);
        int colours = header.colour().map(Rendition::colours).orElse(0);
        Optional<FileHeader.Colour> colour = header.colour();
        boolean unexplained = header.definitions().isEmpty() && channels.size() > colours + 1;
        if (colours == 0 || colours > channels.size() || unexplained) {
            colour = Optional.empty();
            colours = channels.size() > 4 ? 0 : channels.size() > 2 ? 3 : 1;
        }
        if (colours == 0) {
            return new Rendition(channels, header.palette(), false, new BandColorSpace(channels.size()), false, false);
        }
        int[] sequence = new int[colours];
        Arrays.setAll(sequence, index -> index);
        int opacity = header.definitions().isEmpty() && channels.size() == colours + 1 ? colours : -1;
        boolean premultiplied = false;
        for (FileHeader.Definition definition : header.definitions()) {
            int association = definition.association();
            if (definition.channel() >= channels.size()) {
                continue;
            }
            if (definition.type() == 0 && association >= 1 && association <= colours) {
                sequence[association - 1] = definition.channel();
            } else if (definition.type() == 1 || definition.type() == 2) {
                opacity = definition.channel();
                premultiplied = definition.type() == 2;
            }
        }
        List<Band> bands = new ArrayList<>();
        for (int channel : sequence) {
            bands.add(channels.get(channel));
        }
        boolean ycc = isYcc(colour, bands, info);
        if (opacity >= 0) {
            bands.add(channels.get(opacity));
        }
        ColorSpace space = colour.orElse(null) instanceof FileHeader.Profile profile
                ? new ICC_ColorSpace(profile.profile())
                : ColorSpace.getInstance(colours == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
        return new Rendition(
                List.copyOf(bands), header.palette(), ycc, space, opacity >= 0, opacity >= 0 && premultiplied);
    }

    private static List<Band> components(J2kInfo info) {
        List<Band> bands = new ArrayList<>();
        for (J2kInfo.Component component : info.components()) {
            bands.add(new Band(bands.size(), -1, component.precision(), component.signed()));
        }
        return List.copyOf(bands);
    }

    private static List<Band> channels(FileHeader header, J2kInfo info) throws CodestreamException {
        List<Band> components = components(info);
        if (header.palette().isEmpty()) {
            return components;
        }
        int[] precisions = header.palette().get().precisions();
        List<FileHeader.Mapping> mappings = new ArrayList<>(header.mappings());
        if (mappings.isEmpty()) {
            for (int column = 0; column < precisions.length; column++) {
                mappings.add(new FileHeader.Mapping(0, column));
            }
        }
        List<Band> channels = new ArrayList<>();
        for (FileHeader.Mapping mapping : mappings) {
            if (mapping.component() >= components.size() || mapping.column() >= precisions.length) {
                throw new CodestreamException(
                        CodestreamException.Kind.MALFORMED,
                        "JP2 component mapping box",
                        0,
                        "component " + mapping.component() + ", column " + mapping.column() + " of the palette");
            }
            Band component = components.get(mapping.component());
            channels.add(
                    mapping.column() < 0
                            ? component
                            : new Band(mapping.component(), mapping.column(), precisions[mapping.column()], false));
        }
        return List.copyOf(channels);
    }

    private static int colours(FileHeader.Colour colour) {
        if (colour instanceof FileHeader.Profile profile) {
            return profile.profile().getNumComponents();
        }
        return colour == FileHeader.Named.GREYSCALE ? 1 : 3;
    }

    /** Luminance and sub-sampled chrominance are what a file means that calls sub-sampled components RGB, too. */
    private static boolean isYcc(Optional<FileHeader.Colour> colour, List<Band> bands, J2kInfo info) {
        if (bands.size() != 3
                || colour.orElse(null) instanceof FileHeader.Profile
                || bands.stream()
                        .anyMatch(band -> band.precision() != bands.get(0).precision())
                || bands.get(0).signed()) {
            return false;
        }
        J2kInfo.Component first = info.components().get(bands.get(0).component());
        J2kInfo.Component second = info.components().get(bands.get(1).component());
        J2kInfo.Component third = info.components().get(bands.get(2).component());
        return colour.equals(Optional.of(FileHeader.Named.SYCC))
                || second.dx() > first.dx() && third.dx() == second.dx() && third.dy() == second.dy();
    }

    List<Band> bands() {
        return bands;
    }

    ColorSpace colorSpace() {
        return colorSpace;
    }

    boolean alpha() {
        return alpha;
    }

    boolean premultiplied() {
        return premultiplied;
    }

    /** Whether the bands are the components, in sequence and unchanged. */
    boolean isPlain() {
        for (int index = 0; index < bands.size(); index++) {
            if (bands.get(index).component() != index || bands.get(index).column() >= 0) {
                return false;
            }
        }
        return !ycc;
    }

    /** The smallest type of data that holds every band: bytes, unsigned shorts, shorts or ints. */
    int dataType() {
        int bits = 0;
        boolean signed = false;
        for (Band band : bands) {
            signed |= band.signed() && !ycc;
        }
        for (Band band : bands) {
            bits = Math.max(bits, band.precision() + (signed && !band.signed() ? 1 : 0));
        }
        if (bits > 16) {
            return DataBuffer.TYPE_INT;
        }
        return signed ? DataBuffer.TYPE_SHORT : bits > 8 ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE;
    }

    /** The types in which the image can be read, the natural one first. */
    List<ImageTypeSpecifier> types() {
        List<ImageTypeSpecifier> types = new ArrayList<>();
        ImageTypeSpecifier natural = naturalType();
        types.add(natural);
        int type = natural.getBufferedImageType();
        if (type == BufferedImage.TYPE_3BYTE_BGR) {
            types.add(ImageTypeSpecifier.createFromBufferedImageType(BufferedImage.TYPE_INT_RGB));
            types.add(ImageTypeSpecifier.createFromBufferedImageType(BufferedImage.TYPE_INT_BGR));
        } else if (type == BufferedImage.TYPE_4BYTE_ABGR) {
            types.add(ImageTypeSpecifier.createFromBufferedImageType(BufferedImage.TYPE_INT_ARGB));
        } else if (type == BufferedImage.TYPE_4BYTE_ABGR_PRE) {
            types.add(ImageTypeSpecifier.createFromBufferedImageType(BufferedImage.TYPE_INT_ARGB_PRE));
        }
        return types;
    }

    /** Samples keep their values and their bits; bytes of RGB lie as {@code BufferedImage}'s own types have them. */
    private ImageTypeSpecifier naturalType() {
        int count = bands.size();
        int dataType = dataType();
        int[] bits = bands.stream().mapToInt(Band::precision).toArray();
        boolean reversed = dataType == DataBuffer.TYPE_BYTE
                && colorSpace.isCS_sRGB()
                && Arrays.stream(bits).allMatch(precision -> precision == 8);
        int[] offsets = new int[count];
        Arrays.setAll(offsets, index -> reversed ? count - 1 - index : index);
        ColorModel colors = bands.stream().anyMatch(Band::signed) && !ycc
                ? new SignedColorModel(colorSpace, bits, alpha, premultiplied, dataType)
                : new ComponentColorModel(
                        colorSpace,
                        bits,
                        alpha,
                        premultiplied,
                        alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                        dataType);
        return new ImageTypeSpecifier(colors, new PixelInterleavedSampleModel(dataType, 1, 1, count, count, offsets));
    }

    /**
     * Makes a row of bands, sample next to sample, of a row of each component.
     *
     * @param components one array per component
     * @param from index of the first sample
     * @param step from one sample that is taken to the next
     * @param count samples that are taken
     * @param row takes count × bands samples
     */
    void row(int[][] components, int from, int step, int count, int[] row) {
        int width = bands.size();
        for (int index = 0; index < width; index++) {
            Band band = bands.get(index);
            int[] samples = components[band.component()];
            for (int x = 0, at = from; x < count; x++, at += step) {
                row[x * width + index] =
                        band.column() < 0 ? samples[at] : palette.orElseThrow().entry(band.column(), samples[at]);
            }
        }
        if (ycc) {
            toRgb(row, width, count);
        }
    }

    /** The equations of ICT (T.800 G.3.2), which are those of sYCC. */
    private void toRgb(int[] row, int width, int count) {
        int most = (1 << bands.get(0).precision()) - 1;
        int blueMiddle = bands.get(1).signed() ? 0 : most / 2 + 1;
        int redMiddle = bands.get(2).signed() ? 0 : most / 2 + 1;
        for (int x = 0; x < count; x++) {
            int y = row[x * width];
            int blue = row[x * width + 1] - blueMiddle;
            int red = row[x * width + 2] - redMiddle;
            row[x * width] = clamp(y + 1.402 * red, most);
            row[x * width + 1] = clamp(y - 0.344136 * blue - 0.714136 * red, most);
            row[x * width + 2] = clamp(y + 1.772 * blue, most);
        }
    }

    private static int clamp(double value, int most) {
        return (int) Math.max(0, Math.min(most, Math.rint(value)));
    }
}
