package io.clouddicom.internal.store;

import io.clouddicom.CorruptDataException;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Reads a range of an open file. The file stays what it is when its name is given to another one or deleted. */
final class FileObjectReader extends ObjectReader {

    /** Java copies through native memory of the size of a request, which it keeps for each thread. */
    private static final int LARGEST_READ_BYTES = 256 * 1024;

    private static final int TRANSFER_BYTES = 64 * 1024;

    private final ObjectInfo info;
    private final FileChannel channel;
    private final ResolvedRange range;
    private long position;

    FileObjectReader(ObjectInfo info, FileChannel channel, ResolvedRange range) {
        this.info = info;
        this.channel = channel;
        this.range = range;
        this.position = range.offsetBytes();
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public long offsetBytes() {
        return range.offsetBytes();
    }

    @Override
    public long lengthBytes() {
        return range.lengthBytes();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        requireOpen();
        long left = left();
        if (length == 0 || left == 0) {
            return length == 0 ? 0 : -1;
        }
        int wanted = (int) Math.min(Math.min(length, LARGEST_READ_BYTES), left);
        int n;
        try {
            n = channel.read(ByteBuffer.wrap(into, offset, wanted), position);
        } catch (IOException e) {
            throw FileErrors.of("get", info.key().value(), e);
        }
        if (n < 0) {
            throw new CorruptDataException(
                    "get",
                    info.key().value(),
                    "the file ends at byte " + position + " of " + info.sizeBytes() + "; it was cut behind our back");
        }
        position += n;
        return n;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[(int) Math.min(TRANSFER_BYTES, Math.max(1, left()))];
        long transferred = 0;
        for (int n = read(buffer, 0, buffer.length); n >= 0; n = read(buffer, 0, buffer.length)) {
            out.write(buffer, 0, n);
            transferred += n;
        }
        return transferred;
    }

    @Override
    public long skip(long n) throws IOException {
        requireOpen();
        long skipped = Math.max(0, Math.min(n, left()));
        position += skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        requireOpen();
        return (int) Math.min(Integer.MAX_VALUE, left());
    }

    private long left() {
        return range.offsetBytes() + range.lengthBytes() - position;
    }

    private void requireOpen() throws IOException {
        if (!channel.isOpen()) {
            throw new IOException("the reader of " + info.key() + " is closed");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
