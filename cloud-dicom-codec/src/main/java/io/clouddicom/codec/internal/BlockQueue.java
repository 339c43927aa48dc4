package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * The code-blocks of a tile by stripe, decoded by the caller and, when there is an executor, by its threads beside it. When
 * all blocks of a stripe are decoded, the stripe is finished.
 *
 * <p>Threads begin with the blocks that several zones want, then each has a zone of its own, begins where it meets the zone
 * above, and goes through its stripes; at last it goes through the other zones and takes what is left. A thread goes on only when it, or another thread that is
 * at work, has taken all there is to do before, and waits for nothing else. So no thread waits for one that never comes.
 */
final class BlockQueue {
    /** The batch of blocks that several zones want; those of stripes follow, and those where two zones meet. */
    private static final int COMMON = 0;

    private RowStripes stripes;

    private Codeblock[] blocks = new Codeblock[64];
    private int[] components = new int[64];
    private int[] firstZones = new int[64];
    private int[] lastZones = new int[64];
    private int[] batches = new int[64];
    private int count;

    /** Blocks in the sequence of their batches. */
    private int[] turns = new int[64];
    /** By batch: where its blocks begin in that sequence; those of the next follow. */
    private int[] places = new int[16];

    private final WorkSpaces<BlockWorker> workers = new WorkSpaces<>(BlockWorker::new);
    private final BlockShares shares = new BlockShares();
    /** By batch, and by stripe behind: whether its blocks are decoded, and whether it is finished. */
    private final Gates gates = new Gates();
    /** By zone: the first stripe that no thread finishes or has finished. */
    private AtomicIntegerArray unclaimed = new AtomicIntegerArray(1);

    /** What is done with a stripe when its blocks are decoded: one after the other in each zone. */
    interface Finish {
        /** Finishes a stripe. */
        void finish(int zone, int stripe) throws CodestreamException;
    }

    @SuppressWarnings("NullAway.Init")
    BlockQueue() {}

    /** Starts without blocks. */
    void start(RowStripes into) {
        stripes = into;
        Arrays.fill(blocks, 0, count, null);
        count = 0;
    }

    /**
     * By how many stripes blocks may be ahead of the stripe that is finished. When each thread has a zone, others seldom come
     * to its aid; else they go on with the next stripe while one is finished.
     */
    static int ahead(RowStripes stripes) {
        return SharedWork.workers(Integer.MAX_VALUE) > stripes.zones() ? 1 : 0;
    }

    private int batchOf(int stripe) {
        return 1 + stripe;
    }

    /** The batch of blocks where a zone meets the one above; behind the last zone's is an empty one. */
    private int edgeOf(int zone) {
        return 1 + stripes.count() + zone;
    }

    private int batchCount() {
        return edgeOf(stripes.zones() + 1);
    }

    /** The gate of a stripe that is finished. */
    private int finished(int stripe) {
        return batchCount() + stripe;
    }

    /** Adds a block that is wanted in a stripe. */
    void add(Codeblock block, int component, int zone, int stripe) {
        add(block, component, zone, zone, batchOf(stripe));
    }

    /** Adds a block that a zone wants, and the last stripe of the zone above. */
    void addEdge(Codeblock block, int component, int zone) {
        add(block, component, zone - 1, zone, edgeOf(zone));
    }

    /** Adds a block that several zones want. */
    void addCommon(Codeblock block, int component, int firstZone, int lastZone) {
        add(block, component, firstZone, lastZone, COMMON);
    }

