package io.clouddicom.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Where a {@link ByteInput} fills its buffer from, front to back. */
interface Feed {

    /** Reads up to that many bytes, at least one; -1 at the end. */
    int read(byte[] into, int offset, int length) throws IOException;

    /** Whether bytes can be passed over without being read. */
    boolean skips();

    /** Passes over bytes; only where {@link #skips()} says so and {@link #remaining()} has as many. */
    void skip(long count) throws IOException;

    /** How many bytes there are from here on; -1 where that is not known. */
    long remaining() throws IOException;

    /** A stream; every byte of it is read. */
    static Feed of(InputStream stream) {
        return new Feed() {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count;
                do {
                    count = stream.read(into, offset, length);
                } while (count == 0);
                return count;
            }

            @Override
            public boolean skips() {
                return false;
            }

            @Override
            public void skip(long count) {
                throw new IllegalStateException("a stream is read");
            }

            @Override
            public long remaining() {
                return -1;
            }
        };
    }

    /** A source of known size. */
    static Feed of(RangeSource source) {
        return new Feed() {
            private long position;
            private long size = -1;

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = (int) Math.min(length, remaining());
                if (count == 0) {
                    return -1;
                }
                source.readFully(position, ByteBuffer.wrap(into, offset, count));
                position += count;
                return count;
            }

            @Override
            public boolean skips() {
                return true;
            }

            @Override
            public void skip(long count) {
                position += count;
            }

            @Override
            public long remaining() throws IOException {
                if (size < 0) {
                    size = source.size();
                }
                return size - position;
            }
        };
    }
}
