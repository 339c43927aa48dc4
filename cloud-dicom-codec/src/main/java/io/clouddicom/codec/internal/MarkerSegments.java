package io.clouddicom.codec.internal;

/**
 * Writes the marker segments that say how an image and its tiles are coded (T.800 A.5 and A.6, T.814 A.2 and A.3).
 *
 * <p>The main header has COD and QCD for the first component, and COC and QCC for those that differ from it. A tile's
 * header has what differs from the main header, in such a way that the precedence of marker segments gives every
 * component what it has.
 */
final class MarkerSegments {
    /** That a codestream has CAP: what Rsiz says of Part 15. */
    static final int PART_15 = 0x4000;

    private static final int TILES_DIFFER = 1 << 11;
    private static final int IRREVERSIBLE = 1 << 5;

    private final ByteSink out;

    MarkerSegments(ByteSink out) {
        this.out = out;
    }

    /** SIZ. */
    void size(ImageSize size) {
        out.u16(Marker.SIZ);
        out.u16(38 + 3 * size.components().length);
        out.u16(size.capabilities());
        out.u32(size.x1());
        out.u32(size.y1());
        out.u32(size.x0());
        out.u32(size.y0());
        out.u32(size.tileWidth());
        out.u32(size.tileHeight());
        out.u32(size.tileX0());
        out.u32(size.tileY0());
        out.u16(size.components().length);
        for (ImageSize.Component component : size.components()) {
            out.u8(component.precision() - 1 | (component.signed() ? 0x80 : 0));
            out.u8(component.dx());
            out.u8(component.dy());
        }
    }

    /**
     * CAP for a codestream all of whose blocks are of the HT kind, each with one set of passes, and without RGN.
     *
     * @param tiles by tile index, or nothing when all tiles are as the image
     */
    void capabilities(CodingParameters image, CodingParameters... tiles) {
        int capabilities = 0;
        int planes = mostBitPlanes(image);
        boolean irreversible = irreversible(image);
        for (CodingParameters tile : tiles) {
            if (tile != image) {
                planes = Math.max(planes, mostBitPlanes(tile));
                irreversible |= irreversible(tile);
                capabilities |= image.sameCoding(tile) ? 0 : TILES_DIFFER;
            }
        }
        out.u16(Marker.CAP);
        out.u16(8);
        out.u32(1L << 32 - 15);
        out.u16(capabilities | (irreversible ? IRREVERSIBLE : 0) | magnitudeBound(planes));
    }

    private static boolean irreversible(CodingParameters parameters) {
        for (int component = 0; component < parameters.styles.length; component++) {
            if (!parameters.style(component).reversible()) {
                return true;
            }
        }
        return false;
    }

    private static int mostBitPlanes(CodingParameters parameters) {
        int most = 0;
        for (int component = 0; component < parameters.styles.length; component++) {
            Quantization quantization = parameters.quantization(component);
            for (int band = 0; band <= 3 * parameters.style(component).levels() && quantization.covers(band); band++) {
                most = Math.max(most, quantization.guardBits() + quantization.exponent(band) - 1);
            }
        }
        return most;
    }

    /** The bound of magnitudes that block decoders must hold (T.814 Table A.4). */
    private static int magnitudeBound(int planes) {
        if (planes <= 8) {
            return 0;
        }
        return planes < 28 ? planes - 8 : planes < 72 ? 13 + (planes >> 2) : 31;
    }

    /** COD, COC, QCD, QCC and POC of the main header. */
    void image(CodingParameters image) {
        style(image);
        quantization(image);
        if (!image.volumes.isEmpty()) {
            progressionChanges(image);
        }
    }

    /** The same of a tile's first header, as far as it differs from the main header. */
    void tile(CodingParameters image, CodingParameters tile) {
        if (tile == image) {
            return;
        }
        if (!tile.packetStyle().equals(image.packetStyle()) || !tile.style(0).equals(image.style(0))) {
            style(tile);
        } else {
            for (int component = 1; component < tile.styles.length; component++) {
                if (!tile.style(component).equals(image.style(component))) {
                    componentStyle(tile, component);
                }
            }
        }
        if (!tile.quantization(0).equals(image.quantization(0))) {
            quantization(tile);
        } else {
            for (int component = 1; component < tile.styles.length; component++) {
                if (!tile.quantization(component).equals(image.quantization(component))) {
                    componentQuantization(tile, component);
                }
            }
        }
        if (!tile.volumes.equals(image.volumes)) {
            progressionChanges(tile);
        }
    }

