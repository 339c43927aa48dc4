package io.clouddicom.s3.internal;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnavailableException;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.Abortable;

/** Reads the body of one answer. What is left of it when it is closed is not waited for. */
final class S3ObjectReader extends ObjectReader {
    private final ObjectInfo info;
    private final long offset;
    private final long length;
    private final InputStream body;
    private final Abortable request;
    private long done;
    private boolean closed;

    S3ObjectReader(ObjectInfo info, long offset, long length, InputStream body, Abortable request) {
        this.info = info;
        this.offset = offset;
        this.length = length;
        this.body = body;
        this.request = request;
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
        if (done == length) {
            checkEnd();
        }
        return read;
    }

    private int readBody(byte[] into, int from, int count) throws IOException {
        try {
            return body.read(into, from, count);
        } catch (SdkException e) {
            throw S3Errors.of(e, "get", info.key().value(), S3Errors.Effect.NONE);
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

    /** Lets the client see the end, where it compares checksums and gives the connection back. */
    private void checkEnd() throws IOException {
        int more;
        try {
            more = body.read(new byte[1], 0, 1);
        } catch (SdkException e) {
            throw new CorruptDataException(
                    "get", info.key().value(), "the bytes do not have the checksum that the server gives", e);
        } catch (IOException e) {
            throw new UnavailableException("get", info.key().value(), "the answer broke off", e);
        }
        if (more >= 0) {
            throw new CorruptDataException(
                    "get", info.key().value(), "the answer has more than the " + length + " bytes that it declares");
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
            request.abort();
        }
    }
}
