package io.clouddicom.store;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnavailableException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * For those who write a store: reads the body of one answer of a server. An answer that ends early, stalls or breaks off is
 * {@link UnavailableException}. What is left when the reader is closed is not waited for. Where the server gives a checksum
 * of the range, it is compared before the last byte is handed out.
 */
public class AnswerReader extends RangeReader {
    private final InputStream body;
    private final Closeable abort;
    private final OptionalInt crc32c;
    private final CRC32C crc = new CRC32C();

    /**
     * A reader.
     *
     * @param info the whole object
     * @param offsetBytes where the range begins
     * @param lengthBytes how many bytes the answer has
     * @param body the bytes; closed when they have all been read, after which the connection can be used again
     * @param abort ends the request, whatever is left of the answer
     * @param crc32c checksum of the bytes, where the server gives one
     */
    public AnswerReader(
            ObjectInfo info,
            long offsetBytes,
            long lengthBytes,
            InputStream body,
            Closeable abort,
            OptionalInt crc32c) {
        super(info, offsetBytes, lengthBytes);
        this.body = body;
        this.abort = abort;
        this.crc32c = crc32c;
    }

    /**
     * A reader of an object that has no bytes.
     *
     * @param info the object
     * @return the reader
     */
    public static ObjectReader ofNothing(ObjectInfo info) {
        return new AnswerReader(info, 0, 0, InputStream.nullInputStream(), () -> {}, OptionalInt.empty());
    }

    @Override
    protected int readAt(long at, byte[] into, int offset, int length) throws IOException {
        int n = readBody(into, offset, length);
        if (n < 0) {
            long done = lengthBytes() - leftBytes();
            throw new UnavailableException(
                    "get", info().key().value(), "the answer ended after " + done + " of " + lengthBytes() + " bytes");
        }
        if (crc32c.isPresent()) {
            crc.update(into, offset, n);
        }
        if (n == leftBytes()) {
            checkEnd();
        }
        return n;
    }

    private int readBody(byte[] into, int offset, int length) throws IOException {
        try {
            return body.read(into, offset, length);
        } catch (InterruptedIOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            // A time-out of the socket goes by this type too.
            throw new UnavailableException("get", info().key().value(), "the answer stalled", e);
        } catch (IOException e) {
            throw new UnavailableException("get", info().key().value(), "the answer broke off", e);
        }
    }

    /**
     * Sees the end of the body, by which the connection can be used again, and compares the checksum.
     *
     * @throws IOException there is more, or other bytes came
     */
    protected void checkEnd() throws IOException {
        if (readBody(new byte[1], 0, 1) >= 0) {
            throw new CorruptDataException(
                    "get",
                    info().key().value(),
                    "the answer has more than the " + lengthBytes() + " bytes that it declares");
        }
        if (crc32c.isPresent() && crc32c.getAsInt() != (int) crc.getValue()) {
            throw otherBytes(null);
        }
    }

    /**
     * The error of bytes that are not those that the server has.
     *
     * @param cause who found out, or null
     * @return the error
     */
    protected final CorruptDataException otherBytes(@org.jspecify.annotations.Nullable Throwable cause) {
        return new CorruptDataException(
                "get", info().key().value(), "the bytes do not have the checksum that the server gives", cause);
    }

    @Override
    protected void release() throws IOException {
        if (leftBytes() == 0) {
            body.close();
        } else {
            abort.close();
        }
    }
}
