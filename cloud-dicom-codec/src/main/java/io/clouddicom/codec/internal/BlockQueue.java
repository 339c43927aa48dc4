package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The code-blocks of a tile by stripe, decoded by the caller and, when there is an executor, by its threads beside it. When
 * all blocks of a stripe are decoded, the stripe is finished by one of the threads, while others go on with the next.
 */
final class BlockQueue {
    /** Below this many samples helpers cost more than they bring. */
    private static final long LEAST_SHARED_SAMPLES = 1 << 16;
    /** Threads go on with blocks of the next stripe but one while one of them finishes a stripe. */
    private static final int SHARED_AHEAD = 2;

    private Codeblock[] blocks = new Codeblock[64];
    private SubbandSynthesis[] targets = new SubbandSynthesis[64];
    private int[] stripes = new int[64];
    /** Blocks in the sequence of their stripes. */
    private int[] turns = new int[64];
    /** By stripe: where its blocks begin in that sequence; those of the next follow. */
    private int[] places = new int[16];

    private int count;
    private long samples;
    private BlockWorker[] workers = {new BlockWorker()};
    private final BlockShares shares = new BlockShares();
    private final StripeProgress progress = new StripeProgress();

    /** What is done with a stripe, one after the other, when its blocks are decoded. */
    interface Finish {
        /** Finishes a stripe. */
        void finish(int stripe) throws CodestreamException;
    }

    void clear() {
        Arrays.fill(blocks, 0, count, null);
        Arrays.fill(targets, 0, count, null);
        count = 0;
        samples = 0;
    }

    /** Adds a block that is wanted in a stripe. */
    void add(Codeblock block, SubbandSynthesis target, int stripe) {
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * count);
            targets = Arrays.copyOf(targets, 2 * count);
            stripes = Arrays.copyOf(stripes, 2 * count);
        }
        blocks[count] = block;
        targets[count] = target;
        stripes[count] = stripe;
        count++;
        samples += (long) block.width * block.height;
    }

    /** By how many stripes blocks may be ahead of the stripe that is finished. */
    int ahead(@Nullable Executor executor) {
        return shared(executor) ? SHARED_AHEAD : 0;
    }

    private boolean shared(@Nullable Executor executor) {
        return executor != null && samples >= LEAST_SHARED_SAMPLES;
    }

    /** Decodes all blocks and finishes all stripes. */
    void decode(Codestream codestream, Tile tile, int stripeCount, @Nullable Executor executor, Finish finish)
            throws CodestreamException {
        if (executor == null || !shared(executor)) {
            order(stripeCount);
            for (int stripe = 0; stripe < stripeCount; stripe++) {
                for (int turn = places[stripe]; turn < places[stripe + 1]; turn++) {
                    workers[0].decode(codestream, tile, blocks[turns[turn]], targets[turns[turn]]);
                }
                finish.finish(stripe);
            }
            return;
        }
        int threads = SharedWork.workers(count);
        int had = workers.length;
        if (had < threads) {
            workers = Arrays.copyOf(workers, threads);
            for (int index = had; index < threads; index++) {
                workers[index] = new BlockWorker();
            }
        }
        order(stripeCount);
        progress.start(stripeCount);
        shares.start(stripeCount, threads);
        for (int stripe = 0; stripe < stripeCount; stripe++) {
            progress.expect(stripe, places[stripe + 1] - places[stripe]);
            shares.divide(stripe, places[stripe], places[stripe + 1]);
        }
        SharedWork.run(threads, executor, new SharedWork.Body() {
            @Override
            public void work(int worker) throws CodestreamException {
                for (int stripe = 0; stripe < stripeCount; stripe++) {
                    decode(codestream, tile, stripe, worker);
                    if (stripe > 0) {
                        finish(stripe - 1, finish);
                    }
                }
                finish(stripeCount - 1, finish);
            }

            @Override
            public void stop() {
                progress.fail();
            }
        });
    }

    /** Decodes blocks of a stripe as long as any are left. */
    private void decode(Codestream codestream, Tile tile, int stripe, int worker) throws CodestreamException {
        int done = 0;
        for (int turn = shares.take(stripe, worker); turn >= 0; turn = shares.take(stripe, worker)) {
            if (!progress.awaitRoom(stripe - SHARED_AHEAD)) {
                return;
            }
            workers[worker].decode(codestream, tile, blocks[turns[turn]], targets[turns[turn]]);
            done++;
        }
        progress.decoded(stripe, done);
    }

    /** Finishes a stripe, unless another thread does. */
    private void finish(int stripe, Finish finish) throws CodestreamException {
        if (progress.claim(stripe) && progress.awaitBlocks(stripe)) {
            finish.finish(stripe);
            progress.finished();
        }
    }

    /** Lays out the blocks in the sequence of their stripes, by counting. */
    private void order(int stripeCount) {
        if (turns.length < count) {
            turns = new int[2 * count];
        }
        if (places.length < stripeCount + 2) {
            places = new int[2 * stripeCount + 2];
        }
        Arrays.fill(places, 0, stripeCount + 2, 0);
        for (int index = 0; index < count; index++) {
            places[stripes[index] + 2]++;
        }
        for (int stripe = 2; stripe < stripeCount + 2; stripe++) {
            places[stripe] += places[stripe - 1];
        }
        for (int index = 0; index < count; index++) {
            turns[places[stripes[index] + 1]++] = index;
        }
    }
}
