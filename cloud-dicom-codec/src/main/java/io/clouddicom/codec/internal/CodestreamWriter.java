package io.clouddicom.codec.internal;

import java.nio.charset.StandardCharsets;

/**
 * Writes a codestream: the main header, and tile-parts with their packets (T.800 Annex A, T.814 Annex A).
 *
 * <p>Room for TLM is made in the main header and filled in while tile-parts are written.
 */
final class CodestreamWriter {
    private static final int MOST_SEGMENT = 65535;
    private static final int TLM_ENTRY = 6;
    private static final int TLM_ENTRIES = (MOST_SEGMENT - 4) / TLM_ENTRY;

    private final ByteSink out = new ByteSink();
    private final ByteSink lengths = new ByteSink();
    private int tilePartLengths;
    private int tileParts;

    /**
     * What is written beside the image itself.
     *
     * @param tilePartLengths whether TLM is written
     * @param packetLengths whether PLT is written
     * @param partsByResolution whether each resolution is a tile-part of its own
     * @param comment text of COM, or empty
     */
    record Extras(boolean tilePartLengths, boolean packetLengths, boolean partsByResolution, String comment) {}

    /** Begins a codestream with its main header. */
    void start(EncodingPlan plan, Extras extras) {
        out.clear();
        tileParts = 0;
        out.u16(Marker.SOC);
        writeSize(plan.size());
        if (plan.style().highThroughput()) {
            writeCapabilities(plan);
        }
        writeStyle(plan);
        writeQuantization(plan.quantization());
        tilePartLengths = -1;
        if (extras.tilePartLengths) {
            int parts = extras.partsByResolution ? plan.style().levels() + 1 : 1;
            reserveTilePartLengths(
                    Math.multiplyExact(plan.size().tilesAcross() * plan.size().tilesDown(), parts));
        }
        if (!extras.comment.isEmpty()) {
            byte[] text = extras.comment.getBytes(StandardCharsets.ISO_8859_1);
            out.u16(Marker.COM);
            out.u16(4 + text.length);
            out.u16(1);
            out.write(text, 0, text.length);
        }
    }

