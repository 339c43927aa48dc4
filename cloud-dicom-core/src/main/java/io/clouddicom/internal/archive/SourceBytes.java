package io.clouddicom.internal.archive;

import io.clouddicom.dicom.RangeSource;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** The bytes of an instance on its way in: they can be read at any place, and again. */
interface SourceBytes extends RangeSource, Closeable {

    @Override
    long size();

    /**
     * Makes sure that the bytes are those that were there when the source was opened.
     *
     * @throws IOException they have changed
     */
    default void checkUnchanged() throws IOException {}

    @Override
    default void close() throws IOException {}

    /** An array of the caller. */
    final class OfArray implements SourceBytes {
        private final ByteBuffer bytes;

        OfArray(byte[] bytes) {
            this.bytes = ByteBuffer.wrap(bytes);
        }

        @Override
        public long size() {
            return bytes.capacity();
        }

        @Override
        public void readFully(long offset, ByteBuffer into) throws IOException {
            if (offset < 0 || offset > bytes.capacity() - into.remaining()) {
                throw new EOFException("the bytes end at " + bytes.capacity());
            }
            into.put(bytes.slice((int) offset, into.remaining()));
        }
    }

    /** A file of the caller. */
    final class OfFile implements SourceBytes {
        private final Path file;
        private final FileChannel channel;
        private final long size;
        private final FileTime modified;

        OfFile(Path file, FileChannel channel, long size, FileTime modified) {
            this.file = file;
            this.channel = channel;
            this.size = size;
            this.modified = modified;
        }

        @Override
        public long size() {
            return size;
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

        @Override
        public void checkUnchanged() throws IOException {
            if (channel.size() != size || !Files.getLastModifiedTime(file).equals(modified)) {
                throw new IOException("the file changed while it was read");
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
