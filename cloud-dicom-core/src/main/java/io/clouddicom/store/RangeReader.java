package io.clouddicom.store;

import java.io.IOException;
import java.util.Objects;

/**
 * For those who write a store or a decorator: a reader of a range, that knows how far it is and whether it is closed. What
 * is left to do is to read some bytes from a place.
 */
public abstract class RangeReader extends ObjectReader {
    private final ObjectInfo info;
    private final long offsetBytes;
    private final long endBytes;
    private long position;
    private boolean closed;

    /**
     * A reader that stands at the beginning of its range.
     *
     * @param info the whole object
     * @param offsetBytes where in the object the range begins
     * @param lengthBytes how long it is
     */
    protected RangeReader(ObjectInfo info, long offsetBytes, long lengthBytes) {
        this.info = info;
        this.offsetBytes = offsetBytes;
        this.endBytes = offsetBytes + lengthBytes;
        this.position = offsetBytes;
    }

    /**
     * Reads bytes that are in the range.
     *
     * @param at the place in the object: that behind the bytes read before, unless some were skipped
     * @param into where they go
     * @param offset from where on
     * @param length how many at most, at least one
     * @return how many, at least one
     * @throws IOException a {@link io.clouddicom.CloudDicomException}; also where the bytes end too early
     */
    protected abstract int readAt(long at, byte[] into, int offset, int length) throws IOException;

    /**
     * Gives back what the reader holds; called once.
     *
     * @throws IOException that failed
     */
    protected void release() throws IOException {}

    @Override
    public final ObjectInfo info() {
        return info;
    }

    @Override
    public final long offsetBytes() {
        return offsetBytes;
    }

    @Override
    public final long lengthBytes() {
        return endBytes - offsetBytes;
    }

    /** How many bytes of the range are neither read nor skipped. */
    protected final long leftBytes() {
        return endBytes - position;
    }

    @Override
    public final int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        requireOpen();
        if (length == 0 || position == endBytes) {
            return length == 0 ? 0 : -1;
        }
        int n = readAt(position, into, offset, (int) Math.min(length, leftBytes()));
        position += n;
        return n;
    }

    /**
     * Goes on, without reading, for readers that reach any place at no cost: their {@link #skip}.
     *
     * @param count how many bytes at most
     * @return how many were left out
     * @throws IOException the reader is closed
     */
    protected final long leap(long count) throws IOException {
        requireOpen();
        long skipped = Math.max(0, Math.min(count, leftBytes()));
        position += skipped;
        return skipped;
    }

    /**
     * Refuses to go on after the reader was closed.
     *
     * @throws IOException it was
     */
    protected final void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the reader of " + info.key() + " is closed");
        }
    }

    @Override
    public final void close() throws IOException {
        if (!closed) {
            closed = true;
            release();
        }
    }
}
