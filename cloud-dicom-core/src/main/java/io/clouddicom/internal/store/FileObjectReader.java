package io.clouddicom.internal.store;

import io.clouddicom.CorruptDataException;
import io.clouddicom.store.ObjectInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads a range of an open file. The file stays what it is when its name is given to another one or deleted. */
final class FileObjectReader extends SeekingReader {

    /** Java copies through native memory of the size of a request, which it keeps for each thread. */
    private static final int LARGEST_READ_BYTES = 256 * 1024;

    private static final int TRANSFER_BYTES = 64 * 1024;

    private final FileChannel channel;

    FileObjectReader(ObjectInfo info, FileChannel channel, ResolvedRange range) {
        super(info, range);
        this.channel = channel;
    }

    @Override
    protected int readAt(long at, byte[] into, int offset, int length) throws IOException {
        int n;
        try {
            n = channel.read(ByteBuffer.wrap(into, offset, Math.min(length, LARGEST_READ_BYTES)), at);
        } catch (IOException e) {
            throw FileErrors.of("get", info().key().value(), e);
        }
        if (n < 0) {
            throw new CorruptDataException(
                    "get",
                    info().key().value(),
                    "the file ends at byte " + at + " of " + info().sizeBytes() + "; it was cut behind our back");
        }
        return n;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[(int) Math.min(TRANSFER_BYTES, Math.max(1, leftBytes()))];
        long transferred = 0;
        for (int n = read(buffer, 0, buffer.length); n >= 0; n = read(buffer, 0, buffer.length)) {
            out.write(buffer, 0, n);
            transferred += n;
        }
        return transferred;
    }

    @Override
    protected void release() throws IOException {
        channel.close();
    }
}
