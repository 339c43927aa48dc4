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
    /** Blocks in the sequence of their stripes, and in between the stripes to be finished, as complements. */
    private int[] turns = new int[64];

    private int count;
    private long samples;
    private BlockWorker[] workers = {new BlockWorker()};
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
            int end = order(stripeCount, 0);
            for (int index = 0; index < end; index++) {
                int turn = turns[index];
                if (turn >= 0) {
                    workers[0].decode(codestream, tile, blocks[turn], targets[turn]);
                } else {
                    finish.finish(~turn);
                }
            }
            return;
        }
        int end = order(stripeCount, 1);
        int had = workers.length;
        int wanted = 1 + SharedLoop.helpers(end);
        if (had < wanted) {
            workers = Arrays.copyOf(workers, wanted);
            for (int index = had; index < wanted; index++) {
                workers[index] = new BlockWorker();
            }
        }
        progress.start(stripeCount);
        for (int index = 0; index < count; index++) {
            progress.expect(stripes[index]);
        }
        SharedLoop.run(end, executor, (worker, index) -> {
            boolean done = false;
            try {
                turn(codestream, tile, turns[index], workers[worker], finish);
                done = true;
            } finally {
                if (!done) {
                    progress.fail();
                }
            }
        });
    }

    private void turn(Codestream codestream, Tile tile, int turn, BlockWorker worker, Finish finish)
            throws CodestreamException {
        if (turn >= 0) {
            if (progress.awaitRoom(stripes[turn] - SHARED_AHEAD)) {
                worker.decode(codestream, tile, blocks[turn], targets[turn]);
                progress.decoded(stripes[turn]);
            }
        } else if (progress.awaitBlocks(~turn)) {
            finish.finish(~turn);
            progress.finished();
        }
    }

    /**
     * Lays out the turns.
     *
     * @param ahead how many more stripes' blocks come before a stripe is finished, so that no thread has to wait for them
     * @return how many turns there are
     */
    private int order(int stripeCount, int ahead) {
        int end = count + stripeCount;
        if (turns.length < end) {
            turns = new int[2 * end];
        }
        // By counting: where each stripe's blocks begin, then each block to its place.
        int[] places = new int[stripeCount + 1];
        for (int index = 0; index < count; index++) {
            places[stripes[index] + 1]++;
        }
        for (int stripe = 0; stripe < stripeCount; stripe++) {
            int finished = stripe - ahead;
            places[stripe + 1] += places[stripe];
            if (finished >= 0) {
                turns[places[stripe + 1] + finished] = ~finished;
            }
        }
        for (int stripe = Math.max(0, stripeCount - ahead); stripe < stripeCount; stripe++) {
            turns[count + stripe] = ~stripe;
        }
        for (int index = 0; index < count; index++) {
            int stripe = stripes[index];
            turns[places[stripe]++ + Math.max(0, stripe - ahead)] = index;
        }
        return end;
    }
}
