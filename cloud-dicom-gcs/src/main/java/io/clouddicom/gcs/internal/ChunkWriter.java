package io.clouddicom.gcs.internal;

import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.PartBuffer;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Gathers bytes into chunks. The first full chunk that is not the last one begins an upload. Belongs to one thread. */
final class ChunkWriter extends PartBuffer {
    private final GcsBucket bucket;
    private final ObjectKey key;
    private final @Nullable Long ifGenerationMatch;
    private @Nullable ResumableUpload upload;

    ChunkWriter(GcsBucket bucket, ObjectKey key, @Nullable Long ifGenerationMatch, OptionalLong declaredBytes) {
        super(bucket.options().chunkBytes(), declaredBytes);
        this.bucket = bucket;
        this.key = key;
        this.ifGenerationMatch = ifGenerationMatch;
    }

    @Override
    protected byte[] send(byte[] chunk) throws IOException {
        ResumableUpload to = upload;
        if (to == null) {
            to = ResumableUpload.begin(bucket, key, ifGenerationMatch);
            upload = to;
        }
        to.send(chunk, chunk.length);
        return chunk;
    }

    /** The upload that was begun, or null where everything is in {@link #buffer}. */
    @Nullable
    ResumableUpload upload() {
        return upload;
    }
}
