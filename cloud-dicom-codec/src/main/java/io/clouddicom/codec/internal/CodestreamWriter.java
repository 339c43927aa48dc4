package io.clouddicom.codec.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;

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
    private final MarkerSegments segments = new MarkerSegments(out);
    private final ByteSink lengths = new ByteSink();
    private CodingParameters imageParameters;
    private int tilePartLengths;
    private int tileParts;

    @SuppressWarnings("NullAway.Init")
    CodestreamWriter() {}

    /**
     * What is written beside the image itself.
     *
     * @param tilePartLengths whether TLM is written
     * @param packetLengths whether PLT is written
     * @param partsByResolution whether each resolution is a tile-part of its own
     * @param comment text of COM, or empty
     */
    record Extras(boolean tilePartLengths, boolean packetLengths, boolean partsByResolution, String comment) {}

    /** Begins a codestream all of whose tiles are coded as the image. */
    void start(EncodingPlan plan, Extras extras) {
        int parts = extras.partsByResolution ? plan.style().levels() + 1 : 1;
        start(
                plan.size(),
                extras,
                Math.multiplyExact(plan.size().tilesAcross() * plan.size().tilesDown(), parts),
                plan.parameters());
    }

    /**
     * Begins a codestream with its main header.
     *
     * @param parts number of tile-parts that will follow
     * @param image how it is coded
     * @param tiles the same by tile index; none when all tiles are as the image
     */
    void start(ImageSize size, Extras extras, int parts, CodingParameters image, CodingParameters... tiles) {
        out.clear();
        tileParts = 0;
        imageParameters = image;
        out.u16(Marker.SOC);
        segments.size(size);
        if ((size.capabilities() & MarkerSegments.PART_15) != 0) {
            segments.capabilities(image, tiles);
        }
        segments.image(image);
        tilePartLengths = -1;
        if (extras.tilePartLengths) {
            reserveTilePartLengths(parts);
        }
        if (!extras.comment.isEmpty()) {
            byte[] text = extras.comment.getBytes(StandardCharsets.ISO_8859_1);
            out.u16(Marker.COM);
            out.u16(4 + text.length);
            out.u16(1);
            out.write(text, 0, text.length);
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

    /** Writes the tile-parts of a tile whose packets are prepared and that is coded as the image. */
    void writeTile(Tile tile, PacketWriter packets, Extras extras) {
        writeTile(tile, imageParameters, packets, extras);
    }

    /** Writes the tile-parts of a tile whose packets are prepared. */
    void writeTile(Tile tile, CodingParameters parameters, PacketWriter packets, Extras extras) {
        if (!extras.partsByResolution) {
            writeTilePart(tile, parameters, packets, extras, tile.volumes(parameters), 0, 1);
            return;
        }
        int components = tile.components.length;
        for (int resolution = 0; resolution < tile.mostResolutions; resolution++) {
            ProgressionVolume volume = new ProgressionVolume(
                    resolution, 0, tile.packets.layers(), resolution + 1, components, tile.packets.progression());
            writeTilePart(tile, parameters, packets, extras, List.of(volume), resolution, tile.mostResolutions);
        }
    }

    private void writeTilePart(
            Tile tile,
            CodingParameters parameters,
            PacketWriter packets,
            Extras extras,
            List<ProgressionVolume> volumes,
            int part,
            int of) {
        int start = out.length();
        out.u16(Marker.SOT);
        out.u16(10);
        out.u16(tile.index);
        out.u32(0);
        out.u8(part);
        out.u8(of);
        if (part == 0) {
            segments.tile(imageParameters, parameters);
        }
        if (extras.packetLengths) {
            writePacketLengths(packets, volumes);
        }
        out.u16(Marker.SOD);
        packets.sequence(volumes, (precinct, layer) -> packets.write(precinct, layer, out));
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
    private void writePacketLengths(PacketWriter packets, List<ProgressionVolume> volumes) {
        lengths.clear();
        int[] segment = {0, 0};
        packets.sequence(volumes, (precinct, layer) -> {
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
