package io.clouddicom.codec.internal;

import java.util.Arrays;
import java.util.List;

/**
 * Writes the packets of a tile (T.800 B.9, B.10, B.12).
 *
 * <p>All packet headers are made first, precinct by precinct, so that few tag trees serve them all and the lengths
 * are known before anything is written; then packets are put together in the sequence of the progression.
 */
final class PacketWriter {
    /** Takes packets in sequence. */
    interface Visitor {
        /** A packet of a precinct. */
        void packet(Precinct precinct, int layer);
    }

    private final ByteSink headers = new ByteSink();
    private final PacketBitSink bits = new PacketBitSink(headers);
    private final PartState[] states = {new PartState(), new PartState(), new PartState()};

    private CodedBlocks blocks;
    private BlockLayers layering;
    private Tile tile;
    /** By packet number: where its header begins; and the length of header and body. */
    private int[] starts = new int[64];

    private int[] lengths = new int[64];
    private int count;
    private int preparedLayers;
    /** Packets of the tile put out so far. */
    private int written;

    /** What the packets of one precinct told of one subband so far. */
    private static final class PartState {
        final TagTreeWriter inclusion = new TagTreeWriter();
        final TagTreeWriter zeroBitPlanes = new TagTreeWriter();
        /** By code-block: Lblock (B.10.7.1). */
        int[] lengthBits = new int[64];

        void start(Precinct.Part part, BlockLayers layering) {
            int blocks = part.blocks.length;
            if (blocks == 0) {
                return;
            }
            if (lengthBits.length < blocks) {
                lengthBits = new int[2 * blocks];
            }
            Arrays.fill(lengthBits, 0, blocks, 3);
            inclusion.start(part.across, part.down);
            zeroBitPlanes.start(part.across, part.down);
            for (int index = 0; index < blocks; index++) {
                Codeblock block = part.blocks[index];
                inclusion.set(index, layering.firstLayer(block));
                zeroBitPlanes.set(index, block.passes == 0 ? block.band.codedBitPlanes() : block.zeroBitPlanes);
            }
            inclusion.close();
            zeroBitPlanes.close();
        }
    }

    @SuppressWarnings("NullAway.Init")
    PacketWriter() {}

    /** Makes the headers of all packets of a tile. */
    void prepare(Tile of, CodedBlocks coded, BlockLayers layers) {
        prepare(of, coded, layers, of.packets.layers());
    }

    /** Makes the headers of the packets of a tile that are in the first layers. */
    void prepare(Tile of, CodedBlocks coded, BlockLayers layers, int layerCount) {
        tile = of;
        preparedLayers = layerCount;
        blocks = coded;
        layering = layers;
        headers.clear();
        count = 0;
        written = 0;
        for (TileComponent component : of.components) {
            for (Resolution resolution : component.resolutions) {
                for (Precinct precinct : resolution.precincts) {
                    precinct.firstPacket = count;
                    prepare(precinct);
                }
            }
        }
    }

    private void prepare(Precinct precinct) {
        int layers = preparedLayers;
        if (starts.length < count + layers) {
            starts = Arrays.copyOf(starts, 2 * starts.length + layers);
            lengths = Arrays.copyOf(lengths, starts.length);
        }
        for (int part = 0; part < precinct.parts.length; part++) {
            states[part].start(precinct.parts[part], layering);
        }
        for (int layer = 0; layer < layers; layer++) {
            starts[count] = headers.length();
            int bodyLength = writeHeader(precinct, layer);
            if (tile.packets.endOfHeader()) {
                headers.u16(Marker.EPH);
            }
            lengths[count] = headers.length() - starts[count] + bodyLength + startMarkerLength();
            count++;
        }
    }

    private int startMarkerLength() {
        return tile.packets.startOfPacket() ? 6 : 0;
    }

    private int writeHeader(Precinct precinct, int layer) {
        if (isEmpty(precinct, layer)) {
            bits.bit(0);
            bits.align();
            return 0;
        }
        bits.bit(1);
        int bodyLength = 0;
        for (int part = 0; part < precinct.parts.length; part++) {
            bodyLength += writePart(precinct.parts[part], states[part], layer);
        }
        bits.align();
        return bodyLength;
    }

    private boolean isEmpty(Precinct precinct, int layer) {
        for (Precinct.Part part : precinct.parts) {
            for (Codeblock block : part.blocks) {
                if (layering.passes(block, layer) != layering.passes(block, layer - 1)) {
                    return false;
                }
            }
        }
        return true;
    }

    private int writePart(Precinct.Part part, PartState state, int layer) {
        int bodyLength = 0;
        for (int y = 0; y < part.down; y++) {
            for (int x = 0; x < part.across; x++) {
                int index = y * part.across + x;
                Codeblock block = part.blocks[index];
                int before = layering.passes(block, layer - 1);
                int passes = layering.passes(block, layer) - before;
                if (before > 0) {
                    bits.bit(passes > 0 ? 1 : 0);
                } else {
                    state.inclusion.write(x, y, layer + 1, bits);
                    if (passes > 0) {
                        state.zeroBitPlanes.write(x, y, block.zeroBitPlanes + 1, bits);
                    }
                }
                if (passes > 0) {
                    writePassCount(passes);
                    writeLengths(state, index, block, before, before + passes);
                    bodyLength += blocks.length(block, before + passes) - blocks.length(block, before);
                }
            }
        }
        return bodyLength;
    }

