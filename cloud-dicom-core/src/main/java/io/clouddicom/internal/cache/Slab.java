package io.clouddicom.internal.cache;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file with room for 4096 blocks: 4 KiB that say what it is, then the headers of all blocks, then the blocks. What lies in
 * it is known by reading 260 KiB at its beginning. Nothing is forced to the medium: a block and its header that do not
 * belong together are told by the checksum.
 *
 * <p>Java closes a file channel when a thread that uses it is interrupted; then it is opened again.
 */
final class Slab implements Closeable {
    static final int BLOCK_BYTES = 64 << 10;
    static final int SLOTS = 4096;

    private static final long MAGIC = 0x4344_4341_4348_4501L; // CDCACHE, format 1
    private static final int FILE_HEADER_BYTES = 4096;
    private static final int TABLE_BYTES = SLOTS * BlockHeader.BYTES;
    private static final long BLOCKS_OFFSET = FILE_HEADER_BYTES + (long) TABLE_BYTES;
    private static final int ATTEMPTS = 8;

    private final Path file;
    private final Set<? extends OpenOption> options;
    private volatile @Nullable FileChannel channel;
    private volatile boolean closed;

    private Slab(Path file, Set<? extends OpenOption> options) {
        this.file = file;
        this.options = options;
    }

    /** What a file that has room for so many blocks takes. */
    static long fileBytes(int slots) {
        return BLOCKS_OFFSET + slots * (long) BLOCK_BYTES;
    }

    /** Opens a file that is there. */
    static Slab existing(Path file, boolean readOnly) {
        return new Slab(
                file,
                readOnly ? Set.of(StandardOpenOption.READ) : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /** Makes a file that is not there. */
    static Slab create(Path file) throws IOException {
        OwnerOnly.createFile(file);
        Slab slab = existing(file, false);
        try {
            ByteBuffer header = fileHeader();
            slab.run(open -> writeFully(open, header.rewind(), 0));
        } catch (IOException e) {
            slab.close();
            throw e;
        }
        return slab;
    }

    private static ByteBuffer fileHeader() {
        ByteBuffer header = ByteBuffer.allocate(FILE_HEADER_BYTES);
        header.putLong(MAGIC).putInt(BLOCK_BYTES).putInt(SLOTS);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, header.position());
        return header.putInt((int) crc.getValue()).rewind();
    }

    /**
     * The headers of all slots, those never written being zero.
     *
     * @return 4096 times 64 bytes; null if this is no file of this kind
     */
    @Nullable
    ByteBuffer table() throws IOException {
        ByteBuffer table = ByteBuffer.allocate(FILE_HEADER_BYTES + TABLE_BYTES);
        run(open -> {
            table.clear();
            for (int n = 0; n >= 0 && table.hasRemaining(); ) {
                n = open.read(table, table.position());
            }
        });
        // Where the file ends, zeros follow.
        table.clear();
        return table.slice(0, FILE_HEADER_BYTES).equals(fileHeader())
                ? table.slice(FILE_HEADER_BYTES, TABLE_BYTES)
                : null;
    }

    /**
     * Reads a block.
     *
     * @throws EOFException the file ends before
     */
    void read(int slot, byte[] into, int offset, int length) throws IOException {
        run(open -> {
            ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
            long begin = BLOCKS_OFFSET + slot * (long) BLOCK_BYTES;
            while (buffer.hasRemaining()) {
                if (open.read(buffer, begin + buffer.position() - offset) < 0) {
                    throw new EOFException("the file ends within a block");
                }
            }
        });
    }

    /** Writes a block, then its header. */
    void write(int slot, BlockHeader header, byte[] bytes) throws IOException {
        ByteBuffer encoded = ByteBuffer.allocate(BlockHeader.BYTES);
        header.write(encoded);
        run(open -> {
            writeFully(open, ByteBuffer.wrap(bytes), BLOCKS_OFFSET + slot * (long) BLOCK_BYTES);
            writeFully(open, encoded.rewind(), headerOffset(slot));
        });
    }

    /** Takes the header of a block away. */
    void erase(int slot) throws IOException {
        run(open -> writeFully(open, ByteBuffer.allocate(BlockHeader.BYTES), headerOffset(slot)));
    }

    private static long headerOffset(int slot) {
        return FILE_HEADER_BYTES + slot * (long) BlockHeader.BYTES;
    }

    private static void writeFully(FileChannel open, ByteBuffer bytes, long offset) throws IOException {
        long position = offset;
        while (bytes.hasRemaining()) {
            position += open.write(bytes, position);
        }
    }

    private interface Action {
        /** Does it, from the beginning each time. */
        void run(FileChannel open) throws IOException;
    }

    private void run(Action action) throws IOException {
        for (int attempt = 1; ; attempt++) {
            FileChannel open = open();
            try {
                action.run(open);
                return;
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (ClosedChannelException e) {
                // Another thread was interrupted while it used the channel.
                if (closed || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private FileChannel open() throws IOException {
        FileChannel open = channel;
        if (open != null && open.isOpen()) {
            return open;
        }
        synchronized (this) {
            open = channel;
            if (open == null || !open.isOpen()) {
                if (closed) {
                    throw new ClosedChannelException();
                }
                open = FileChannel.open(file, options);
                channel = open;
            }
            return open;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        FileChannel open = channel;
        if (open != null) {
            open.close();
        }
    }
}
