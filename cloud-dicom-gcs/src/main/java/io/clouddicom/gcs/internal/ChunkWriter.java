package io.clouddicom.gcs.internal;

import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Gathers bytes into chunks. The first full chunk that is not the last one begins an upload. Belongs to one thread. */
final class ChunkWriter extends OutputStream {
    private static final int FIRST_BUFFER_BYTES = 64 << 10;

    private final GcsBucket bucket;
    private final ObjectKey key;
    private final @Nullable Long ifGenerationMatch;
    private final int chunkBytes;
    private byte[] buffer;
    private int buffered;
    private @Nullable ResumableUpload upload;

    ChunkWriter(GcsBucket bucket, ObjectKey key, @Nullable Long ifGenerationMatch, OptionalLong declaredBytes) {
        this.bucket = bucket;
        this.key = key;
        this.ifGenerationMatch = ifGenerationMatch;
        this.chunkBytes = bucket.options().chunkBytes();
        this.buffer = new byte[(int) Math.min(chunkBytes, declaredBytes.orElse(FIRST_BUFFER_BYTES))];
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
            if (buffered == chunkBytes) {
                send();
            }
            if (buffered == buffer.length) {
                buffer = Arrays.copyOf(
                        buffer, (int) Math.min(chunkBytes, Math.max(2L * buffer.length, FIRST_BUFFER_BYTES)));
            }
            int n = Math.min(left, buffer.length - buffered);
            System.arraycopy(bytes, from, buffer, buffered, n);
            buffered += n;
            from += n;
            left -= n;
        }
    }

    private void send() throws IOException {
        ResumableUpload to = upload;
        if (to == null) {
            to = ResumableUpload.begin(bucket, key, ifGenerationMatch);
            upload = to;
        }
        to.send(buffer, buffered);
        buffered = 0;
    }

    /** The upload that was begun, or null where everything is in {@link #buffer}. */
    @Nullable
    ResumableUpload upload() {
        return upload;
    }

    byte[] buffer() {
        return buffer;
    }

    int buffered() {
        return buffered;
    }
}
