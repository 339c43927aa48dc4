package io.clouddicom.codec.imageio;

import java.awt.color.ICC_Profile;
import java.util.List;
import java.util.Optional;

/**
 * What the header boxes of a JP2 or JPH file (T.800 Annex I) say about how components become colours. A codestream without
 * a file has an empty header.
 *
 * @param file whether there is a file around the codestream
 * @param codestreamOffset where the codestream begins, in bytes
 * @param colour the first colour specification that is understood
 * @param palette the palette, if the file has one
 * @param mappings what channels are made of; without a palette each component is a channel
 * @param definitions what channels mean; empty when the file does not say
 * @param resolution grid points per metre
 */
record FileHeader(
        boolean file,
        int codestreamOffset,
        Optional<Colour> colour,
        Optional<Palette> palette,
        List<Mapping> mappings,
        List<Definition> definitions,
        Optional<Resolution> resolution) {

    /** A codestream alone. */
    static final FileHeader NONE =
            new FileHeader(false, 0, Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty());

    /** The meaning of colours. */
    sealed interface Colour {}

    /** Colour spaces that are named by a number. */
    enum Named implements Colour {
        SRGB(16, "sRGB"),
        GREYSCALE(17, "greyscale"),
        SYCC(18, "sYCC");

        final int number;
        final String label;

        Named(int number, String label) {
            this.number = number;
            this.label = label;
        }
    }

    /** A colour space given by its profile. */
    record Profile(ICC_Profile profile) implements Colour {}

    /**
     * Where a channel comes from.
     *
     * @param component the component
     * @param column column of the palette, or -1 for the component's own samples
     */
    record Mapping(int component, int column) {}

    /**
     * What a channel means.
     *
     * @param channel the channel
     * @param type 0 colour, 1 opacity, 2 premultiplied opacity, others unknown
     * @param association 0 the whole image, n the n-th colour
     */
    record Definition(int channel, int type, int association) {}

    /**
     * Grid points per metre.
     *
     * @param horizontal along a row
     * @param vertical along a column
     */
    record Resolution(double horizontal, double vertical) {}
}
