package io.clouddicom.internal.archive;

import io.clouddicom.dicom.RangeSource;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A stored object, or its beginning, as a source that can be read at any place. Reads in windows, so that a reader that
 * goes forward in small steps makes few requests. Belongs to one thread.
 */
final class ObjectRangeSource implements RangeSource {
    private static final int WINDOW_BYTES = 256 << 10;

    private final ObjectStore store;
    private final ObjectKey key;
    private final ObjectVersion version;
    private final long size;
    private byte[] window = new byte[0];
    private long windowOffset;

    /** The first {@code size} bytes of an object. */
    ObjectRangeSource(ObjectStore store, ObjectKey key, ObjectVersion version, long size) {
        this.store = store;
        this.key = key;
        this.version = version;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void readFully(long offset, ByteBuffer into) throws IOException {
        if (offset < 0 || offset > size - into.remaining()) {
            throw new EOFException("the object ends at " + size);
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
        long length = Math.min(WINDOW_BYTES, size - position);
        try (ObjectReader reader = store.get(key, ByteRange.of(position, length), Optional.of(version))) {
            window = reader.readAllBytes();
            windowOffset = position;
        }
        if (window.length == 0) {
            throw new EOFException("the object ends at " + position);
        }
    }
}
