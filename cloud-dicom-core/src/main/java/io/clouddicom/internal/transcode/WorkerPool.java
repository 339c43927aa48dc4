package io.clouddicom.internal.transcode;

import io.clouddicom.codec.J2kDecoder;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * Encoders or decoders that keep their work spaces from one frame to the next: as many as there are processors are kept,
 * and none that has just worked on a very large frame. Safe for use by any number of threads.
 *
 * @param <T> what it lends
 */
public final class WorkerPool<T> {
    /** JPEG 2000 decoders with default limits. */
    public static final WorkerPool<J2kDecoder> J2K_DECODERS = new WorkerPool<>(J2kDecoder::new);

    /** The work spaces of a larger frame are not kept; they take some ten bytes for each sample. */
    private static final long LARGEST_KEPT_SAMPLES = 1 << 20;

    private final BlockingQueue<T> kept =
            new LinkedBlockingQueue<>(Runtime.getRuntime().availableProcessors());
    private final Supplier<T> make;

    WorkerPool(Supplier<T> make) {
        this.make = make;
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
