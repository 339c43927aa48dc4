package io.clouddicom.store;

import io.clouddicom.CorruptDataException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * For those who write a store: the stream that it hands to an {@link ObjectContent}. Gathers small writes, counts and
 * checksums the bytes, holds them against what the content declares, and notices interruption.
 *
 * <p>An error of the store's own is remembered: content that swallows it, or wraps it, does not turn it into a success
 * or into an error of another type. Belongs to one thread.
 */
public final class ContentSink extends OutputStream {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final long UNKNOWN = -1;

    private final ObjectKey key;
    private final OutputStream target;
    private final long declaredBytes;
    private final CRC32C crc = new CRC32C();
    private final byte[] buffer;
    private int buffered;
    private long sizeBytes;
    private @Nullable IOException failure;
    private boolean complete;

    private ContentSink(ObjectKey key, OptionalLong declaredBytes, OutputStream target) {
        this.key = key;
        this.target = target;
        this.declaredBytes = declaredBytes.orElse(UNKNOWN);
        this.buffer = new byte[(int) Math.max(1, Math.min(BUFFER_BYTES, declaredBytes.orElse(BUFFER_BYTES)))];
    }

    /**
     * Lets a content write all its bytes into a target.
     *
     * @param key the object that is being put, for messages
     * @param content the content, which is called once
     * @param target where the bytes go in large pieces; not flushed or closed here
     * @return the sink, to be asked for size and checksum
     * @throws CorruptDataException length or checksum are not those that the content declares
     * @throws InterruptedIOException the thread was interrupted; its interrupt status stays set
     * @throws IOException the content's own error, or that of the target
     */
    public static ContentSink take(ObjectKey key, ObjectContent content, OutputStream target) throws IOException {
        ContentSink sink = new ContentSink(key, content.lengthBytes(), target);
        try {
            content.writeTo(sink);
            sink.finish(content.crc32c());
        } catch (IOException | RuntimeException e) {
            IOException own = sink.failure;
            if (own == null || own == e) {
                throw e;
            }
            own.addSuppressed(e);
            throw own;
        } finally {
            sink.complete = true;
        }
        return sink;
    }

    /** How many bytes went through. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** CRC-32C of the bytes that went through. */
    public int crc32c() {
        return (int) crc.getValue();
    }

    @Override
    public void write(int b) throws IOException {
        expect(1);
        if (buffered == buffer.length) {
            drain();
        }
        buffer[buffered++] = (byte) b;
        sizeBytes++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        expect(length);
        if (length > buffer.length - buffered) {
            drain();
        }
        if (length > buffer.length) {
            pass(bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, buffer, buffered, length);
            buffered += length;
        }
        sizeBytes += length;
    }

    /** Does nothing: nothing becomes visible before the put returns. */
    @Override
    public void flush() {}

    /** Does nothing: the stream is the store's. */
    @Override
    public void close() {}

    private void expect(int length) throws IOException {
        if (complete) {
            throw new IOException("the put of " + key + " is over; nothing can be written any more");
        }
        if (failure != null) {
            throw failure;
        }
        if (declaredBytes != UNKNOWN && length > declaredBytes - sizeBytes) {
            throw fail(new CorruptDataException(
                    "put", key.value(), "the content has more than the " + declaredBytes + " bytes that it declares"));
        }
    }

    private void drain() throws IOException {
        if (buffered > 0) {
            pass(buffer, 0, buffered);
            buffered = 0;
        }
    }

    private void pass(byte[] bytes, int offset, int length) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw fail(new InterruptedIOException("put " + key + ": the thread was interrupted"));
        }
        crc.update(bytes, offset, length);
        try {
            target.write(bytes, offset, length);
        } catch (IOException e) {
            throw fail(e);
        }
    }

    private void finish(OptionalInt declaredCrc) throws IOException {
        expect(0);
        drain();
        if (declaredBytes != UNKNOWN && sizeBytes != declaredBytes) {
            throw fail(new CorruptDataException(
                    "put",
                    key.value(),
                    "the content has " + sizeBytes + " bytes, not the " + declaredBytes + " that it declares"));
        }
        if (declaredCrc.isPresent() && declaredCrc.getAsInt() != crc32c()) {
            throw fail(new CorruptDataException(
                    "put",
                    key.value(),
                    String.format(
                            "the content has CRC-32C %08x, not the %08x that it declares",
                            crc32c(), declaredCrc.getAsInt())));
        }
    }

    private IOException fail(IOException e) {
        failure = e;
        return e;
    }
}
