package io.clouddicom.crypto.internal;

import io.clouddicom.UnavailableException;
import io.clouddicom.store.ObjectReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A sealed object as Tink's random access wants it, of which only some segments were fetched: the header, and segments
 * from a first one on, as they arrive. The first segment is kept, so that several keys can be tried on it; those behind
 * it can be read once, in order. Belongs to one thread.
 */
final class CiphertextSource implements SeekableByteChannel {
    private final byte[] header;
    private final ObjectReader reader;
    private final long size;
    private final long firstOffset;
    private final byte[] first;
    private int firstFilled;
    private long readerPosition;
    private long position;
    private @Nullable IOException failure;

    /**
     * A source.
     *
     * @param header the header of the object
     * @param reader stands where the first segment begins or, in the first of all, behind the header
     * @param firstSegment the number of that segment
     */
    CiphertextSource(byte[] header, ObjectReader reader, long firstSegment) {
        this.header = header;
        this.reader = reader;
        this.size = reader.info().sizeBytes();
        this.firstOffset = Math.max(SegmentLayout.HEADER_BYTES, firstSegment * SegmentLayout.SEGMENT_BYTES);
        long end = Math.min(size, (firstSegment + 1) * SegmentLayout.SEGMENT_BYTES);
        this.first = new byte[(int) Math.max(0, end - firstOffset)];
        this.readerPosition = firstOffset;
    }

    /** The error of the store, if one stopped the reading: not the fault of the ciphertext. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        if (position >= size) {
            return -1;
        }
        if (position < SegmentLayout.HEADER_BYTES) {
            return take(into, header, (int) position, SegmentLayout.HEADER_BYTES - (int) position);
        }
        if (position >= firstOffset && position < firstOffset + first.length) {
            if (firstFilled < first.length) {
                fill(first, 0, first.length);
                firstFilled = first.length;
            }
            int from = (int) (position - firstOffset);
            return take(into, first, from, first.length - from);
        }
        if (position != readerPosition) {
            throw new IllegalStateException("byte " + position + " is not at hand, but " + readerPosition);
        }
        int count = (int) Math.min(into.remaining(), size - position);
        if (into.hasArray()) {
            fill(into.array(), into.arrayOffset() + into.position(), count);
            into.position(into.position() + count);
        } else {
            byte[] bytes = new byte[count];
            fill(bytes, 0, count);
            into.put(bytes);
        }
        position += count;
        return count;
    }

    private int take(ByteBuffer into, byte[] from, int offset, int available) {
        int count = Math.min(into.remaining(), available);
        into.put(from, offset, count);
        position += count;
        return count;
    }

    private void fill(byte[] into, int offset, int length) throws IOException {
        try {
            if (reader.readNBytes(into, offset, length) < length) {
                throw new UnavailableException("get", reader.info().key().value(), "the stream ended early");
            }
        } catch (IOException e) {
            failure = e;
            throw e;
        }
        readerPosition += length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    /** Does nothing: the reader is closed by whom it was opened for. */
    @Override
    public void close() {}

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }
}
