package io.clouddicom.internal.cache;

import io.clouddicom.CloudDicomException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What is being fetched at this moment: who wants something that another thread fetches waits for it. A thread never waits
 * while others wait for it. Safe for use by any number of threads.
 *
 * @param <K> names what is fetched
 * @param <V> what it is, not to be changed by those who get it
 */
public final class UnderWay<K, V> {
    private final ConcurrentMap<K, Claim> claims = new ConcurrentHashMap<>();

    /** Something that one thread fetches. */
    public final class Claim {
        private final K key;
        private final CompletableFuture<V> value = new CompletableFuture<>();

        private Claim(K key) {
            this.key = key;
        }

        /** Gives it to those who wait. It is still claimed. */
        public void fetched(V fetched) {
            value.complete(fetched);
        }

        /** It can be found elsewhere now. */
        public void end() {
            claims.remove(key, this);
            value.cancel(false);
        }

        /** It could not be fetched. */
        public void fail(Throwable error) {
            claims.remove(key, this);
            value.completeExceptionally(error);
        }

        /**
         * Waits for it.
         *
         * @return what was fetched; null if the thread that wanted to fetch it gave up for a reason of its own
         * @throws IOException what the store told
         */
        public @Nullable V await() throws IOException {
            try {
                return value.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                InterruptedIOException interrupted =
                        new InterruptedIOException("interrupted while waiting for another");
                interrupted.initCause(e);
                throw interrupted;
            } catch (CancellationException e) {
                return null;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof CloudDicomException failure) {
                    throw failure;
                }
                return null;
            }
        }
    }

    /** Claims something; null if another thread has it. */
    public @Nullable Claim claim(K key) {
        Claim mine = new Claim(key);
        return claims.putIfAbsent(key, mine) == null ? mine : null;
    }

    /** The claim of the thread that fetches something, if one does. */
    public @Nullable Claim claimed(K key) {
        return claims.get(key);
    }
}
