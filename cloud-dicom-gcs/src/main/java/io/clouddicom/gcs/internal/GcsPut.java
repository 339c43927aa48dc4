package io.clouddicom.gcs.internal;

import com.google.api.services.storage.model.StorageObject;
import io.clouddicom.CorruptDataException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.gcs.internal.GcsErrors.Effect;
import io.clouddicom.store.ContentSink;
import io.clouddicom.store.Crc32c;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import java.io.IOException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * One put. An object that fits one chunk is one request; a larger one is sent in chunks while its content is written. Either
 * way its checksum goes with it, and the server refuses bytes that do not have it.
 */
final class GcsPut {
    private final GcsBucket bucket;
    private final ObjectKey key;
    private final @Nullable Long ifGenerationMatch;

    private GcsPut(GcsBucket bucket, ObjectKey key, @Nullable Long ifGenerationMatch) {
        this.bucket = bucket;
        this.key = key;
        this.ifGenerationMatch = ifGenerationMatch;
    }

    static PutResult run(GcsBucket bucket, ObjectKey key, ObjectContent content, PutCondition condition)
            throws IOException {
        return new GcsPut(bucket, key, generationOf(key, condition)).run(content);
    }

    /** The generation that a condition asks for: 0 is that of no object, null is any. */
    private static @Nullable Long generationOf(ObjectKey key, PutCondition condition) throws IOException {
        if (condition instanceof PutCondition.IfAbsent) {
            return 0L;
        }
        if (condition instanceof PutCondition.IfVersion pinned) {
            Long generation = GcsBucket.generation(pinned.version());
            if (generation == null) {
                throw new PreconditionFailedException("put", key.value(), "the object is absent or at another version");
            }
            return generation;
        }
        return null;
    }

    private PutResult run(ObjectContent content) throws IOException {
        ChunkWriter chunks = new ChunkWriter(bucket, key, ifGenerationMatch, content.lengthBytes());
        try {
            ContentSink sink = ContentSink.take(key, content, chunks);
            ResumableUpload upload = chunks.upload();
            return upload == null ? single(sink, chunks) : finished(sink, upload, chunks);
        } catch (IOException | RuntimeException | Error e) {
            ResumableUpload upload = chunks.upload();
            IOException remains = upload == null ? null : upload.cancel();
            if (remains != null) {
                e.addSuppressed(remains);
            }
            throw e;
        }
    }

    private PutResult single(ContentSink sink, ChunkWriter chunks) throws IOException {
        try {
            StorageObject stored =
                    bucket.insert(key, chunks.buffer(), chunks.bufferedBytes(), sink.crc32c(), ifGenerationMatch);
            return verified(sink, stored);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private PutResult finished(ContentSink sink, ResumableUpload upload, ChunkWriter chunks) throws IOException {
        try {
            ResumableUpload.Finished finished = upload.finish(chunks.buffer(), chunks.bufferedBytes(), sink.crc32c());
            PutResult result = verified(sink, finished.object());
            if (finished.asked()) {
                requireThere(result);
            }
            return result;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private IOException failed(IOException e) {
        return ifGenerationMatch != null && GcsErrors.isPreconditionFailed(e)
                ? GcsErrors.conditionFailed(ifGenerationMatch == 0, key.value(), e)
                : GcsErrors.of(e, "put", key.value(), Effect.CHANGE);
    }

    /** Holds what the server says that it took over against what was sent. */
    private PutResult verified(ContentSink sink, StorageObject stored) throws IOException {
        Long generation = stored.getGeneration();
        BigInteger size = GcsBucket.size(stored);
        if (generation == null || size == null || stored.getCrc32c() == null) {
            throw new OutcomeUnknownException("put", key.value(), "the server does not say what it took over");
        }
        PutResult result = new PutResult(GcsBucket.version(generation), sink.sizeBytes(), sink.crc32c());
        if (size.longValue() != sink.sizeBytes()) {
            throw damaged(generation, "the server took over " + size + " of " + sink.sizeBytes() + " bytes");
        }
        if (!stored.getCrc32c().equals(Crc32c.base64(sink.crc32c()))) {
            throw damaged(generation, "the server took over bytes with another checksum");
        }
        return result;
    }

    /** The object is there and is wrong: it goes away again where it replaced nothing. */
    private IOException damaged(long generation, String detail) {
        if (ifGenerationMatch == null || ifGenerationMatch != 0) {
            return new OutcomeUnknownException("put", key.value(), detail);
        }
        try {
            bucket.send(bucket.delete(key).setIfGenerationMatch(generation)).ignore();
        } catch (IOException e) {
            return new OutcomeUnknownException("put", key.value(), detail, e);
        }
        return new CorruptDataException("put", key.value(), detail);
    }

    /** An upload whose end had to be asked for is believed when its object is seen. */
    private void requireThere(PutResult result) throws IOException {
        try {
            bucket.head(key, GcsBucket.generation(result.version()));
        } catch (IOException e) {
            throw new OutcomeUnknownException("put", key.value(), "what was stored could not be looked at", e);
        }
    }
}
