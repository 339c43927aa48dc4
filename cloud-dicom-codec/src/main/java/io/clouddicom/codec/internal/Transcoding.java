package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.TranscodeOptions;
import java.nio.ByteBuffer;

/** Transcodes a codestream tile by tile. Keeps its work spaces, and a tile's layouts where the next image has the same. */
public final class Transcoding {
    private final InputBytes input = new InputBytes();
    private final PacketReader packetReader = new PacketReader();
    private final BlockTranscoding blocks = new BlockTranscoding();
    private final BlockLayers layers = new BlockLayers();
    private final PacketWriter packetWriter = new PacketWriter();
    private final CodestreamWriter writer = new CodestreamWriter();
    private final KeptTile source = new KeptTile();
    private final KeptTile target = new KeptTile();

    /** See {@link io.clouddicom.codec.J2kTranscoder}. */
    public byte[] transcode(ByteBuffer buffer, TranscodeOptions options) throws CodestreamException {
        input.take(buffer);
        Limits limits = new Limits(options.mostPixels(), options.mostComponents(), options.mostMemoryBytes());
        Codestream codestream = CodestreamReader.read(input.data, input.from, input.to, limits);
        TranscodingPlan plan = TranscodingPlan.of(codestream, options);
        CodestreamWriter.Extras extras = new CodestreamWriter.Extras(
                options.tilePartLengths().orElse(codestream.tilePartLengths()),
                options.packetLengths().orElse(codestream.packetLengths()),
                options.tilePartsByResolution(),
                "");
        writer.start(plan.size(), extras, plan.tileParts(options.tilePartsByResolution()), plan.image(), plan.tiles());
        layers.single();
        for (int index = 0; index < codestream.tiles().length; index++) {
            TileHeader header = codestream.tiles()[index];
            if (header != null) {
                transcode(codestream, header, plan, options, extras);
            }
        }
        return writer.finish();
    }

    private void transcode(
            Codestream codestream,
            TileHeader header,
            TranscodingPlan plan,
            TranscodeOptions options,
            CodestreamWriter.Extras extras)
            throws CodestreamException {
        long offset = header.spanCount == 0 ? 0 : header.spans[0] - codestream.origin();
        // Both layouts and the coded blocks share the limit.
        long memory = options.mostMemoryBytes() / 3;
        Tile from = source.layOut(codestream.size(), header.parameters, header.index, memory, offset);
        CodingParameters parameters = plan.tiles()[header.index];
        Tile to = target.layOut(plan.size(), parameters, header.index, memory, offset);
        packetReader.read(codestream, from, header, 0, false);
        blocks.transcode(
                codestream,
                from,
                to,
                plan.samePrecincts(header),
                memory,
                options.executor().orElse(null));
        packetWriter.prepare(to, blocks.coded(), layers);
        writer.writeTile(to, parameters, packetWriter, extras);
    }
}
