package io.clouddicom.internal.cache;

import io.clouddicom.PreconditionFailedException;
import io.clouddicom.UnavailableException;
import io.clouddicom.internal.observe.TierMeter;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one version of an object as one reader takes them, in ascending order: from the disk, from another thread
 * that fetches them, or from the store.
 *
 * <p>What is missing is fetched in windows. All missing blocks of a window are claimed, read at once and given to whoever
 * waits for them, so that nobody depends on the pace of a reader. The request goes on behind the window as far as the reader
 * wants, so that a long stretch is one request; blocks within it that are on the disk are skipped if they are few.
 */
final class ObjectBlocks implements Closeable {
    /** 4 MiB. */
    private static final int WINDOW_BLOCKS = 64;
    /** 512 KiB: to skip so many bytes is faster than another request. */
    private static final int LARGEST_GAP_BLOCKS = 8;

    private final ObjectStore store;
    private final ObjectKey key;
    private final ObjectVersion version;
    private final ObjectRef ref;
    private final DiskBlocks disk;
    private final UnderWay<BlockId, Block> underWay;
    private final TierMeter meter;
    private final ArrayDeque<Fetched> fetched = new ArrayDeque<>();
    private @Nullable ObjectReader open;
    private long openPosition;
    /** The extent that the policy knows to be used by this reader. */
    private int counted = -1;

    private record Fetched(int number, Block block) {}

    /** Names a block that is being fetched. */
    record BlockId(ObjectRef ref, int number) {}

    /**
     * A block that was fetched, with what its object is.
     *
     * @param facts of the object
     * @param bytes all of the block, none behind the end of the object; not to be changed
     */
    record Block(ObjectFacts facts, byte[] bytes) {}

    ObjectBlocks(ObjectStore store, ObjectKey key, ObjectVersion version, ObjectRef ref, SharedBlocks shared) {
        this.store = store;
        this.key = key;
        this.version = version;
        this.ref = ref;
        this.disk = shared.disk();
        this.underWay = shared.underWay();
        this.meter = shared.meter();
    }

    /** Takes over a reader of the object that was opened to learn its size. It is at its beginning. */
    void adopt(ObjectReader reader) throws IOException {
        open = reader;
        openPosition = reader.offsetBytes();
    }

    /**
     * Finds out what the object is, by fetching the first block that is wanted.
     *
     * @param number the first block
     * @param last the last one, perhaps behind the end
     */
    ObjectFacts facts(int number, int last) throws IOException {
        Block block = take(number, last);
        fetched.addFirst(new Fetched(number, block));
        return block.facts();
    }

    /**
     * Reads a block that is on the disk into an array that has room for it.
     *
     * @return how many bytes it has; 0 if it has to be taken
     */
    int readFromDisk(int number, byte[] into, int offset) throws IOException {
        forgetBefore(number);
        return fetched.isEmpty() ? read(number, into, offset) : 0;
    }

    private int read(int number, byte[] into, int offset) throws IOException {
        int extent = number / Extent.BLOCKS;
        long begin = meter.begin();
        int read = disk.read(ref, number, extent != counted, into, offset);
        if (read > 0) {
            meter.hit(read, begin);
            counted = extent;
        }
        return read;
    }

    /**
     * The next block that is wanted.
     *
     * @param number which, greater than that of the one before
     * @param last up to which the reader will want them
     */
    Block take(int number, int last) throws IOException {
        while (true) {
            forgetBefore(number);
            if (!fetched.isEmpty() && fetched.element().number() == number) {
                return fetched.remove().block();
            }
            Optional<Block> present = fromDisk(number);
            if (present.isPresent()) {
                return present.get();
            }
            List<UnderWay<BlockId, Block>.Claim> claims = claim(number, last);
            if (!claims.isEmpty()) {
                fetch(number, claims, last);
                continue;
            }
            UnderWay<BlockId, Block>.Claim others = underWay.claimed(new BlockId(ref, number));
            if (others != null) {
                // Not to hold a connection while waiting.
                close();
                Block block = others.await();
                if (block != null) {
                    return block;
                }
            }
        }
    }

    private void forgetBefore(int number) {
        while (!fetched.isEmpty() && fetched.element().number() < number) {
            fetched.remove();
        }
    }

