package io.clouddicom.internal.store;

import io.clouddicom.ReadOptions;
import io.clouddicom.UnavailableException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ForwardingStore;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.RangeReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A store whose small reads end in time, and are made a second time where they take unusually long.
 *
 * <p>A range of up to 16 MiB is read as a whole by another thread, which is interrupted when the time has passed or another
 * attempt was faster: so its request ends. Larger ranges, and whole objects, of which nobody knows how long they take, pass
 * through.
 */
public final class LimitedReads extends ForwardingStore {
    private static final long LARGEST_BYTES = 16 << 20;
    private static final int IDLE_SECONDS = 10;

    private final Optional<Duration> timeout;
    private final @Nullable HedgeTimer hedges;
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "cloud-dicom-limited-read");
                thread.setDaemon(true);
                return thread;
            });

    private LimitedReads(ObjectStore store, ReadOptions options) {
        super(store);
        this.timeout = options.timeout();
        this.hedges = options.hedging().map(HedgeTimer::new).orElse(null);
    }

    /** Over a store, if there is anything to limit. */
    public static ObjectStore over(ObjectStore store, ReadOptions options) {
        return options.timeout().isEmpty() && options.hedging().isEmpty() ? store : new LimitedReads(store, options);
    }

    /** All bytes of a range. */
    @SuppressWarnings("ArrayRecordComponent") // handed from one thread to the next
    private record Answer(ObjectInfo info, long offset, byte[] bytes) {}

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        long length = range instanceof ByteRange.Span span
                ? span.lengthBytes()
                : range instanceof ByteRange.Suffix suffix ? suffix.lengthBytes() : Long.MAX_VALUE;
        if (length > LARGEST_BYTES) {
            return store.get(key, range, pinned);
        }
        long begin = System.nanoTime();
        Answer answer = new Race(key, () -> read(key, range, pinned)).run(length);
        if (hedges != null) {
            hedges.took(length, System.nanoTime() - begin);
        }
        return new ArrayReader(answer);
    }

    private Answer read(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        try (ObjectReader reader = store.get(key, range, pinned)) {
            return new Answer(reader.info(), reader.offsetBytes(), reader.readAllBytes());
        }
    }

    private interface Reading {
        Answer run() throws IOException;
    }

    /** One read, made once or twice. */
    private final class Race {
        private final ObjectKey key;
        private final Reading reading;
        private final long endNanos;
        private final List<FutureTask<Answer>> attempts = new ArrayList<>();
        private final BlockingQueue<FutureTask<Answer>> ended = new LinkedBlockingQueue<>();

        Race(ObjectKey key, Reading reading) {
            this.key = key;
            this.reading = reading;
            this.endNanos = timeout.isEmpty()
                    ? Long.MAX_VALUE
                    : System.nanoTime() + timeout.get().toNanos();
        }

        private void begin() {
            FutureTask<Answer> attempt = new FutureTask<>(reading::run) {
                @Override
                protected void done() {
                    ended.add(this);
                }
            };
            attempts.add(attempt);
            threads.execute(attempt);
        }

        Answer run(long length) throws IOException {
            try {
                begin();
                FutureTask<Answer> first = null;
                if (hedges != null) {
                    first = await(hedges.patienceNanos(length));
                    if (first == null && left() > 0 && hedges.mayHedge()) {
                        begin();
                    }
                }
                return answer(first != null ? first : awaitToTheEnd());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                InterruptedIOException interrupted = new InterruptedIOException("interrupted while reading " + key);
                interrupted.initCause(e);
                throw interrupted;
            } finally {
                // Those that lost, or are too late.
                attempts.forEach(attempt -> attempt.cancel(true));
            }
        }

        private long left() {
            return timeout.isEmpty() ? Long.MAX_VALUE : endNanos - System.nanoTime();
        }

        private @Nullable FutureTask<Answer> await(long nanos) throws InterruptedException {
            return ended.poll(Math.min(nanos, left()), TimeUnit.NANOSECONDS);
        }

        private FutureTask<Answer> awaitToTheEnd() throws IOException, InterruptedException {
            FutureTask<Answer> attempt = await(Long.MAX_VALUE);
            if (attempt == null) {
                throw new UnavailableException(
                        "get", key.value(), "the read took longer than " + timeout.orElseThrow());
            }
            return attempt;
        }

        /** What the attempt gave; where it failed, what the other one gives, if there is one. */
        private Answer answer(FutureTask<Answer> attempt) throws IOException, InterruptedException {
            try {
                return attempt.get();
            } catch (ExecutionException e) {
                attempts.remove(attempt);
                if (!attempts.isEmpty()) {
                    return answer(awaitToTheEnd());
                }
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException("a read failed", e.getCause());
            }
        }
    }

    /** Reads what is there. */
    private static final class ArrayReader extends RangeReader {
        private final Answer answer;

        ArrayReader(Answer answer) {
            super(answer.info(), answer.offset(), answer.bytes().length);
            this.answer = answer;
        }

        @Override
        protected int readAt(long at, byte[] into, int offset, int length) {
            System.arraycopy(answer.bytes(), (int) (at - answer.offset()), into, offset, length);
            return length;
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        store.close();
    }
}
