package io.clouddicom.s3.internal;

import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Gathers bytes into parts. The first full part that is not the last one begins an upload. Belongs to one thread. */
final class PartWriter extends OutputStream {
    private static final int FIRST_BUFFER_BYTES = 64 << 10;

    private final S3Bucket bucket;
    private final UploadThreads threads;
    private final ObjectKey key;
    private final int partBytes;
    private byte[] buffer;
    private int buffered;
    private @Nullable MultipartUpload upload;

    PartWriter(S3Bucket bucket, UploadThreads threads, ObjectKey key, OptionalLong declaredBytes) {
        this.bucket = bucket;
        this.threads = threads;
        this.key = key;
        this.partBytes = partBytes(bucket.options().partBytes(), declaredBytes.orElse(0));
        this.buffer = new byte[(int) Math.min(partBytes, declaredBytes.orElse(FIRST_BUFFER_BYTES))];
    }

    /** The part size: larger than wanted where there would be too many parts. */
    private static int partBytes(int wanted, long declaredBytes) {
        long least = (declaredBytes + MultipartUpload.MOST_PARTS - 1) / MultipartUpload.MOST_PARTS;
        return (int) Math.min(1 << 30, Math.max(wanted, least));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (buffered == partBytes) {
                send();
            }
            if (buffered == buffer.length) {
                buffer = Arrays.copyOf(
                        buffer, (int) Math.min(partBytes, Math.max(2L * buffer.length, FIRST_BUFFER_BYTES)));
            }
            int n = Math.min(left, buffer.length - buffered);
            System.arraycopy(bytes, from, buffer, buffered, n);
            buffered += n;
            from += n;
            left -= n;
        }
    }

    private void send() throws IOException {
        MultipartUpload to = upload;
        if (to == null) {
            to = MultipartUpload.begin(bucket, threads, key);
            upload = to;
        }
        to.send(buffer, buffered);
        byte[] free = to.freeBuffer();
        buffer = free == null ? new byte[partBytes] : free;
        buffered = 0;
    }

    /**
     * Sends what is left as the last part, where an upload was begun.
     *
     * @return the upload, or null where everything is in {@link #buffer}
     */
    @Nullable
    MultipartUpload finish() throws IOException {
        if (upload != null) {
            send();
        }
        return upload;
    }

    /** The upload that was begun, or null. */
    @Nullable
    MultipartUpload upload() {
        return upload;
    }

    byte[] buffer() {
        return buffer;
    }

    int buffered() {
        return buffered;
    }
}