    private void add(Codeblock block, int component, int firstZone, int lastZone, int batch) {
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * count);
            components = Arrays.copyOf(components, 2 * count);
            firstZones = Arrays.copyOf(firstZones, 2 * count);
            lastZones = Arrays.copyOf(lastZones, 2 * count);
            batches = Arrays.copyOf(batches, 2 * count);
        }
        blocks[count] = block;
        components[count] = component;
        firstZones[count] = firstZone;
        lastZones[count] = lastZone;
        batches[count] = batch;
        count++;
    }

    /**
     * Decodes all blocks and finishes all stripes.
     *
     * @param syntheses by zone and component, take the blocks
     */
    void decode(
            Codestream codestream,
            Tile tile,
            SubbandSynthesis[][] syntheses,
            @Nullable Executor executor,
            Finish finish)
            throws CodestreamException {
        order(batchCount());
        if (executor == null) {
            for (int stripe = 0; stripe < stripes.count(); stripe++) {
                for (int turn = places[batchOf(stripe)]; turn < places[batchOf(stripe) + 1]; turn++) {
                    decode(codestream, tile, syntheses, turns[turn], workers.of(0));
                }
                finish.finish(0, stripe);
            }
            return;
        }
        int threads = SharedWork.workers(count);
        workers.ensure(threads);
        startGates();
        int ahead = ahead(stripes);
        SharedWork.run(threads, executor, new SharedWork.Body() {
            @Override
            public void work(int worker) throws CodestreamException {
                decodeBatch(codestream, tile, syntheses, COMMON, worker, worker > 0);
                for (int zone = 0; zone < stripes.zones(); zone++) {
                    work(worker, (worker + zone) % stripes.zones(), worker >= stripes.zones() || zone > 0);
                }
            }

            private void work(int worker, int zone, boolean aid) throws CodestreamException {
                decodeBatch(codestream, tile, syntheses, edgeOf(zone), worker, aid);
                int first = stripes.first(zone);
                int end = stripes.first(zone + 1);
                for (int stripe = first; stripe < end; stripe++) {
                    int room = stripe - 1 - ahead;
                    if (room >= first && !gates.await(finished(room))) {
                        return;
                    }
                    decodeBatch(codestream, tile, syntheses, batchOf(stripe), worker, aid);
                    int below = stripe == end - 1 ? edgeOf(zone + 1) : edgeOf(zone);
                    decodeBatch(codestream, tile, syntheses, below, worker, true);
                    if (unclaimed.compareAndSet(zone, stripe, stripe + 1)
                            && gates.await(COMMON)
                            && gates.await(edgeOf(zone))
                            && gates.await(below)
                            && gates.await(batchOf(stripe))
                            && (stripe == first || gates.await(finished(stripe - 1)))) {
                        finish.finish(zone, stripe);
                        gates.done(finished(stripe), 1);
                    }
                }
            }

            @Override
            public void stop() {
                gates.fail();
            }
        });
    }

    private void startGates() {
        int batchCount = batchCount();
        gates.start(batchCount + stripes.count());
        shares.start(batchCount);
        for (int batch = 0; batch < batchCount; batch++) {
            gates.expect(batch, places[batch + 1] - places[batch]);
            shares.fill(batch, places[batch], places[batch + 1]);
        }
        if (unclaimed.length() < stripes.zones()) {
            unclaimed = new AtomicIntegerArray(stripes.zones());
        }
        for (int zone = 0; zone < stripes.zones(); zone++) {
            unclaimed.set(zone, stripes.first(zone));
        }
        for (int stripe = 0; stripe < stripes.count(); stripe++) {
            gates.expect(finished(stripe), 1);
        }
    }

    /** Decodes blocks of a batch as long as any are left. */
    private void decodeBatch(
            Codestream codestream, Tile tile, SubbandSynthesis[][] syntheses, int batch, int worker, boolean last)
            throws CodestreamException {
        int done = 0;
        for (int turn = shares.take(batch, last); turn >= 0; turn = shares.take(batch, last)) {
            decode(codestream, tile, syntheses, turns[turn], workers.of(worker));
            done++;
        }
        gates.done(batch, done);
    }

    /** Decodes a block into the last zone that wants it, and copies it to the others. */
    private void decode(Codestream codestream, Tile tile, SubbandSynthesis[][] syntheses, int index, BlockWorker worker)
            throws CodestreamException {
        int component = components[index];
        int zone = lastZones[index];
        SubbandSynthesis into = syntheses[zone][component];
        worker.decode(codestream, tile, blocks[index], into);
        while (--zone >= firstZones[index]) {
            syntheses[zone][component].copy(blocks[index], into);
        }
    }

    /** Lays out the blocks in the sequence of their batches, by counting. */
    private void order(int batchCount) {
        if (turns.length < count) {
            turns = new int[2 * count];
        }
        if (places.length < batchCount + 2) {
            places = new int[2 * batchCount + 2];
        }
        Arrays.fill(places, 0, batchCount + 2, 0);
        for (int index = 0; index < count; index++) {
            places[batches[index] + 2]++;
        }
        for (int batch = 2; batch < batchCount + 2; batch++) {
            places[batch] += places[batch - 1];
        }
        for (int index = 0; index < count; index++) {
            turns[places[batches[index] + 1]++] = index;
        }
    }
}
