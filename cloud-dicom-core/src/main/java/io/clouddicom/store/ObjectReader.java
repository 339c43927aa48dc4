package io.clouddicom.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * An open object, or an open part of one: a stream that knows where it lies.
 *
 * <p>The bytes are those of one version of the object, also when it is replaced meanwhile, or the stream ends with an
 * error. A stream that would end before {@link #lengthBytes()} bytes ends with a
 * {@link io.clouddicom.CloudDicomException} instead. Belongs to one thread; closing early gives the connection back or
 * cancels the transfer.
 */
public abstract class ObjectReader extends InputStream {

    /** For implementations. */
    protected ObjectReader() {}

    /** Size, version and time of the whole object. */
    public abstract ObjectInfo info();

    /** Where in the object the first byte of this stream lies. */
    public abstract long offsetBytes();

    /** How many bytes this stream holds in all. */
    public abstract long lengthBytes();

    /** Reads one byte, by way of {@link #read(byte[], int, int)}: an implementation has one place to read in. */
    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** Reads some bytes, at least one where any is left and wanted. */
    @Override
    public abstract int read(byte[] into, int offset, int length) throws IOException;

    /**
     * Reads the whole stream into an array.
     *
     * @return all bytes
     * @throws io.clouddicom.CloudDicomException the store failed
     * @throws IOException the stream is longer than an array can be, or failed
     */
    @Override
    public byte[] readAllBytes() throws IOException {
        long length = lengthBytes();
        if (length > Integer.MAX_VALUE - 8) {
            throw new IOException("a range of " + length + " bytes does not fit an array");
        }
        byte[] bytes = new byte[(int) length];
        int read = readNBytes(bytes, 0, bytes.length);
        if (read < bytes.length) {
            throw new EOFException(
                    "the stream of " + info().key() + " ended after " + read + " of " + length + " bytes");
        }
        return bytes;
    }
}
