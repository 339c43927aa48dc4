package io.clouddicom.internal.store;

import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import java.io.IOException;
import java.util.Objects;

/** Reads a range of an object whose bytes can be reached in any order. */
abstract class RangeReader extends ObjectReader {
    private final ObjectInfo info;
    private final ResolvedRange range;
    private long position;

    RangeReader(ObjectInfo info, ResolvedRange range) {
        this.info = info;
        this.range = range;
        this.position = range.offsetBytes();
    }

    /**
     * Reads bytes from a place in the object, which are there.
     *
     * @return how many, at least one
     */
    abstract int readAt(long at, byte[] into, int offset, int length) throws IOException;

    abstract boolean isClosed();

    @Override
    public final ObjectInfo info() {
        return info;
    }

    @Override
    public final long offsetBytes() {
        return range.offsetBytes();
    }

    @Override
    public final long lengthBytes() {
        return range.lengthBytes();
    }

    @Override
    public final int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        requireOpen();
        long left = left();
        if (length == 0 || left == 0) {
            return length == 0 ? 0 : -1;
        }
        int n = readAt(position, into, offset, (int) Math.min(length, left));
        position += n;
        return n;
    }

    @Override
    public final long skip(long n) throws IOException {
        requireOpen();
        long skipped = Math.max(0, Math.min(n, left()));
        position += skipped;
        return skipped;
    }

    @Override
    public final int available() throws IOException {
        requireOpen();
        return (int) Math.min(Integer.MAX_VALUE, left());
    }

    /** How many bytes of the range are not read. */
    final long left() {
        return range.offsetBytes() + range.lengthBytes() - position;
    }

    private void requireOpen() throws IOException {
        if (isClosed()) {
            throw new IOException("the reader of " + info.key() + " is closed");
        }
    }
}