    /** The lengths of the codeword segments that the passes are parts of, all told with one Lblock (B.10.7). */
    private void writeLengths(PartState state, int index, Codeblock block, int firstPass, int endPass) {
        int wanted = state.lengthBits[index];
        for (int pass = firstPass, end; pass < endPass; pass = end) {
            end = Math.min(endPass, segmentEnd(block, pass));
            int length = blocks.length(block, end) - blocks.length(block, pass);
            wanted = Math.max(wanted, 32 - Integer.numberOfLeadingZeros(length) - log2(end - pass));
        }
        for (; state.lengthBits[index] < wanted; state.lengthBits[index]++) {
            bits.bit(1);
        }
        bits.bit(0);
        for (int pass = firstPass, end; pass < endPass; pass = end) {
            end = Math.min(endPass, segmentEnd(block, pass));
            int length = blocks.length(block, end) - blocks.length(block, pass);
            bits.bits(length, wanted + log2(end - pass));
        }
    }

    private static int segmentEnd(Codeblock block, int pass) {
        CodingStyle style = block.band.style;
        return style.highThroughput() ? CodingStyle.highThroughputSegmentEnd(pass) : style.segmentEnd(pass);
    }

    private static int log2(int value) {
        return 31 - Integer.numberOfLeadingZeros(value);
    }

    /** Table B.4. */
    private void writePassCount(int passes) {
        if (passes == 1) {
            bits.bit(0);
        } else if (passes == 2) {
            bits.bits(2, 2);
        } else if (passes <= 5) {
            bits.bits(3 << 2 | passes - 3, 4);
        } else if (passes <= 36) {
            bits.bits(15 << 5 | passes - 6, 9);
        } else {
            bits.bits(511 << 7 | passes - 37, 16);
        }
    }

    /** Length of all packets prepared, and, if wanted, of the bytes that tell it in PLT. */
    long length(boolean packetLengths) {
        long sum = 0;
        long told = 0;
        for (int packet = 0; packet < count; packet++) {
            sum += lengths[packet];
            told += lengthBytes(lengths[packet]);
        }
        // Each further marker segment has five bytes of its own, and is not always full.
        return packetLengths ? sum + told + told / 65_000 * 5 : sum;
    }

    /** Bytes that a packet's length takes in PLT. */
    static int lengthBytes(int length) {
        return Math.max(1, (38 - Integer.numberOfLeadingZeros(length)) / 7);
    }

    /** Length of a packet, header and body. */
    int length(Precinct precinct, int layer) {
        return lengths[precinct.firstPacket + layer];
    }

    /** Writes a packet; to be called in the sequence of the progression, since SOP counts packets. */
    void write(Precinct precinct, int layer, ByteSink out) {
        if (tile.packets.startOfPacket()) {
            out.u16(Marker.SOP);
            out.u16(4);
            out.u16(written);
        }
        written++;
        int packet = precinct.firstPacket + layer;
        int end = packet + 1 < count ? starts[packet + 1] : headers.length();
        headers.copyTo(out, starts[packet], end - starts[packet]);
        for (Precinct.Part part : precinct.parts) {
            for (Codeblock block : part.blocks) {
                int before = layering.passes(block, layer - 1);
                int passes = layering.passes(block, layer);
                if (passes > before) {
                    int from = blocks.length(block, before);
                    out.write(blocks.bytes(), blocks.offset(block) + from, blocks.length(block, passes) - from);
                }
            }
        }
    }

    /**
     * Goes over the packets of some volumes of a tile in sequence; one that is in several volumes comes with the first
     * (T.800 B.12.2).
     */
    void sequence(List<ProgressionVolume> volumes, Visitor visitor) {
        for (TileComponent component : tile.components) {
            for (Resolution resolution : component.resolutions) {
                for (Precinct precinct : resolution.precincts) {
                    precinct.layersDone = 0;
                }
            }
        }
        for (ProgressionVolume volume : volumes) {
            sequence(volume, visitor);
        }
    }

    private void sequence(ProgressionVolume volume, Visitor visitor) {
        int layers = Math.min(volume.endLayer(), tile.packets.layers());
        int resolutions = Math.min(volume.endResolution(), tile.mostResolutions);
        switch (volume.progression()) {
            case LRCP -> {
                for (int layer = 0; layer < layers; layer++) {
                    for (int resolution = volume.firstResolution(); resolution < resolutions; resolution++) {
                        components(volume, resolution, layer, visitor);
                    }
                }
            }
            case RLCP -> {
                for (int resolution = volume.firstResolution(); resolution < resolutions; resolution++) {
                    for (int layer = 0; layer < layers; layer++) {
                        components(volume, resolution, layer, visitor);
                    }
                }
            }
            case RPCL, PCRL, CPRL -> {
                for (Precinct precinct : tile.byPosition(volume)) {
                    for (int layer = precinct.layersDone; layer < layers; layer++) {
                        visit(precinct, layer, visitor);
                    }
                }
            }
        }
    }

    private void components(ProgressionVolume volume, int resolution, int layer, Visitor visitor) {
        for (int component = volume.firstComponent(); component < volume.endComponent(); component++) {
            Resolution[] resolutions = tile.components[component].resolutions;
            if (resolution < resolutions.length) {
                for (Precinct precinct : resolutions[resolution].precincts) {
                    if (layer == precinct.layersDone) {
                        visit(precinct, layer, visitor);
                    }
                }
            }
        }
    }

    private static void visit(Precinct precinct, int layer, Visitor visitor) {
        visitor.packet(precinct, layer);
        precinct.layersDone = layer + 1;
    }
}
