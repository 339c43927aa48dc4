package io.clouddicom.crypto.internal;

import io.clouddicom.CloudDicomException;
import io.clouddicom.UnavailableException;
import io.clouddicom.crypto.KeyEncryptionKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A key whose calls end: one that is not answered in time ends with {@link UnavailableException}, which names the key; so
 * does whatever fails in a way that was not agreed. A call that hangs for ever costs a thread, but no more than some.
 */
public final class LimitedKey implements KeyEncryptionKey {
    private static final int MOST_CALLS = 64;
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "cloud-dicom-key-call");
        thread.setDaemon(true);
        return thread;
    });

    private final KeyEncryptionKey key;
    private final Duration limit;
    private final Semaphore calls = new Semaphore(MOST_CALLS);

    /**
     * Limits a key.
     *
     * @param key what is called
     * @param limit how long a call may take
     */
    public LimitedKey(KeyEncryptionKey key, Duration limit) {
        this.key = key;
        this.limit = limit;
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T call(String operation, Call<T> call) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        try {
            if (!calls.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new UnavailableException(operation, id(), MOST_CALLS + " calls are waiting for an answer");
            }
            CompletableFuture<T> answer = new CompletableFuture<>();
            THREADS.execute(() -> {
                try {
                    answer.complete(call.run());
                } catch (Throwable e) {
                    answer.completeExceptionally(e);
                } finally {
                    calls.release();
                }
            });
            return answer.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new UnavailableException(operation, id(), "no answer within " + limit.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for " + id());
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            Throwable failure = e.getCause();
            if (failure instanceof CloudDicomException agreed) {
                throw agreed;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            throw new UnavailableException(operation, id(), "the key-encryption key cannot be used", failure);
        }
    }

    @Override
    public String id() {
        return key.id();
    }

    @Override
    public String version() throws IOException {
        return call("wrap", key::version);
    }

    @Override
    public byte[] wrap(byte[] bytes, byte[] associatedData) throws IOException {
        return call("wrap", () -> key.wrap(bytes, associatedData));
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associatedData) throws IOException {
        return call("unwrap", () -> key.unwrap(wrapped, associatedData));
    }

    @Override
    public String toString() {
        return id();
    }
}
