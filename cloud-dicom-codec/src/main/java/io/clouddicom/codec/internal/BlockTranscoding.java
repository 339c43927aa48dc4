package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Transcodes the code-blocks of a tile, by the caller and, when there is an executor, by its threads beside it. */
final class BlockTranscoding {
    /** Below this many samples helpers cost more than they bring. */
    private static final long LEAST_SHARED_SAMPLES = 1 << 15;

    private static final Comparator<Codeblock> BY_POSITION =
            Comparator.<Codeblock>comparingInt(block -> block.y).thenComparingInt(block -> block.x);

    private final CodedBlocks coded = new CodedBlocks();
    private Codeblock[] sources = new Codeblock[64];
    private Codeblock[] targets = new Codeblock[64];
    private int count;
    private final WorkSpaces<BlockTranscoder> workers = new WorkSpaces<>(BlockTranscoder::new);

    /** What was encoded. */
    CodedBlocks coded() {
        return coded;
    }

    /**
     * Transcodes all blocks of a tile whose packets are read.
     *
     * @param samePrecincts whether blocks are in the same sequence in both tiles
     * @param mostBytes refused when the blocks take more
     */
    void transcode(
            Codestream codestream,
            Tile from,
            Tile to,
            boolean samePrecincts,
            long mostBytes,
            @Nullable Executor executor)
            throws CodestreamException {
        coded.clear();
        Arrays.fill(sources, 0, count, null);
        Arrays.fill(targets, 0, count, null);
        count = 0;
        long samples = 0;
        for (int component = 0; component < from.components.length; component++) {
            Resolution[] resolutions = from.components[component].resolutions;
            for (int resolution = 0; resolution < resolutions.length; resolution++) {
                Resolution into = to.components[component].resolutions[resolution];
                samples += enqueue(resolutions[resolution], into, samePrecincts);
            }
        }
        SharedLoop.Body body = (worker, index) -> {
            workers.of(worker).transcode(codestream, from, sources[index], targets[index], coded);
            if (coded.length() > mostBytes) {
                throw Faults.limit("code-block", 0, "the blocks of a tile take more than " + mostBytes + " bytes");
            }
        };
        if (executor == null || samples < LEAST_SHARED_SAMPLES) {
            for (int index = 0; index < count; index++) {
                body.turn(0, index);
            }
            return;
        }
        workers.ensure(SharedWork.workers(count));
        SharedLoop.run(count, executor, body);
    }

    /** Pairs the blocks of a resolution; in each subband they are the same, in whatever precincts. */
    private long enqueue(Resolution from, Resolution to, boolean samePrecincts) {
        long samples = 0;
        for (int band = 0; band < from.bands.length; band++) {
            int first = count;
            for (Precinct precinct : from.precincts) {
                for (Codeblock block : precinct.parts[band].blocks) {
                    ensure();
                    sources[count++] = block;
                    samples += (long) block.width * block.height;
                }
            }
            int target = first;
            for (Precinct precinct : to.precincts) {
                for (Codeblock block : precinct.parts[band].blocks) {
                    targets[target++] = block;
                }
            }
            if (target != count) {
                throw new IllegalStateException(
                        "a subband of " + (count - first) + " and " + (target - first) + " blocks");
            }
            if (!samePrecincts) {
                Arrays.sort(sources, first, count, BY_POSITION);
                Arrays.sort(targets, first, count, BY_POSITION);
            }
        }
        return samples;
    }

    private void ensure() {
        if (count == sources.length) {
            sources = Arrays.copyOf(sources, 2 * count);
            targets = Arrays.copyOf(targets, 2 * count);
        }
    }
}
