package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Decodes a codestream tile by tile. Keeps its work spaces, and a tile's layout where the next image has the same. */
public final class ImageDecoder {
    /** Below this many samples helpers cost more than they bring. */
    private static final long LEAST_SHARED_SAMPLES = 1 << 16;

    private final PacketReader packetReader = new PacketReader();
    private final BlockQueue queue = new BlockQueue();
    /** By zone and component. */
    private SubbandSynthesis[][] syntheses = {new SubbandSynthesis[0]};
    /** By zone. */
    private TileOutput[] outputs = {new TileOutput()};

    private final KeptTile kept = new KeptTile();

    /**
     * What of an image is decoded.
     *
     * @param reduction resolution levels to leave out
     * @param x0 left edge on the reference grid
     * @param y0 top edge
     * @param x1 right edge, exclusive
     * @param y1 bottom edge, exclusive
     */
    record Wanted(int reduction, int x0, int y0, int x1, int y1) {
        /** The wanted part of a component. */
        TileOutput.Window window(ImageSize.Component component) {
            return new TileOutput.Window(
                    edge(x0, component.dx()),
                    edge(y0, component.dy()),
                    edge(x1, component.dx()),
                    edge(y1, component.dy()));
        }

        private int edge(int grid, int sampling) {
            return ImageSize.ceilShift((int) ImageSize.ceilDiv(grid, sampling), reduction);
        }
    }

    /**
     * Decodes; samples go to the sink in no particular sequence of rows.
     *
     * @return whether everything was there; false only when {@code tolerant}
     */
    boolean decode(
            Codestream codestream,
            Wanted wanted,
            Limits limits,
            boolean tolerant,
            @Nullable Executor executor,
            SampleSink sink)
            throws CodestreamException {
        ImageSize size = codestream.size();
        int components = size.components().length;
        TileOutput.Window[] windows = new TileOutput.Window[components];
        for (int component = 0; component < components; component++) {
            windows[component] = wanted.window(size.components()[component]);
        }
        boolean complete = true;
        for (int row = 0; row < size.tilesDown(); row++) {
            if (size.tileBottom(row) <= wanted.y0 || size.tileTop(row) >= wanted.y1) {
                continue;
            }
            for (int column = 0; column < size.tilesAcross(); column++) {
                if (size.tileRight(column) <= wanted.x0 || size.tileLeft(column) >= wanted.x1) {
                    continue;
                }
                int index = row * size.tilesAcross() + column;
                TileHeader header = codestream.tiles()[index];
                if (header == null) {
                    if (!tolerant) {
                        throw Faults.truncated(
                                "SOT", codestream.end() - codestream.origin(), "no tile-part of tile " + index);
                    }
                    complete = false;
                    header = new TileHeader(index, codestream.parameters());
                }
                complete &= decodeTile(codestream, header, wanted.reduction, limits, tolerant, executor, windows, sink);
            }
        }
        return complete;
    }

    /** Ends in the input of what an image needs, by reduction. */
    int[] prefixEnds(Codestream codestream, Limits limits) throws CodestreamException {
        int levels = 32;
        for (int component = 0; component < codestream.size().components().length; component++) {
            levels = Math.min(levels, codestream.parameters().style(component).levels());
        }
        int[] ends = new int[levels + 1];
        packetReader.recordEnds(ends);
        try {
            for (int index = 0; index < codestream.tiles().length; index++) {
                TileHeader header = codestream.tiles()[index];
                if (header == null) {
                    throw Faults.truncated(
                            "SOT", codestream.end() - codestream.origin(), "no tile-part of tile " + index);
                }
                packetReader.read(codestream, layOut(codestream, header, limits), header, 0, false);
            }
        } finally {
            packetReader.recordEnds(new int[0]);
        }
        return ends;
    }

    private boolean decodeTile(
            Codestream codestream,
            TileHeader header,
            int reduction,
            Limits limits,
            boolean tolerant,
            @Nullable Executor executor,
            TileOutput.Window[] windows,
            SampleSink sink)
            throws CodestreamException {
        Tile tile = layOut(codestream, header, limits);
        for (TileComponent component : tile.components) {
            if (reduction >= component.resolutions.length) {
                throw Faults.unsupported(
                        "COD",
                        codestream.headerEnd() - codestream.origin(),
                        "reduction by " + reduction + " levels of " + component.style.levels());
            }
        }
        boolean complete = packetReader.read(codestream, tile, header, reduction, tolerant);
        Executor helpers = executor != null && samples(tile, reduction) >= LEAST_SHARED_SAMPLES ? executor : null;
        RowStripes stripes = planSyntheses(codestream, tile, reduction, limits, helpers != null);
        queue.start(stripes);
        for (int component = 0; component < tile.components.length; component++) {
            enqueue(tile.components[component], component, windows[component], stripes);
        }
        for (int zone = 0; zone < stripes.zones(); zone++) {
            for (SubbandSynthesis synthesis : syntheses[zone]) {
                synthesis.start(helpers == null ? 0 : BlockQueue.ahead(stripes));
            }
            outputs[zone].start(codestream, tile, syntheses[zone]);
        }
        queue.decode(codestream, tile, syntheses, helpers, (zone, stripe) -> {
            for (SubbandSynthesis synthesis : syntheses[zone]) {
                synthesis.synthesise(stripe);
            }
            outputs[zone].write(codestream, tile, syntheses[zone], windows, stripes, stripe, sink);
        });
        return complete;
    }