    private void style(CodingParameters parameters) {
        PacketStyle packets = parameters.packetStyle();
        CodingStyle style = parameters.style(0);
        boolean divided = divided(style);
        out.u16(Marker.COD);
        out.u16(12 + (divided ? style.levels() + 1 : 0));
        out.u8((divided ? 1 : 0) | (packets.startOfPacket() ? 2 : 0) | (packets.endOfHeader() ? 4 : 0));
        out.u8(packets.progression().ordinal());
        out.u16(packets.layers());
        out.u8(packets.componentTransform() ? 1 : 0);
        styleParameters(style, divided);
        for (int component = 1; component < parameters.styles.length; component++) {
            if (!parameters.style(component).equals(style)) {
                componentStyle(parameters, component);
            }
        }
    }

    private void componentStyle(CodingParameters parameters, int component) {
        CodingStyle style = parameters.style(component);
        boolean divided = divided(style);
        boolean wide = parameters.styles.length > 256;
        out.u16(Marker.COC);
        out.u16((wide ? 10 : 9) + (divided ? style.levels() + 1 : 0));
        component(component, wide);
        out.u8(divided ? 1 : 0);
        styleParameters(style, divided);
    }

    private static boolean divided(CodingStyle style) {
        for (byte precinct : style.precincts()) {
            if (precinct != (byte) 0xFF) {
                return true;
            }
        }
        return false;
    }

    private void styleParameters(CodingStyle style, boolean divided) {
        out.u8(style.levels());
        out.u8(style.blockWidthExponent() - 2);
        out.u8(style.blockHeightExponent() - 2);
        out.u8(style.blockStyle());
        out.u8(style.reversible() ? 1 : 0);
        if (divided) {
            out.write(style.precincts(), 0, style.precincts().length);
        }
    }

    private void component(int component, boolean wide) {
        if (wide) {
            out.u16(component);
        } else {
            out.u8(component);
        }
    }

    private void quantization(CodingParameters parameters) {
        Quantization common = parameters.quantization(0);
        out.u16(Marker.QCD);
        out.u16(3 + stepBytes(common));
        steps(common);
        for (int component = 1; component < parameters.quantizations.length; component++) {
            if (!parameters.quantization(component).equals(common)) {
                componentQuantization(parameters, component);
            }
        }
    }

    private void componentQuantization(CodingParameters parameters, int component) {
        boolean wide = parameters.quantizations.length > 256;
        Quantization quantization = parameters.quantization(component);
        out.u16(Marker.QCC);
        out.u16((wide ? 5 : 4) + stepBytes(quantization));
        component(component, wide);
        steps(quantization);
    }

    private static int stepBytes(Quantization quantization) {
        return quantization.steps().length * (quantization.style() == Quantization.NONE ? 1 : 2);
    }

    private void steps(Quantization quantization) {
        out.u8(quantization.guardBits() << 5 | quantization.style());
        for (int step : quantization.steps()) {
            if (quantization.style() == Quantization.NONE) {
                out.u8(step >> 11 << 3);
            } else {
                out.u16(step);
            }
        }
    }

    private void progressionChanges(CodingParameters parameters) {
        boolean wide = parameters.styles.length > 256;
        out.u16(Marker.POC);
        out.u16(2 + (wide ? 9 : 7) * parameters.volumes.size());
        for (ProgressionVolume volume : parameters.volumes) {
            out.u8(volume.firstResolution());
            component(volume.firstComponent(), wide);
            out.u16(volume.endLayer());
            out.u8(volume.endResolution());
            // 256 is written as zero in a byte.
            component(volume.endComponent(), wide);
            out.u8(volume.progression().ordinal());
        }
    }
}
