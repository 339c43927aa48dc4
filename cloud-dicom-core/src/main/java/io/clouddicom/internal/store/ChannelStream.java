package io.clouddicom.internal.store;

import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes an object's bytes to a file, with the store's errors. Closing it leaves the file open. */
final class ChannelStream extends OutputStream {

    /** Java copies through native memory of the size of a request, which it keeps for each thread. */
    private static final int LARGEST_WRITE_BYTES = 256 * 1024;

    private final ObjectKey key;
    private final FileChannel channel;

    ChannelStream(ObjectKey key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        int end = buffer.limit();
        try {
            while (buffer.position() < end) {
                buffer.limit(Math.min(end, buffer.position() + LARGEST_WRITE_BYTES));
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw FileErrors.of("put", key.value(), e);
        }
    }
}