    private void writeSize(ImageSize size) {
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

    /** Part 15 alone: all blocks of the HT kind, each with one set of passes, with or without the 9/7 wavelet. */
    private void writeCapabilities(EncodingPlan plan) {
        out.u16(Marker.CAP);
        out.u16(8);
        out.u32(1L << 32 - 15);
        out.u16((plan.style().reversible() ? 0 : 1 << 5) | magnitudeBound(plan));
    }

    /** The bound of magnitudes that block decoders must hold (T.814 Table A.4). */
    private static int magnitudeBound(EncodingPlan plan) {
        int most = 0;
        for (int band = 0; band <= 3 * plan.style().levels(); band++) {
            most = Math.max(
                    most, plan.quantization().guardBits() + plan.quantization().exponent(band) - 1);
        }
        if (most <= 8) {
            return 0;
        }
        return most < 28 ? most - 8 : most < 72 ? 13 + (most >> 2) : 31;
    }

    private void writeStyle(EncodingPlan plan) {
        CodingStyle style = plan.style();
        boolean divided = false;
        for (byte precinct : style.precincts()) {
            divided |= precinct != (byte) 0xFF;
        }
        out.u16(Marker.COD);
        out.u16(12 + (divided ? style.levels() + 1 : 0));
        out.u8((divided ? 1 : 0)
                | (plan.packets().startOfPacket() ? 2 : 0)
                | (plan.packets().endOfHeader() ? 4 : 0));
        out.u8(plan.packets().progression().ordinal());
        out.u16(plan.packets().layers());
        out.u8(plan.packets().componentTransform() ? 1 : 0);
        out.u8(style.levels());
        out.u8(style.blockWidthExponent() - 2);
        out.u8(style.blockHeightExponent() - 2);
        out.u8(style.blockStyle());
        out.u8(style.reversible() ? 1 : 0);
        if (divided) {
            out.write(style.precincts(), 0, style.precincts().length);
        }
    }

    private void writeQuantization(Quantization quantization) {
        int[] steps = quantization.steps();
        boolean none = quantization.style() == Quantization.NONE;
        out.u16(Marker.QCD);
        out.u16(3 + steps.length * (none ? 1 : 2));
        out.u8(quantization.guardBits() << 5 | quantization.style());
        for (int step : steps) {
            if (none) {
                out.u8(step >> 11 << 3);
            } else {
                out.u16(step);
            }
        }
    }

    private void reserveTilePartLengths(int parts) {
        if (parts > 256 * TLM_ENTRIES) {
            throw new IllegalArgumentException(parts + " tile-parts are more than TLM can hold");
        }
        tilePartLengths = out.length();
        for (int done = 0, index = 0; done < parts; done += TLM_ENTRIES, index++) {
            int entries = Math.min(TLM_ENTRIES, parts - done);
            out.u16(Marker.TLM);
            out.u16(4 + TLM_ENTRY * entries);
            out.u8(index);
            // Tile indexes of 16 bits, lengths of 32.
            out.u8(0x60);
            out.skip(TLM_ENTRY * entries);
        }
    }

    /** Writes the tile-parts of a tile whose packets are prepared. */
    void writeTile(Tile tile, PacketWriter packets, Extras extras) {
        if (!extras.partsByResolution) {
            writeTilePart(tile, packets, extras, 0, tile.mostResolutions, 0, 1);
            return;
        }
        for (int resolution = 0; resolution < tile.mostResolutions; resolution++) {
            writeTilePart(tile, packets, extras, resolution, resolution + 1, resolution, tile.mostResolutions);
        }
    }

    private void writeTilePart(
            Tile tile, PacketWriter packets, Extras extras, int firstResolution, int endResolution, int part, int of) {
        int start = out.length();
        out.u16(Marker.SOT);
        out.u16(10);
        out.u16(tile.index);
        out.u32(0);
        out.u8(part);
        out.u8(of);
        if (extras.packetLengths) {
            writePacketLengths(packets, firstResolution, endResolution);
        }
        out.u16(Marker.SOD);
        packets.sequence(firstResolution, endResolution, (precinct, layer) -> packets.write(precinct, layer, out));
        int length = out.length() - start;
        out.setU32(start + 6, length);
        if (tilePartLengths >= 0) {
            int entry = tilePartLengths
                    + tileParts / TLM_ENTRIES * (6 + TLM_ENTRY * TLM_ENTRIES)
                    + 6
                    + tileParts % TLM_ENTRIES * TLM_ENTRY;
            out.setU16(entry, tile.index);
            out.setU32(entry + 2, length);
        }
        tileParts++;
    }

    /** PLT: each length in groups of seven bits, the most significant first. No length is divided among segments. */
    private void writePacketLengths(PacketWriter packets, int firstResolution, int endResolution) {
        lengths.clear();
        int[] segment = {0, 0};
        packets.sequence(firstResolution, endResolution, (precinct, layer) -> {
            int length = packets.length(precinct, layer);
            int groups = PacketWriter.lengthBytes(length);
            if (lengths.length() - segment[0] + groups > MOST_SEGMENT - 3) {
                flushPacketLengths(segment);
            }
            for (int group = groups - 1; group >= 0; group--) {
                lengths.u8(length >> 7 * group & 0x7F | (group > 0 ? 0x80 : 0));
            }
        });
        if (lengths.length() > segment[0]) {
            flushPacketLengths(segment);
        }
    }

    private void flushPacketLengths(int[] segment) {
        if (segment[1] > 255) {
            throw new IllegalArgumentException("more packets in a tile-part than PLT can hold");
        }
        int count = lengths.length() - segment[0];
        out.u16(Marker.PLT);
        out.u16(3 + count);
        out.u8(segment[1]);
        lengths.copyTo(out, segment[0], count);
        segment[0] = lengths.length();
        segment[1]++;
    }

    /** Ends the codestream. */
    byte[] finish() {
        out.u16(Marker.EOC);
        return out.toArray();
    }

    /** Length so far. */
    int length() {
        return out.length();
    }
}
