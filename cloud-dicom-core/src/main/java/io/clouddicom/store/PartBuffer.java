package io.clouddicom.store;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * For those who write a store: gathers bytes into parts of one size, the last of which stays in the buffer until the caller
 * knows that it is the last. An object that fits one part is never sent as a part; its buffer grows with it. Belongs to one
 * thread.
 */
public abstract class PartBuffer extends OutputStream {
    private static final int FIRST_BUFFER_BYTES = 64 << 10;

    private final int partBytes;
    private byte[] buffer;
    private int buffered;

    /**
     * An empty buffer.
     *
     * @param partBytes how many bytes a part has
     * @param declaredBytes how many there will be in all, where that is known
     */
    protected PartBuffer(int partBytes, OptionalLong declaredBytes) {
        this.partBytes = partBytes;
        this.buffer = new byte[(int) Math.min(partBytes, declaredBytes.orElse(FIRST_BUFFER_BYTES))];
    }

    /**
     * Sends a full part, behind which more bytes come.
     *
     * @param part its bytes
     * @return a buffer of a part's size for the next one: this one, where its bytes are no longer needed
     * @throws IOException it could not be sent
     */
    protected abstract byte[] send(byte[] part) throws IOException;

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (buffered == partBytes) {
                buffer = send(buffer);
                buffered = 0;
            }
            if (buffered == buffer.length) {
                buffer = Arrays.copyOf(
                        buffer, (int) Math.min(partBytes, Math.max(2L * buffer.length, FIRST_BUFFER_BYTES)));
            }
            int n = Math.min(end - from, buffer.length - buffered);
            System.arraycopy(bytes, from, buffer, buffered, n);
            buffered += n;
            from += n;
        }
    }

    /** What was not sent: all, or the last part. Its first {@link #bufferedBytes()} bytes count. */
    public final byte[] buffer() {
        return buffer;
    }

    /** How many bytes were not sent. */
    public final int bufferedBytes() {
        return buffered;
    }
}
