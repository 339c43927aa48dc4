package io.clouddicom.dicom;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Bytes that can be read at any place: a file, an array, an object in a store.
 *
 * <p>Implementations say themselves whether several threads may read at once; those made here allow it.
 */
public interface RangeSource {

    /**
     * How many bytes there are.
     *
     * @throws IOException it cannot be found out
     */
    long size() throws IOException;

    /**
     * Fills the buffer from a place on.
     *
     * @param offset the place, in bytes from the beginning
     * @param into where the bytes go; filled up to its limit
     * @throws EOFException the bytes end before the buffer is full
     * @throws IOException they cannot be read
     */
    void readFully(long offset, ByteBuffer into) throws IOException;

    /**
     * An array as a source. The array is not copied and must not change.
     *
     * @param bytes the bytes
     * @return the source
     */
    static RangeSource of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /**
     * The bytes of a buffer between its position and its limit as a source. They are not copied and must not change.
     *
     * @param buffer the bytes
     * @return the source; offset 0 is the buffer's position
     */
    static RangeSource of(ByteBuffer buffer) {
        ByteBuffer bytes = buffer.slice();
        return new RangeSource() {
            @Override
            public long size() {
                return bytes.capacity();
            }

            @Override
            public void readFully(long offset, ByteBuffer into) throws IOException {
                int length = into.remaining();
                if (offset < 0 || offset > bytes.capacity() - length) {
                    throw new EOFException("the bytes end at " + bytes.capacity());
                }
                into.put(bytes.slice((int) offset, length));
            }
        };
    }

    /**
     * A file as a source. The channel's own position is neither used nor changed; the caller closes the channel.
     *
     * @param channel the file
     * @return the source
     */
    static RangeSource of(FileChannel channel) {
        return new RangeSource() {
            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public void readFully(long offset, ByteBuffer into) throws IOException {
                long position = offset;
                while (into.hasRemaining()) {
                    int count = channel.read(into, position);
                    if (count < 0) {
                        throw new EOFException("the file ends at " + position);
                    }
                    position += count;
                }
            }
        };
    }
}