    private static long samples(Tile tile, int reduction) {
        long samples = 0;
        for (TileComponent component : tile.components) {
            Resolution area = component.resolutions[component.resolutions.length - 1 - reduction];
            samples += (long) area.width() * area.height();
        }
        return samples;
    }

    private Tile layOut(Codestream codestream, TileHeader header, Limits limits) throws CodestreamException {
        long offset = header.spanCount == 0 ? 0 : header.spans[0] - codestream.origin();
        return kept.layOut(codestream.size(), header.parameters, header.index, limits.memoryBytes(), offset);
    }

    private void enqueue(TileComponent component, int index, TileOutput.Window window, RowStripes stripes) {
        int top = syntheses[0][index].top;
        for (int resolution = 0; resolution <= top; resolution++) {
            for (Precinct precinct : component.resolutions[resolution].precincts) {
                for (Precinct.Part part : precinct.parts) {
                    for (Codeblock block : part.blocks) {
                        if (!reaches(block, top, window)) {
                            block.drop();
                        }
                        enqueue(block, index, stripes.zones());
                    }
                }
            }
        }
    }

    private void enqueue(Codeblock block, int component, int zones) {
        int first = 0;
        while (first < zones - 1 && !syntheses[first][component].wants(block)) {
            first++;
        }
        int last = first;
        while (last < zones - 1 && syntheses[last + 1][component].wants(block)) {
            last++;
        }
        if (first == last) {
            queue.add(block, component, first, syntheses[first][component].stripe(block));
            return;
        }
        for (int zone = first; zone <= last; zone++) {
            syntheses[zone][component].pin(block, zone == last);
        }
        if (last == first + 1 && syntheses[first][component].wantsLast(block)) {
            queue.addEdge(block, component, last);
        } else {
            queue.addCommon(block, component, first, last);
        }
    }

    /**
     * Whether a block's coefficients reach samples of a window at a resolution. The wavelets reach four coefficients of
     * a subband to either side, those of all levels in between included; a margin of eight is on the safe side.
     */
    private static boolean reaches(Codeblock block, int top, TileOutput.Window window) {
        Subband band = block.band;
        int depth = top - band.resolution + (band.resolution == 0 ? 0 : 1);
        long left = band.x0 + block.x - 8L << depth;
        long right = (long) band.x0 + block.x + block.width + 8 << depth;
        long upper = band.y0 + block.y - 8L << depth;
        long lower = (long) band.y0 + block.y + block.height + 8 << depth;
        return left < window.x1() && right > window.x0() && upper < window.y1() && lower > window.y0();
    }

    private RowStripes planSyntheses(Codestream codestream, Tile tile, int reduction, Limits limits, boolean shared)
            throws CodestreamException {
        int components = tile.components.length;
        long bytes = 0;
        for (TileComponent component : tile.components) {
            int sampleBytes = wide(component) ? 8 : 4;
            for (int resolution = 0; resolution < component.resolutions.length - reduction; resolution++) {
                Resolution level = component.resolutions[resolution];
                bytes += (long) level.height() * ((long) level.width() * sampleBytes + 16);
            }
        }
        if (bytes > limits.memoryBytes()) {
            throw Faults.limit(
                    "tile",
                    codestream.headerEnd() - codestream.origin(),
                    "samples take " + bytes + " bytes; the limit is " + limits.memoryBytes());
        }
        TileComponent first = tile.components[0];
        int firstTop = first.resolutions.length - 1 - reduction;
        // Zones have some rows in common, at most all of them.
        RowStripes stripes = new RowStripes(
                first.resolutions[firstTop],
                first.style.blockHeightExponentAt(firstTop),
                shared && 2 * bytes <= limits.memoryBytes() ? SharedWork.workers(Integer.MAX_VALUE) : 1);
        ensureZones(stripes.zones());
        for (int zone = 0; zone < stripes.zones(); zone++) {
            SubbandSynthesis[] had = syntheses[zone];
            if (had.length != components) {
                had = Arrays.copyOf(had, components);
                syntheses[zone] = had;
            }
            for (int index = 0; index < components; index++) {
                TileComponent component = tile.components[index];
                had[index] = suited(had[index], component);
                had[index].plan(component, component.resolutions.length - 1 - reduction, stripes, zone);
            }
        }
        return stripes;
    }

    private void ensureZones(int zones) {
        int had = outputs.length;
        if (had < zones) {
            syntheses = Arrays.copyOf(syntheses, zones);
            outputs = Arrays.copyOf(outputs, zones);
            for (int zone = had; zone < zones; zone++) {
                syntheses[zone] = new SubbandSynthesis[0];
                outputs[zone] = new TileOutput();
            }
        }
    }

    private static boolean wide(TileComponent component) {
        return component.style.reversible() && component.mostBitPlanes() > ReversibleSynthesis.MOST_BIT_PLANES;
    }

    private static SubbandSynthesis suited(@Nullable SubbandSynthesis had, TileComponent component) {
        if (!component.style.reversible()) {
            return had instanceof IrreversibleSynthesis ? had : new IrreversibleSynthesis();
        }
        if (wide(component)) {
            return had instanceof WideSynthesis ? had : new WideSynthesis();
        }
        return had instanceof ReversibleSynthesis ? had : new ReversibleSynthesis();
    }
}
