package io.clouddicom.internal.cache;

import io.clouddicom.CorruptDataException;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a range of an object block by block. */
final class CachedReader extends ObjectReader {
    private final ObjectInfo info;
    private final ObjectBlocks blocks;
    private final long offset;
    private final long end;
    private long position;
    private byte @Nullable [] current;
    private int currentNumber;
    private boolean closed;

    /**
     * A reader.
     *
     * @param info of the object
     * @param offset of the range
     * @param length of the range
     * @param blocks of the object; closed with this
     */
    CachedReader(ObjectInfo info, long offset, long length, ObjectBlocks blocks) {
        this.info = info;
        this.blocks = blocks;
        this.offset = offset;
        this.end = offset + length;
        this.position = offset;
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public long offsetBytes() {
        return offset;
    }

    @Override
    public long lengthBytes() {
        return end - offset;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
        Objects.checkFromIndexSize(from, count, into.length);
        if (closed) {
            throw new IOException("the reader of " + info.key() + " is closed");
        }
        if (count == 0 || position == end) {
            return count == 0 ? 0 : -1;
        }
        int number = (int) (position / Slab.BLOCK_BYTES);
        int within = (int) (position % Slab.BLOCK_BYTES);
        byte[] block = current;
        if (block == null || currentNumber != number) {
            long blockEnd = Math.min(info.sizeBytes(), position + Slab.BLOCK_BYTES);
            if (within == 0 && blockEnd <= end && count >= blockEnd - position) {
                int read = blocks.readFromDisk(number, into, from);
                if (read > 0) {
                    position += read;
                    return read;
                }
            }
            block = blocks.take(number, (int) ((end - 1) / Slab.BLOCK_BYTES)).bytes();
            current = block;
            currentNumber = number;
        }
        if (within >= block.length) {
            throw new CorruptDataException("get", info.key().value(), "it is shorter than it was said to be");
        }
        int read = (int) Math.min(Math.min(count, block.length - within), end - position);
        System.arraycopy(block, within, into, from, read);
        position += read;
        return read;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, end - position));
        position += skipped;
        return skipped;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        current = null;
        blocks.close();
    }
}
