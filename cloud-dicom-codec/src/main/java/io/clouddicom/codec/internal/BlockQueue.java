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
 * <p>Threads begin with the blocks that several zones want, then each has a zone of its own and goes through its stripes;
 * at last it goes through the other zones and takes what is left. A thread goes on only when it, or another thread that is
 * at work, has taken all there is to do before, and waits for nothing else. So no thread waits for one that never comes.
 */
final class BlockQueue {
    /** Threads that have come to the aid of a zone go on with blocks of the next stripe while one is finished. */
    static final int SHARED_AHEAD = 1;

    /** The batch of blocks that several zones want; those of stripes follow. */
    private static final int COMMON = 0;

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

    void clear() {
        Arrays.fill(blocks, 0, count, null);
        count = 0;
    }

    /** Adds a block that is wanted in a stripe. */
    void add(Codeblock block, int component, int zone, int stripe) {
        add(block, component, zone, zone, 1 + stripe);
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
            RowStripes stripes,
            @Nullable Executor executor,
            Finish finish)
            throws CodestreamException {
        order(1 + stripes.count());
        if (executor == null) {
            for (int stripe = 0; stripe < stripes.count(); stripe++) {
                for (int turn = places[1 + stripe]; turn < places[2 + stripe]; turn++) {
                    decode(codestream, tile, syntheses, turns[turn], workers.of(0));
                }
                finish.finish(0, stripe);
            }
            return;
        }
        int threads = SharedWork.workers(count);
        workers.ensure(threads);
        start(stripes);
        SharedWork.run(threads, executor, new SharedWork.Body() {
            @Override
            public void work(int worker) throws CodestreamException {
                decodeBatch(codestream, tile, syntheses, COMMON, worker, worker > 0);
                for (int zone = 0; zone < stripes.zones(); zone++) {
                    work(worker, (worker + zone) % stripes.zones(), worker >= stripes.zones() || zone > 0);
                }
            }

            private void work(int worker, int zone, boolean aid) throws CodestreamException {
                for (int stripe = stripes.first(zone); stripe < stripes.first(zone + 1); stripe++) {
                    int before = stripe - 1;
                    int room = before - SHARED_AHEAD;
                    if (room >= stripes.first(zone) && !gates.await(finished(room, stripes))) {
                        return;
                    }
                    decodeBatch(codestream, tile, syntheses, 1 + stripe, worker, aid);
                    if (unclaimed.compareAndSet(zone, stripe, stripe + 1)
                            && gates.await(COMMON)
                            && gates.await(1 + stripe)
                            && (before < stripes.first(zone) || gates.await(finished(before, stripes)))) {
                        finish.finish(zone, stripe);
                        gates.done(finished(stripe, stripes), 1);
                    }
                }
            }

            @Override
            public void stop() {
                gates.fail();
            }
        });
    }

    private void start(RowStripes stripes) {
        int batchCount = 1 + stripes.count();
        gates.start(2 * batchCount);
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
            gates.expect(finished(stripe, stripes), 1);
        }
    }

    private static int finished(int stripe, RowStripes stripes) {
        return 1 + stripes.count() + stripe;
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
