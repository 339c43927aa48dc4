package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The code-blocks of a tile, decoded by the caller and, when there is an executor, by its threads beside it. */
final class BlockQueue {
    /** Below this many samples helpers cost more than they bring. */
    private static final long LEAST_SHARED_SAMPLES = 1 << 16;

    private Codeblock[] blocks = new Codeblock[64];
    private SubbandSynthesis[] targets = new SubbandSynthesis[64];
    private int count;
    private long samples;
    private BlockWorker[] workers = {new BlockWorker()};

    void clear() {
        Arrays.fill(blocks, 0, count, null);
        Arrays.fill(targets, 0, count, null);
        count = 0;
        samples = 0;
    }

    void add(Codeblock block, SubbandSynthesis target) {
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * count);
            targets = Arrays.copyOf(targets, 2 * count);
        }
        blocks[count] = block;
        targets[count] = target;
        count++;
        samples += (long) block.width * block.height;
    }

    void decode(Codestream codestream, Tile tile, @Nullable Executor executor) throws CodestreamException {
        if (executor == null || samples < LEAST_SHARED_SAMPLES) {
            for (int index = 0; index < count; index++) {
                workers[0].decode(codestream, tile, blocks[index], targets[index]);
            }
            return;
        }
        int had = workers.length;
        int wanted = 1 + SharedLoop.helpers(count);
        if (had < wanted) {
            workers = Arrays.copyOf(workers, wanted);
            for (int index = had; index < wanted; index++) {
                workers[index] = new BlockWorker();
            }
        }
        SharedLoop.run(
                count,
                executor,
                (worker, index) -> workers[worker].decode(codestream, tile, blocks[index], targets[index]));
    }
}
