package io.clouddicom.internal.cache;

import io.clouddicom.CloudDicomException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that are being fetched at this moment: who wants one that another thread fetches waits for it. A thread never
 * waits while others wait for it. Safe for use by any number of threads.
 */
final class BlocksUnderWay {
    private final ConcurrentMap<Id, Claim> claims = new ConcurrentHashMap<>();

    private record Id(ObjectRef ref, int block) {}

    /**
     * A block that was fetched, with what its object is.
     *
     * @param facts of the object
     * @param bytes all of the block, none behind the end of the object; not to be changed
     */
    record Block(ObjectFacts facts, byte[] bytes) {}

    /** A block that one thread fetches. */
    final class Claim {
        private final Id id;
        private final CompletableFuture<Block> block = new CompletableFuture<>();

        private Claim(Id id) {
            this.id = id;
        }

        /** Gives it to those who wait. It is still claimed. */
        void fetched(Block fetched) {
            block.complete(fetched);
        }

        /** It can be found elsewhere now. */
        void end() {
            claims.remove(id, this);
            block.cancel(false);
        }

        /** It could not be fetched. */
        void fail(Throwable error) {
            claims.remove(id, this);
            block.completeExceptionally(error);
        }

        /**
         * Waits for the block.
         *
         * @return the block; null if the thread that wanted to fetch it gave up for a reason of its own
         * @throws IOException what the store told
         */
        @Nullable
        Block await() throws IOException {
            try {
                return block.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                InterruptedIOException interrupted =
                        new InterruptedIOException("interrupted while waiting for a block");
                interrupted.initCause(e);
                throw interrupted;
            } catch (java.util.concurrent.CancellationException e) {
                return null;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof CloudDicomException failure) {
                    throw failure;
                }
                return null;
            }
        }
    }

    /** Claims a block; null if another thread has it. */
    @Nullable
    Claim claim(ObjectRef ref, int block) {
        Claim mine = new Claim(new Id(ref, block));
        return claims.putIfAbsent(mine.id, mine) == null ? mine : null;
    }

    /** The claim of the thread that fetches a block, if one does. */
    @Nullable
    Claim claimed(ObjectRef ref, int block) {
        return claims.get(new Id(ref, block));
    }
}
