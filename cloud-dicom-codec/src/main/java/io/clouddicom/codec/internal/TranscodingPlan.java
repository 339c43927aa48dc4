package io.clouddicom.codec.internal;

import io.clouddicom.codec.BlockCoder;
import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.ProgressionOrder;
import io.clouddicom.codec.TranscodeOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the headers of a transcoded codestream say, derived from those of its source. Wavelet, quantiser and component
 * transform, tiles and the nominal size of code-blocks are those of the source.
 *
 * @param size the SIZ marker segment
 * @param image coding parameters of the main header
 * @param tiles the same by tile index, {@code image} itself for a tile that has nothing of its own
 */
record TranscodingPlan(ImageSize size, CodingParameters image, CodingParameters[] tiles) {
    /** Rsiz of codestreams that need extensions of Part 2. */
    private static final int PART_2 = 0x8000;

    static TranscodingPlan of(Codestream source, TranscodeOptions options) throws CodestreamException {
        ImageSize size = source.size();
        if ((size.capabilities() & PART_2) != 0) {
            throw Faults.unsupported(
                    "SIZ", 2 + source.start() - source.origin(), "extensions of Part 2 cannot be carried over");
        }
        boolean highThroughput = options.target() == BlockCoder.HIGH_THROUGHPUT;
        ImageSize target = new ImageSize(
                highThroughput ? MarkerSegments.PART_15 : 0,
                size.x0(),
                size.y0(),
                size.x1(),
                size.y1(),
                size.tileX0(),
                size.tileY0(),
                size.tileWidth(),
                size.tileHeight(),
                size.components());
        CodingParameters image = derive(source, source.parameters(), options);
        CodingParameters[] tiles = new CodingParameters[source.tiles().length];
        for (int index = 0; index < tiles.length; index++) {
            TileHeader header = source.tiles()[index];
            if (header == null) {
                throw Faults.truncated("SOT", source.end() - source.origin(), "no tile-part of tile " + index);
            }
            tiles[index] =
                    header.parameters == source.parameters() ? image : derive(source, header.parameters, options);
        }
        return new TranscodingPlan(target, image, tiles);
    }

    private static CodingParameters derive(Codestream source, CodingParameters from, TranscodeOptions options)
            throws CodestreamException {
        int components = from.styles.length;
        CodingParameters to = new CodingParameters(components);
        PacketStyle packets = from.packetStyle();
        to.packets = new PacketStyle(
                packets.startOfPacket(),
                packets.endOfHeader(),
                options.progression().orElse(packets.progression()),
                1,
                packets.componentTransform());
        for (int component = 0; component < components; component++) {
            if (from.regionShifts[component] != 0) {
                throw Faults.unsupported(
                        "RGN",
                        from.regionOffsets[component],
                        "a region of interest in component " + component + " cannot be carried over");
            }
            to.styles[component] = style(source, from.style(component), options);
            to.quantizations[component] = from.quantization(component);
        }
        Optional<ProgressionOrder> progression = options.progression();
        if (progression.isEmpty()) {
            List<ProgressionVolume> volumes = new ArrayList<>();
            for (ProgressionVolume volume : from.volumes) {
                volumes.add(new ProgressionVolume(
                        volume.firstResolution(),
                        volume.firstComponent(),
                        Math.min(volume.endLayer(), 1),
                        volume.endResolution(),
                        volume.endComponent(),
                        volume.progression()));
            }
            to.volumes = List.copyOf(volumes);
        }
        return to;
    }

    private static CodingStyle style(Codestream source, CodingStyle style, TranscodeOptions options)
            throws CodestreamException {
        int bits = style.blockStyle();
        if (options.target() == BlockCoder.HIGH_THROUGHPUT) {
            bits = bits & CodingStyle.VERTICALLY_CAUSAL | CodingStyle.HIGH_THROUGHPUT;
        } else if (style.highThroughput()) {
            bits &= style.mixed() ? CodingStyle.HIGH_THROUGHPUT - 1 : CodingStyle.VERTICALLY_CAUSAL;
        }
        byte[] precincts = style.precincts();
        Optional<List<EncodeOptions.Size>> wanted = options.precincts();
        if (wanted.isPresent()) {
            precincts = EncodingPlan.precincts(wanted.get(), style.levels());
        }
        CodingStyle target = new CodingStyle(
                style.levels(),
                style.blockWidthExponent(),
                style.blockHeightExponent(),
                bits,
                style.reversible(),
                precincts);
        for (int resolution = 0; resolution <= style.levels(); resolution++) {
            if (target.blockWidthExponentAt(resolution) != style.blockWidthExponentAt(resolution)
                    || target.blockHeightExponentAt(resolution) != style.blockHeightExponentAt(resolution)) {
                throw Faults.unsupported(
                        "COD",
                        source.headerEnd() - source.origin(),
                        "with the precincts wanted code-blocks of resolution " + resolution
                                + " would have another size");
            }
        }
        return target;
    }

    /** Whether a tile's precincts are those of the source. */
    boolean samePrecincts(TileHeader source) {
        CodingParameters tile = tiles[source.index];
        for (int component = 0; component < tile.styles.length; component++) {
            if (!Arrays.equals(
                    tile.style(component).precincts(),
                    source.parameters.style(component).precincts())) {
                return false;
            }
        }
        return true;
    }

    /** Number of tile-parts. */
    int tileParts(boolean byResolution) {
        long parts = 0;
        for (CodingParameters tile : tiles) {
            int most = 1;
            for (int component = 0; byResolution && component < tile.styles.length; component++) {
                most = Math.max(most, tile.style(component).levels() + 1);
            }
            parts += most;
        }
        return Math.toIntExact(parts);
    }
}
