package io.clouddicom.internal.j2k;

import io.clouddicom.codec.DecodeOptions;
import io.clouddicom.codec.J2kDecoder;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Encoders or decoders that keep their work spaces from one frame to the next: as many as there are processors are kept,
 * and none that has just worked on a very large frame. Safe for use by any number of threads.
 *
 * @param <T> what it lends
 */
public final class WorkerPool<T> {
    /** JPEG 2000 decoders with default limits. */
    public static final WorkerPool<J2kDecoder> J2K_DECODERS = new WorkerPool<>(J2kDecoder::new);

    /** Of each reduction, from 1, decoders that take what there is of a codestream. */
    private static final List<WorkerPool<J2kDecoder>> REDUCING = IntStream.rangeClosed(1, 32)
            .mapToObj(reduction -> DecodeOptions.builder()
                    .reduction(reduction)
                    .tolerateTruncation(true)
                    .build())
            .map(options -> new WorkerPool<>(() -> new J2kDecoder(options)))
            .toList();

    /** The work spaces of a larger frame are not kept; they take some ten bytes for each sample. */
    private static final long LARGEST_KEPT_SAMPLES = 1 << 20;

    private final BlockingQueue<T> kept =
            new LinkedBlockingQueue<>(Runtime.getRuntime().availableProcessors());
    private final Supplier<T> make;

    /**
     * An empty pool.
     *
     * @param make makes one more
     */
    public WorkerPool(Supplier<T> make) {
        this.make = make;
    }

    /**
     * JPEG 2000 decoders of a reduced resolution.
     *
     * @param reduction how many decompositions are left out, 0 to 32
     */
    public static WorkerPool<J2kDecoder> j2kDecoders(int reduction) {
        return reduction == 0 ? J2K_DECODERS : REDUCING.get(reduction - 1);
    }

    /**
     * Lends one.
     *
     * @param samples how many samples the frame has that it will work on
     * @return the loan, to be closed
     */
    public Loan<T> take(long samples) {
        T worker = kept.poll();
        return new Loan<>(this, worker != null ? worker : make.get(), samples);
    }

    /** One on loan, for one thread; closing gives it back. */
    public static final class Loan<T> implements AutoCloseable {
        private final WorkerPool<T> pool;
        private final T worker;
        private final long samples;

        private Loan(WorkerPool<T> pool, T worker, long samples) {
            this.pool = pool;
            this.worker = worker;
            this.samples = samples;
        }

        /** What is lent. */
        public T worker() {
            return worker;
        }

        @Override
        public void close() {
            if (samples <= LARGEST_KEPT_SAMPLES) {
                pool.kept.offer(worker);
            }
        }
    }
}
