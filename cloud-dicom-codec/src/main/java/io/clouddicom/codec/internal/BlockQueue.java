package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The code-blocks of a tile, decoded by the caller and, when there is an executor, by its threads beside it.
 *
 * <p>The caller never waits for a task that has not begun: helpers that come late find nothing to do. So an executor
 * that is busy, rejects, or runs tasks in the caller's thread slows nothing down and blocks nothing.
 */
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
        int helpers = Math.min(Runtime.getRuntime().availableProcessors(), count) - 1;
        int had = workers.length;
        if (had < helpers + 1) {
            workers = Arrays.copyOf(workers, helpers + 1);
            for (int index = had; index <= helpers; index++) {
                workers[index] = new BlockWorker();
            }
        }
        Run run = new Run(codestream, tile);
        for (int helper = 1; helper <= helpers; helper++) {
            int number = helper;
            try {
                executor.execute(() -> run.help(workers[number]));
            } catch (RejectedExecutionException full) {
                break;
            }
        }
        run.finish(workers[0]);
    }

    /** One decode with helpers. */
    private final class Run {
        private final Codestream codestream;
        private final Tile tile;
        private final AtomicInteger next = new AtomicInteger();
        private int active;
        private boolean closed;
        private @Nullable CodestreamException fault;
        private @Nullable RuntimeException defect;

        Run(Codestream codestream, Tile tile) {
            this.codestream = codestream;
            this.tile = tile;
        }

        void help(BlockWorker worker) {
            synchronized (this) {
                if (closed) {
                    return;
                }
                active++;
            }
            try {
                work(worker);
            } finally {
                synchronized (this) {
                    active--;
                    notifyAll();
                }
            }
        }

        private void work(BlockWorker worker) {
            try {
                for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                    worker.decode(codestream, tile, blocks[index], targets[index]);
                }
            } catch (CodestreamException e) {
                next.set(count);
                synchronized (this) {
                    fault = e;
                }
            } catch (RuntimeException e) {
                next.set(count);
                synchronized (this) {
                    defect = e;
                }
            }
        }

        void finish(BlockWorker own) throws CodestreamException {
            work(own);
            boolean interrupted = false;
            synchronized (this) {
                closed = true;
                while (active > 0) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (defect != null) {
                throw defect;
            }
            if (fault != null) {
                throw fault;
            }
        }
    }
}
