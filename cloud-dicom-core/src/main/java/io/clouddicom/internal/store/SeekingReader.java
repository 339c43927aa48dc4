package io.clouddicom.internal.store;

import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.RangeReader;
import java.io.IOException;

/** Reads a range of an object whose bytes are all at hand, and can be reached in any order. */
abstract class SeekingReader extends RangeReader {
    SeekingReader(ObjectInfo info, ResolvedRange range) {
        super(info, range.offsetBytes(), range.lengthBytes());
    }

    @Override
    public final long skip(long n) throws IOException {
        return leap(n);
    }

    @Override
    public final int available() throws IOException {
        requireOpen();
        return (int) Math.min(Integer.MAX_VALUE, leftBytes());
    }
}
