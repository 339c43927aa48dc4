package io.clouddicom.internal.cache;

import io.clouddicom.CorruptDataException;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.RangeReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a range of an object block by block. */
final class CachedReader extends RangeReader {
    private final ObjectBlocks blocks;
    private final long end;
    private byte @Nullable [] current;
    private int currentNumber;

    /**
     * A reader.
     *
     * @param info of the object
     * @param offset of the range
     * @param length of the range
     * @param blocks of the object; closed with this
     */
    CachedReader(ObjectInfo info, long offset, long length, ObjectBlocks blocks) {
        super(info, offset, length);
        this.blocks = blocks;
        this.end = offset + length;
    }

    @Override
    protected int readAt(long position, byte[] into, int from, int count) throws IOException {
        int number = (int) (position / Slab.BLOCK_BYTES);
        int within = (int) (position % Slab.BLOCK_BYTES);
        byte[] block = current;
        if (block == null || currentNumber != number) {
            long blockEnd = Math.min(info().sizeBytes(), position + Slab.BLOCK_BYTES);
            if (within == 0 && blockEnd <= end && count >= blockEnd - position) {
                int read = blocks.readFromDisk(number, into, from);
                if (read > 0) {
                    return read;
                }
            }
            block = blocks.take(number, (int) ((end - 1) / Slab.BLOCK_BYTES)).bytes();
            current = block;
            currentNumber = number;
        }
        if (within >= block.length) {
            throw new CorruptDataException("get", info().key().value(), "it is shorter than it was said to be");
        }
        int read = Math.min(count, block.length - within);
        System.arraycopy(block, within, into, from, read);
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        return leap(count);
    }

    @Override
    protected void release() throws IOException {
        current = null;
        blocks.close();
    }
}
