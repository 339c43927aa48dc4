package io.clouddicom.internal.archive;

import io.clouddicom.dicom.RangeSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes that are fetched in windows as they are read, so that a reader that goes forward in small steps makes few requests.
 * Belongs to one thread.
 */
final class WindowedSource implements RangeSource {

    /** Fetches a window. */
    @FunctionalInterface
    interface Fetch {
        /**
         * Fetches it.
         *
         * @param offset its first byte
         * @param length how many bytes, at least one
         */
        byte[] bytes(long offset, long length) throws IOException;
    }

    private final String name;
    private final long size;
    private final int windowBytes;
    private final Fetch fetch;
    private byte[] window = new byte[0];
    private long windowOffset;

    /**
     * Over what a function fetches.
     *
     * @param name what it is, for messages
     * @param size how many bytes there are
     * @param windowBytes how many are fetched at a time
     */
    WindowedSource(String name, long size, int windowBytes, Fetch fetch) {
        this.name = name;
        this.size = size;
        this.windowBytes = windowBytes;
        this.fetch = fetch;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void readFully(long offset, ByteBuffer into) throws IOException {
        if (offset < 0 || offset > size - into.remaining()) {
            throw new EOFException("the " + name + " ends at " + size);
        }
        long position = offset;
        while (into.hasRemaining()) {
            if (position < windowOffset || position >= windowOffset + window.length) {
                load(position);
            }
            int within = (int) (position - windowOffset);
            int count = Math.min(into.remaining(), window.length - within);
            into.put(window, within, count);
            position += count;
        }
    }

    private void load(long position) throws IOException {
        window = fetch.bytes(position, Math.min(windowBytes, size - position));
        windowOffset = position;
        if (window.length == 0) {
            throw new EOFException("the " + name + " ends at " + position);
        }
    }
}
