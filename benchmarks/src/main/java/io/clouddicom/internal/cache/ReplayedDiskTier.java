package io.clouddicom.internal.cache;

import io.clouddicom.benchmarks.cache.ReplayedCache;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.DiskTier;
import io.clouddicom.cache.SizeUnit;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/**
 * The disk tier with its own index and policy, over files that keep nothing: every block is zeros. An entry is one extent of
 * an object, up to 16 blocks.
 */
public final class ReplayedDiskTier implements ReplayedCache, Closeable {
    private static final byte[] ZEROS = new byte[Slab.BLOCK_BYTES];

    private final DiskBlocks blocks;
    private final byte[] read = new byte[Slab.BLOCK_BYTES];

    /** A tier of so many bytes. */
    public ReplayedDiskTier(long most) throws IOException {
        DiskTier tier = Cache.none()
                .disk(Path.of("nowhere"), most, SizeUnit.BYTES)
                .disk()
                .orElseThrow();
        blocks = new DiskBlocks(tier, new ForgetfulFiles(blocks(most)), () -> Long.MAX_VALUE);
    }

    private static int blocks(long bytes) {
        return (int) (bytes / Slab.BLOCK_BYTES);
    }

    /** Files whose blocks are zeros. */
    private record ForgetfulFiles(int mostSlots) implements BlockFiles {
        @Override
        public void forEachHeader(HeaderListener listener) {}

        @Override
        public void read(int slot, byte[] into, int offset, int length) {}

        @Override
        public void write(int slot, BlockHeader header, byte[] bytes) {}

        @Override
        public void erase(int slot) {}

        @Override
        public void close() {}
    }

    /** What an extent of an object of so many bytes weighs. */
    public static int weight(int bytes) {
        return blocksOf(bytes) * (Slab.BLOCK_BYTES + BlockHeader.BYTES);
    }

    /** The bytes that an index bounded to so many takes on: some slots are spare. */
    public long bound() {
        return blocks.boundBytes();
    }

    private static int blocksOf(int bytes) {
        return Math.max(1, Math.min(Extent.BLOCKS, (bytes + Slab.BLOCK_BYTES - 1) / Slab.BLOCK_BYTES));
    }

    @Override
    public boolean read(long key, int bytes) throws IOException {
        int count = blocksOf(bytes);
        ObjectRef ref = new ObjectRef(key * 0x9E37_79B9_7F4A_7C15L, key, 1);
        ObjectFacts facts = new ObjectFacts((long) count * Slab.BLOCK_BYTES, Instant.EPOCH);
        if (blocks.read(ref, 0, true, read, 0) > 0) {
            return true;
        }
        List<byte[]> fetched = Collections.nCopies(count, ZEROS);
        blocks.write(ref, facts, 0, fetched);
        return false;
    }

    @Override
    public void close() throws IOException {
        blocks.close();
    }
}
