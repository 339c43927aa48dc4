package io.clouddicom.internal.store;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Bytes in memory, in chunks of one size, so that an object may be longer than an array and grows without being copied.
 * Written by one thread; once published it is only read.
 */
final class ByteChunks extends OutputStream {

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int SMALLEST_CHUNK_BYTES = 256;

    private final List<byte[]> chunks = new ArrayList<>();
    private byte[] last = new byte[0];
    private int lastBytes = CHUNK_BYTES;

    /** How many bytes there are. */
    long sizeBytes() {
        return chunks.isEmpty() ? 0 : (long) (chunks.size() - 1) * CHUNK_BYTES + lastBytes;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int from = offset;
        int left = length;
        while (left > 0) {
            if (lastBytes == CHUNK_BYTES) {
                last = new byte[Math.min(CHUNK_BYTES, Math.max(left, SMALLEST_CHUNK_BYTES))];
                lastBytes = 0;
                chunks.add(last);
            }
            int n = Math.min(left, CHUNK_BYTES - lastBytes);
            resizeLast(lastBytes + n);
            System.arraycopy(bytes, from, last, lastBytes, n);
            lastBytes += n;
            from += n;
            left -= n;
        }
    }

    private void resizeLast(int neededBytes) {
        if (neededBytes > last.length) {
            last = Arrays.copyOf(last, Math.min(CHUNK_BYTES, Math.max(neededBytes, last.length * 2)));
            chunks.set(chunks.size() - 1, last);
        }
    }

    /** Gives back what was reserved and is not needed. */
    void trim() {
        if (!chunks.isEmpty() && last.length > lastBytes) {
            last = Arrays.copyOf(last, lastBytes);
            chunks.set(chunks.size() - 1, last);
        }
    }

    /**
     * Copies bytes out.
     *
     * @param position where to begin, below {@link #sizeBytes()}
     * @param into where to put them
     * @param offset where in it
     * @param length how many at most, at least 1
     * @return how many were copied, at least 1
     */
    int read(long position, byte[] into, int offset, int length) {
        Objects.checkIndex(position, sizeBytes());
        byte[] chunk = chunks.get((int) (position / CHUNK_BYTES));
        int from = (int) (position % CHUNK_BYTES);
        int n = (int) Math.min(length, Math.min(chunk.length - from, sizeBytes() - position));
        System.arraycopy(chunk, from, into, offset, n);
        return n;
    }
}
