package io.clouddicom.dicom;

import java.io.IOException;
import java.util.Arrays;

/**
 * A buffered view of a {@link Feed} that knows its position. Numbers are peeked at: they stay until passed over.
 *
 * <p>After bytes were passed over unread, the next read from the feed is small and the following ones double: who hops
 * from fragment header to fragment header does not read the fragments.
 */
final class ByteInput {
    private static final int CAPACITY = 16 << 10;
    private static final int FILL_AFTER_SKIP = 64;
    /** The first allocation for a value where the number of bytes to come is not known. */
    private static final int FIRST_GROWTH = 1 << 20;

    private final Feed feed;
    private final byte[] buffer = new byte[CAPACITY];
    private int from;
    private int to;
    /** Position of the byte at {@link #to}. */
    private long fedBytes;

    private int nextFill = CAPACITY;

    ByteInput(Feed feed) {
        this.feed = feed;
    }

    /** How many bytes are before the next one. */
    long position() {
        return fedBytes - (to - from);
    }

    /** How many bytes are to come; -1 where that is not known. */
    long remaining() throws IOException {
        long unread = feed.remaining();
        return unread < 0 ? -1 : unread + (to - from);
    }

    /** Whether at least that many bytes are to come, at most 8192; they are then in the buffer. */
    boolean has(int count) throws IOException {
        while (to - from < count) {
            if (!fill(count)) {
                return false;
            }
        }
        return true;
    }

    /** How many of the bytes to come are in the buffer, after trying for that many. */
    int available(int wanted) throws IOException {
        return has(wanted) ? wanted : to - from;
    }

    private boolean fill(int wanted) throws IOException {
        if (from > 0 && (from == to || CAPACITY - from < wanted || CAPACITY == to)) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        int length = Math.min(CAPACITY - to, Math.max(nextFill, wanted - (to - from)));
        int count = feed.read(buffer, to, length);
        if (count < 0) {
            return false;
        }
        nextFill = Math.min(CAPACITY, 2 * nextFill);
        to += count;
        fedBytes += count;
        return true;
    }

    int peekByte(int at) {
        return buffer[from + at] & 0xFF;
    }

    int peekShort(int at, boolean bigEndian) {
        int first = buffer[from + at] & 0xFF;
        int second = buffer[from + at + 1] & 0xFF;
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    int peekInt(int at, boolean bigEndian) {
        int first = peekShort(at, bigEndian);
        int second = peekShort(at + 2, bigEndian);
        return bigEndian ? first << 16 | second : second << 16 | first;
    }

    /** Passes over bytes that are in the buffer. */
    void advance(int count) {
        from += count;
    }

    /** Passes over bytes. Returns how many were there, less than asked for only at the end. */
    long skip(long count) throws IOException {
        long left = count;
        int buffered = (int) Math.min(left, to - from);
        from += buffered;
        left -= buffered;
        if (left > 0 && feed.skips()) {
            long skipped = Math.min(left, feed.remaining());
            feed.skip(skipped);
            fedBytes += skipped;
            nextFill = FILL_AFTER_SKIP;
            return count - left + skipped;
        }
        while (left > 0) {
            from = to;
            if (!fill(1)) {
                break;
            }
            buffered = (int) Math.min(left, to - from);
            from += buffered;
            left -= buffered;
        }
        return count - left;
    }

    /** Reads bytes into an array. Returns how many were there, less than asked for only at the end. */
    int read(byte[] into, int offset, int length) throws IOException {
        int done = Math.min(length, to - from);
        System.arraycopy(buffer, from, into, offset, done);
        from += done;
        while (done < length) {
            int count = feed.read(into, offset + done, length - done);
            if (count < 0) {
                break;
            }
            fedBytes += count;
            done += count;
        }
        return done;
    }

    /** Reads that many bytes; a shorter array only at the end. Takes memory for what is there, not for what is claimed. */
    byte[] read(int length) throws IOException {
        long known = remaining();
        int size = known >= 0 ? (int) Math.min(length, known) : Math.min(length, FIRST_GROWTH);
        byte[] bytes = new byte[size];
        int done = read(bytes, 0, size);
        while (done == size && size < length) {
            if (!has(1)) {
                break;
            }
            size = (int) Math.min(length, 2L * size);
            bytes = Arrays.copyOf(bytes, size);
            done += read(bytes, done, size - done);
        }
        return done == bytes.length ? bytes : Arrays.copyOf(bytes, done);
    }

    /** Gives the bytes in the buffer away to another reader; {@link #advance} then tells what it took. */
    BufferView view() {
        return new BufferView(buffer, from, to - from);
    }

    /** The unread part of the buffer. */
    @SuppressWarnings("ArrayRecordComponent")
    record BufferView(byte[] bytes, int offset, int length) {}
}
