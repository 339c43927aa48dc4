package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * Encodes the code-blocks of a tile, by one thread or several. Each begins with blocks of the two highest resolutions whose
 * rows it has analysed, and then takes those of the lower ones and what is left of others.
 */
final class BlockEncoding {
    private final CodedBlocks coded = new CodedBlocks();
    private Codeblock[] blocks = new Codeblock[64];
    private SubbandAnalysis[] sources = new SubbandAnalysis[64];
    /** By block: the thread whose rows it has, or, for those of lower resolutions, the number of threads. */
    private int[] batches = new int[64];

    private int count;
    /** Blocks in the sequence of their batches. */
    private int[] turns = new int[64];
    /** By batch: where its blocks begin in that sequence; those of the next follow. */
    private int[] places = new int[4];

    private boolean measured;
    private int threads;
    private final WorkSpaces<Worker> workers = new WorkSpaces<>(Worker::new);
    private final BlockShares shares = new BlockShares();

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
     * Begins with a tile's blocks, and keeps what was encoded before.
     *
     * @param measuring whether it is to be known how much each coding pass brings
     */
    void start(Tile tile, SubbandAnalysis[] analyses, boolean measuring, int workerCount) {
        measured = measuring;
        threads = workerCount;
        workers.ensure(threads);
        Arrays.fill(blocks, 0, count, null);
        Arrays.fill(sources, 0, count, null);
        count = 0;
        for (int component = 0; component < tile.components.length; component++) {
            Resolution[] resolutions = tile.components[component].resolutions;
            for (int resolution = 0; resolution < resolutions.length; resolution++) {
                boolean high = resolution >= resolutions.length - TileAnalysis.BANDED_LEVELS;
                enqueue(resolutions[resolution], analyses[component], high);
            }
        }
        order();
        shares.start(threads + 1);
        for (int batch = 0; batch <= threads; batch++) {
            shares.fill(batch, places[batch], places[batch + 1]);
        }
    }

    /** Encodes blocks as long as there are some, each when it is analysed. */
    void work(int worker, TileAnalysis analysis) {
        encodeBatch(worker, worker, false);
        if (!analysis.awaitAll()) {
            return;
        }
        encodeBatch(worker, threads, worker > 0);
        for (int other = 1; other < threads; other++) {
            encodeBatch(worker, (worker + other) % threads, true);
        }
    }

    private void encodeBatch(int worker, int batch, boolean last) {
        for (int turn = shares.take(batch, last); turn >= 0; turn = shares.take(batch, last)) {
            int index = turns[turn];
            workers.of(worker).encode(blocks[index], sources[index], coded);
        }
    }

    private void enqueue(Resolution resolution, SubbandAnalysis source, boolean high) {
        for (Precinct precinct : resolution.precincts) {
            for (Precinct.Part part : precinct.parts) {
                for (Codeblock block : part.blocks) {
                    if (count == blocks.length) {
                        blocks = Arrays.copyOf(blocks, 2 * count);
                        sources = Arrays.copyOf(sources, 2 * count);
                        batches = Arrays.copyOf(batches, 2 * count);
                    }
                    blocks[count] = block;
                    sources[count] = source;
                    long row = SubbandSynthesis.rowOf(block, 0);
                    batches[count] = high ? (int) (row * threads / resolution.height()) : threads;
                    count++;
                }
            }
        }
    }

    /** Lays out the blocks in the sequence of their batches, by counting. */
    private void order() {
        if (turns.length < count) {
            turns = new int[2 * count];
        }
        if (places.length < threads + 3) {
            places = new int[threads + 3];
        }
        Arrays.fill(places, 0, threads + 3, 0);
        for (int index = 0; index < count; index++) {
            places[batches[index] + 2]++;
        }
        for (int batch = 2; batch < threads + 3; batch++) {
            places[batch] += places[batch - 1];
        }
        for (int index = 0; index < count; index++) {
            turns[places[batches[index] + 1]++] = index;
        }
    }
}
