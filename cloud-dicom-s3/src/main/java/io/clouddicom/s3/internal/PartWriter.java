package io.clouddicom.s3.internal;

import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.PartBuffer;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Gathers bytes into parts. The first full part that is not the last one begins an upload. Belongs to one thread. */
final class PartWriter extends PartBuffer {
    private final S3Bucket bucket;
    private final UploadThreads threads;
    private final ObjectKey key;
    private @Nullable MultipartUpload upload;

    PartWriter(S3Bucket bucket, UploadThreads threads, ObjectKey key, OptionalLong declaredBytes) {
        super(partBytes(bucket.options().partBytes(), declaredBytes.orElse(0)), declaredBytes);
        this.bucket = bucket;
        this.threads = threads;
        this.key = key;
    }

    /** The part size: larger than wanted where there would be too many parts. */
    private static int partBytes(int wanted, long declaredBytes) {
        long least = (declaredBytes + MultipartUpload.MOST_PARTS - 1) / MultipartUpload.MOST_PARTS;
        return (int) Math.min(1 << 30, Math.max(wanted, least));
    }

    @Override
    protected byte[] send(byte[] part) throws IOException {
        MultipartUpload to = upload;
        if (to == null) {
            to = MultipartUpload.begin(bucket, threads, key);
            upload = to;
        }
        to.send(part, part.length);
        byte[] free = to.freeBuffer();
        return free == null ? new byte[part.length] : free;
    }

    /**
     * Sends what is left as the last part, where an upload was begun.
     *
     * @return the upload, or null where everything is in {@link #buffer}
     */
    @Nullable
    MultipartUpload finish() throws IOException {
        if (upload != null) {
            upload.send(buffer(), bufferedBytes());
        }
        return upload;
    }

    /** The upload that was begun, or null. */
    @Nullable
    MultipartUpload upload() {
        return upload;
    }
}
