package io.clouddicom.codec.internal;

import io.clouddicom.codec.BlockCoder;
import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Encodes an image tile by tile. Keeps its work spaces, and a tile's layout where the next image has the same. */
public final class Encoding {
    private static final long LAYOUT_BYTES = 1L << 31;

    /** Below this many samples helpers cost more than they bring. */
    private static final long LEAST_SHARED_SAMPLES = 1 << 16;

    private final TileAnalysis analysis = new TileAnalysis();
    private final BlockEncoding blocks = new BlockEncoding();
    private final BlockLayers layers = new BlockLayers();
    private final PacketWriter packets = new PacketWriter();
    private final CodestreamWriter writer = new CodestreamWriter();
    private final ErrorMeasure measure = new ErrorMeasure();
    private SubbandAnalysis[] analyses = new SubbandAnalysis[0];
    private @Nullable Tile kept;
    private @Nullable EncodingPlan keptPlan;

    /** See {@link io.clouddicom.codec.J2kEncoder}. */
    public byte[] encode(ImageShape shape, EncodeOptions options, SampleSource source) {
        StepSearch.Attempt attempt = step -> encode(EncodingPlan.of(shape, options, step), options, source);
        if (options.targetPsnr().isPresent()) {
            Executor executor = options.executor().orElse(null);
            return StepSearch.forQuality(
                    attempt,
                    codestream -> measure.decibels(shape, source, codestream, executor),
                    options.targetPsnr().getAsDouble());
        }
        double step = options.quantizerStep();
        if (options.ratio().isEmpty()) {
            return attempt.encode(step);
        }
        if (options.blockCoder() == BlockCoder.PART_1) {
            // Coding passes are left out instead.
            return attempt.encode(Math.min(step, Math.scalb(1.0, -shape.precision())));
        }
        return StepSearch.forBytes(
                attempt,
                bytes(EncodingPlan.of(shape, options, 1), options.ratio().getAsDouble()));
    }

    /** Bytes of a codestream at a compression ratio. */
    private static long bytes(EncodingPlan plan, double ratio) {
        ImageSize size = plan.size();
        long bits = 0;
        for (ImageSize.Component component : size.components()) {
            bits += component.precision();
        }
        return (long) ((double) bits * size.width() * size.height() / 8 / ratio);
    }

    private byte[] encode(EncodingPlan plan, EncodeOptions options, SampleSource source) {
        CodestreamWriter.Extras extras = new CodestreamWriter.Extras(
                options.tilePartLengths(), options.packetLengths(), options.tilePartsByResolution(), options.comment());
        writer.start(plan, extras);
        blocks.clear();
        boolean allotted = plan.packets().layers() > 1
                || options.blockCoder() == BlockCoder.PART_1 && options.ratio().isPresent();
        List<Tile> tiles = new ArrayList<>();
        int count = plan.size().tilesAcross() * plan.size().tilesDown();
        for (int index = 0; index < count; index++) {
            Tile tile = layOut(plan, index, allotted && count > 1);
            startAnalyses(tile);
            encode(plan, tile, source, allotted, options.executor().orElse(null));
            if (allotted) {
                tiles.add(tile);
            } else {
                layers.single();
                packets.prepare(tile, blocks.coded(), layers);
                writer.writeTile(tile, packets, extras);
                blocks.clear();
            }
        }
        if (allotted) {
            allot(plan, options, tiles);
            for (Tile tile : tiles) {
                packets.prepare(tile, blocks.coded(), layers);
                writer.writeTile(tile, packets, extras);
            }
        }
        return writer.finish();
    }

    /** Transforms a tile and encodes its code-blocks. */
    private void encode(
            EncodingPlan plan, Tile tile, SampleSource source, boolean measuring, @Nullable Executor executor) {
        TileComponent area = tile.components[0];
        long samples = (long) (area.x1 - area.x0) * (area.y1 - area.y0) * tile.components.length;
        int threads = executor == null || samples < LEAST_SHARED_SAMPLES ? 1 : SharedWork.workers(Integer.MAX_VALUE);
        analysis.start(plan, tile, analyses, source, threads);
        blocks.start(tile, analyses, measuring, threads);
        SharedWork.Body body = new SharedWork.Body() {
            @Override
            public void work(int worker) {
                if (analysis.work(worker)) {
                    blocks.work(worker, analysis);
                }
            }

            @Override
            public void stop() {
                analysis.fail();
            }
        };
        try {
            SharedWork.run(threads, executor, body);
        } catch (CodestreamException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            analysis.end();
        }
    }

    /** Divides coding passes among quality layers, those of all tiles together. */
    private void allot(EncodingPlan plan, EncodeOptions options, List<Tile> tiles) {
        CodedBlocks coded = blocks.coded();
        LayerAllocation allocation = new LayerAllocation(plan, tiles, coded, layers, packets, options);
        int parts =
                tiles.size() * (options.tilePartsByResolution() ? plan.style().levels() + 1 : 1);
        long headers = writer.length() + 2 + (long) parts * (options.packetLengths() ? 19 : 14);
        long[] budgets = new long[plan.packets().layers()];
        for (int layer = 0; layer < budgets.length - 1; layer++) {
            budgets[layer] = Math.max(0, bytes(plan, options.layerRatios().get(layer)) - headers);
        }
        budgets[budgets.length - 1] = -1;
        if (options.ratio().isPresent()) {
            budgets[budgets.length - 1] =
                    Math.max(0, bytes(plan, options.ratio().getAsDouble()) - headers);
        }
        allocation.allot(budgets);
    }

    private Tile layOut(EncodingPlan plan, int index, boolean fresh) {
        Tile present = kept;
        EncodingPlan presentPlan = keptPlan;
        if (!fresh
                && present != null
                && presentPlan != null
                && present.index == index
                && plan.size().equals(presentPlan.size())
                && plan.parameters().sameCoding(presentPlan.parameters())) {
            present.reset();
            return present;
        }
        kept = null;
        TileComponent[] components;
        try {
            components = TileGeometry.build(plan.size(), plan.parameters(), index, LAYOUT_BYTES, 0);
        } catch (CodestreamException tooMany) {
            throw new IllegalArgumentException("the image has too many precincts and code-blocks", tooMany);
        }
        Tile tile = new Tile(index, plan.packets(), components);
        kept = tile;
        keptPlan = plan;
        return tile;
    }

    private void startAnalyses(Tile tile) {
        int components = tile.components.length;
        if (analyses.length != components) {
            analyses = Arrays.copyOf(analyses, components);
        }
        for (int index = 0; index < components; index++) {
            SubbandAnalysis had = analyses[index];
            boolean reversible = tile.components[index].style.reversible();
            if (reversible && !(had instanceof ReversibleAnalysis)) {
                analyses[index] = new ReversibleAnalysis();
            } else if (!reversible && !(had instanceof IrreversibleAnalysis)) {
                analyses[index] = new IrreversibleAnalysis();
            }
            analyses[index].start(tile.components[index]);
        }
    }
}
