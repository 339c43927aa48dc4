package io.clouddicom.gcs.internal;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnavailableException;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of one answer. What is left of it when it is closed is not waited for. Where all of an object is read, its
 * checksum is compared with the one that the server gives, before the last byte is handed out.
 */
final class GcsObjectReader extends ObjectReader {
    private final ObjectInfo info;
    private final long offset;
    private final long length;
    private final InputStream body;
    private final Closeable request;
    private final @Nullable String crc32c;
    private final CRC32C crc = new CRC32C();
    private long done;
    private boolean closed;

    /**
     * A reader.
     *
     * @param crc32c checksum of what is read, as the server writes it; null where it gives none for it
     * @param request ends the request, whatever is left of the answer
     */
    GcsObjectReader(
            ObjectInfo info, long offset, long length, InputStream body, Closeable request, @Nullable String crc32c) {
        this.info = info;
        this.offset = offset;
        this.length = length;
        this.body = body;
        this.request = request;
        this.crc32c = crc32c;
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public long offsetBytes() {
        return offset;
    }

    @Override
    public long lengthBytes() {
        return length;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
        Objects.checkFromIndexSize(from, count, into.length);
        if (closed) {
            throw new IOException("the reader of " + info.key() + " is closed");
        }
        if (count == 0) {
            return 0;
        }
        if (done == length) {
            return -1;
        }
        int read = readBody(into, from, (int) Math.min(count, length - done));
        if (read < 0) {
            throw new UnavailableException(
                    "get", info.key().value(), "the answer ended after " + done + " of " + length + " bytes");
        }
        done += read;
        if (crc32c != null) {
            crc.update(into, from, read);
        }
        if (done == length) {
            checkEnd();
        }
        return read;
    }

    private int readBody(byte[] into, int from, int count) throws IOException {
        try {
            return body.read(into, from, count);
        } catch (InterruptedIOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            // A time-out of the socket goes by this type too.
            throw new UnavailableException("get", info.key().value(), "the answer stalled", e);
        } catch (IOException e) {
            throw new UnavailableException("get", info.key().value(), "the answer broke off", e);
        }
    }

    /** Sees the end, by which the connection can be used again, and compares the checksum. */
    private void checkEnd() throws IOException {
        if (readBody(new byte[1], 0, 1) >= 0) {
            throw new CorruptDataException(
                    "get", info.key().value(), "the answer has more than the " + length + " bytes that it declares");
        }
        if (crc32c != null && !crc32c.equals(GcsCrc32c.text((int) crc.getValue()))) {
            throw new CorruptDataException(
                    "get", info.key().value(), "the bytes do not have the checksum that the server gives");
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (done == length) {
            body.close();
        } else {
            request.close();
        }
    }
}
