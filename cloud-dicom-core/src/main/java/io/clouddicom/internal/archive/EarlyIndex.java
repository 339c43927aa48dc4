package io.clouddicom.internal.archive;

import io.clouddicom.internal.format.StudyIndex;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.KeptCopies;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * A study index that is read while its study is listed, so that both take one round trip. It counts only if the listing then
 * shows the index at this very version; whatever went wrong here, the index is read again as it was listed.
 */
final class EarlyIndex implements Closeable {
    /** Nothing was read. */
    static final EarlyIndex NONE = new EarlyIndex(CompletableFuture.completedFuture(Optional.empty()));

    private final Future<Optional<Content>> content;
    private final Runnable cancelling;

    /** What was read. */
    @SuppressWarnings("ArrayRecordComponent") // handed from one thread to the next
    private record Content(ObjectInfo info, byte[] bytes) {}

    private EarlyIndex(Future<Optional<Content>> content) {
        this(content, () -> {});
    }

    private EarlyIndex(Future<Optional<Content>> content, Runnable cancelling) {
        this.content = content;
        this.cancelling = cancelling;
    }

    /** Begins to read the index of a study, unless it is near: then the listing has to say which version counts. */
    static EarlyIndex begin(ObjectStore store, MemoryTier memory, ObjectKey key) {
        boolean near = memory.holdsIndex(key)
                || store.ability(KeptCopies.class)
                        .filter(copies -> copies.holds(key))
                        .isPresent();
        if (near) {
            return NONE;
        }
        CompletableFuture<Optional<Content>> content = new CompletableFuture<>();
        ReadQueue.Read read = memory.reads().add(ReadQueue.Rank.NOW, () -> {
            try {
                content.complete(read(store, key));
            } catch (IOException | RuntimeException e) {
                content.complete(Optional.empty());
            } catch (Error e) {
                content.completeExceptionally(e);
                throw e;
            }
        });
        return new EarlyIndex(content, read::cancel);
    }

    private static Optional<Content> read(ObjectStore store, ObjectKey key) throws IOException {
        try (ObjectReader reader = store.get(key, ByteRange.all())) {
            return reader.lengthBytes() > StudyIndex.MAX_BYTES
                    ? Optional.empty()
                    : Optional.of(new Content(reader.info(), reader.readAllBytes()));
        }
    }

    /** The bytes of the index that was listed, if it is the one that was read. */
    Optional<byte[]> of(ObjectInfo listed) {
        try {
            return content.get()
                    .filter(read -> read.info().version().equals(listed.version())
                            && read.info().sizeBytes() == listed.sizeBytes())
                    .map(Content::bytes);
        } catch (InterruptedException e) {
            // Whoever reads it then finds out.
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | CancellationException e) {
            return Optional.empty();
        }
    }

    /** Gives it up, if it is not there yet. */
    @Override
    public void close() {
        cancelling.run();
    }
}