    private Optional<Block> fromDisk(int number) throws IOException {
        Optional<ObjectFacts> facts = disk.facts(ref, number);
        if (facts.isPresent() && disk.contains(ref, number)) {
            byte[] bytes = new byte[facts.get().blockLength(number)];
            if (read(number, bytes, 0) > 0) {
                return Optional.of(new Block(facts.get(), bytes));
            }
        }
        return Optional.empty();
    }

    /** Claims a block and those behind it that are missing too; none if another thread was faster. */
    private List<UnderWay<BlockId, Block>.Claim> claim(int number, int last) {
        List<UnderWay<BlockId, Block>.Claim> claims = new ArrayList<>();
        while (claims.size() < WINDOW_BLOCKS && number + claims.size() <= last) {
            int next = number + claims.size();
            UnderWay<BlockId, Block>.Claim claim =
                    disk.contains(ref, next) ? null : underWay.claim(new BlockId(ref, next));
            if (claim == null) {
                break;
            }
            // Another thread may have put it there between the two looks.
            if (disk.contains(ref, next)) {
                claim.end();
                break;
            }
            claims.add(claim);
        }
        return claims;
    }

    private void fetch(int first, List<UnderWay<BlockId, Block>.Claim> claims, int last) throws IOException {
        int done = 0;
        int kept = 0;
        long begin = meter.begin();
        try {
            ObjectReader reader = openAt(first, claims.size(), last);
            if (!reader.info().version().equals(version)) {
                throw new PreconditionFailedException("get", key.value(), "the object is at another version");
            }
            ObjectFacts facts =
                    new ObjectFacts(reader.info().sizeBytes(), reader.info().modified());
            List<byte[]> read = new ArrayList<>();
            while (done < claims.size()) {
                int number = first + done;
                Block block = new Block(facts, readBlock(reader, facts.blockLength(number)));
                claims.get(done).fetched(block);
                meter.miss(block.bytes().length, begin);
                fetched.add(new Fetched(number, block));
                read.add(block.bytes());
                done++;
                if (done == claims.size() || (number + 1) % Extent.BLOCKS == 0) {
                    read.removeIf(bytes -> bytes.length == 0);
                    disk.write(ref, facts, first + kept, read);
                    read.clear();
                    claims.subList(kept, done).forEach(UnderWay.Claim::end);
                    kept = done;
                }
            }
            if (openPosition >= reader.offsetBytes() + reader.lengthBytes()) {
                close();
            }
        } catch (IOException | RuntimeException | Error e) {
            claims.subList(kept, done).forEach(UnderWay.Claim::end);
            claims.subList(done, claims.size()).forEach(claim -> claim.fail(e));
            closeAfter(e);
            throw e;
        }
    }

    private void closeAfter(Throwable error) {
        try {
            close();
        } catch (IOException e) {
            error.addSuppressed(e);
        }
    }

    private byte[] readBlock(ObjectReader reader, int length) throws IOException {
        byte[] bytes = new byte[length];
        if (reader.readNBytes(bytes, 0, length) < length) {
            throw new UnavailableException("get", key.value(), "the stream ended early");
        }
        openPosition += length;
        return bytes;
    }

    /** The reader that is open, if it is before that block and near; else a new one. */
    private ObjectReader openAt(int first, int count, int last) throws IOException {
        long begin = first * (long) Slab.BLOCK_BYTES;
        ObjectReader reader = open;
        if (reader != null) {
            long gap = begin - openPosition;
            boolean within = begin < reader.offsetBytes() + reader.lengthBytes();
            if (gap >= 0 && gap <= LARGEST_GAP_BLOCKS * (long) Slab.BLOCK_BYTES && within) {
                reader.skipNBytes(gap);
                openPosition = begin;
                return reader;
            }
            close();
        }
        long end = (lastMissing(first + count - 1, last) + 1L) * Slab.BLOCK_BYTES;
        reader = store.get(key, ByteRange.of(begin, end - begin), Optional.of(version));
        open = reader;
        openPosition = begin;
        return reader;
    }

    /** How far one request reaches: to the last block that is missing, with no more than a small gap before each. */
    private int lastMissing(int from, int last) {
        int missing = from;
        for (int number = from + 1; number <= last && number - missing <= LARGEST_GAP_BLOCKS + 1; number++) {
            if (!disk.contains(ref, number) && underWay.claimed(new BlockId(ref, number)) == null) {
                missing = number;
            }
        }
        return missing;
    }

    @Override
    public void close() throws IOException {
        ObjectReader reader = open;
        if (reader != null) {
            open = null;
            reader.close();
        }
    }
}
