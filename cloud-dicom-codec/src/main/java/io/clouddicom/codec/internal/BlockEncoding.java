package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Encodes the code-blocks of a tile, by the caller and, when there is an executor, by its threads beside it. */
final class BlockEncoding {
    /** Below this many samples helpers cost more than they bring. */
    private static final long LEAST_SHARED_SAMPLES = 1 << 16;

    private final CodedBlocks coded = new CodedBlocks();
    private Codeblock[] blocks = new Codeblock[64];
    private SubbandAnalysis[] sources = new SubbandAnalysis[64];
    private int count;
    private boolean measured;
    private Worker[] workers = {new Worker()};

    /** What one thread needs. */
    private final class Worker {
        private final HtBlockEncoder highThroughput = new HtBlockEncoder();
        private final Part1BlockEncoder part1 = new Part1BlockEncoder();
        /** Room for 4 096 samples, and for one more row or column of quads' lower or right halves. */
        private final int[] samples = new int[2 * 4096];

        private final int[] ends = new int[1];

        void encode(Codeblock block, SubbandAnalysis source, CodedBlocks into) {
            if (!block.band.style.highThroughput()) {
                if (source.fetch(block, samples) != 0) {
                    encodePart1(block, into);
                }
                return;
            }
            source.fetch(block, highThroughput.upper(), highThroughput.lower());
            if (highThroughput.encode(block.width, block.height)) {
                ends[0] = highThroughput.segmentLength;
                into.add(block, highThroughput.segment, ends, 1, block.band.bitPlanes - 1);
            }
        }

        private void encodePart1(Codeblock block, CodedBlocks into) {
            int stride = HtBlockEncoder.stride(block.width);
            int planes = part1.encode(samples, stride, block.width, block.height, block.band, measured);
            int missing = block.band.bitPlanes - planes;
            if (measured) {
                into.add(block, part1.bytes, part1.ends, part1.gains, part1.passes, missing);
            } else {
                into.add(block, part1.bytes, part1.ends, part1.passes, missing);
            }
        }
    }

    /** What was encoded. */
    CodedBlocks coded() {
        return coded;
    }

    /** Forgets what was encoded. */
    void clear() {
        coded.clear();
    }

    /**
     * Encodes a tile's blocks, and keeps what was encoded before.
     *
     * @param measuring whether it is to be known how much each coding pass brings
     */
    void encode(Tile tile, SubbandAnalysis[] analyses, boolean measuring, @Nullable Executor executor) {
        measured = measuring;
        Arrays.fill(blocks, 0, count, null);
        Arrays.fill(sources, 0, count, null);
        count = 0;
        long samples = 0;
        for (int component = 0; component < tile.components.length; component++) {
            for (Resolution resolution : tile.components[component].resolutions) {
                samples += enqueue(resolution, analyses[component]);
            }
        }
        if (executor == null || samples < LEAST_SHARED_SAMPLES) {
            for (int index = 0; index < count; index++) {
                workers[0].encode(blocks[index], sources[index], coded);
            }
            return;
        }
        int had = workers.length;
        int wanted = SharedWork.workers(count);
        if (had < wanted) {
            workers = Arrays.copyOf(workers, wanted);
            for (int index = had; index < wanted; index++) {
                workers[index] = new Worker();
            }
        }
        try {
            SharedLoop.run(
                    count, executor, (worker, index) -> workers[worker].encode(blocks[index], sources[index], coded));
        } catch (CodestreamException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private long enqueue(Resolution resolution, SubbandAnalysis source) {
        long samples = 0;
        for (Precinct precinct : resolution.precincts) {
            for (Precinct.Part part : precinct.parts) {
                for (Codeblock block : part.blocks) {
                    if (count == blocks.length) {
                        blocks = Arrays.copyOf(blocks, 2 * count);
                        sources = Arrays.copyOf(sources, 2 * count);
                    }
                    blocks[count] = block;
                    sources[count] = source;
                    count++;
                    samples += (long) block.width * block.height;
                }
            }
        }
        return samples;
    }
}
