package io.clouddicom.internal.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.clouddicom.cache.DiskMode;
import io.clouddicom.cache.DiskTier;
import io.clouddicom.cache.TierStatistics;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocks on the disk: an index in memory of what lies where, ruled by Caffeine's policy, over {@link BlockFiles}.
 *
 * <p>A block is looked up, read without any lock, and believed only if it has its checksum and is still looked up in the same
 * place afterwards: its slot may have been given to another one meanwhile. What does not have its checksum is forgotten. No
 * error of the disk reaches the caller: it is told once in the log, and the block is a miss. Safe for use by any number of
 * threads.
 */
final class DiskBlocks implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskBlocks.class);

    /** What a block takes on the disk. */
    private static final long SLOT_BYTES = Slab.BLOCK_BYTES + BlockHeader.BYTES;
    /** Slots that the policy does not count with, so that there is room for what comes before others go. */
    private static final int MOST_SPARE_SLOTS = 64;

    private static final int SPARE_SHARE = 16;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DiskTier tier;
    private final BlockFiles files;
    private final FreeSpace freeSpace;
    private final Slots slots;
    private final Cache<Extent.Id, Extent> index;
    private final Policy.Eviction<Extent.Id, Extent> eviction;
    private final long fullWeight;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile boolean lowered;
    private volatile boolean failing;
    private volatile long failedNanos;
    private volatile int mostExtents;
    private final LongAdder hits = new LongAdder();
    private final LongAdder hitBytes = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /** Tells how much of the volume is free. */
    @FunctionalInterface
    interface FreeSpace {
        long usableBytes() throws IOException;
    }

    /**
     * Finds out what is there.
     *
     * @param tier bounds
     * @param files holds the blocks; closed with this
     * @param freeSpace of the volume
     * @throws IOException the files cannot be read
     */
    DiskBlocks(DiskTier tier, BlockFiles files, FreeSpace freeSpace) throws IOException {
        this.tier = tier;
        this.files = files;
        this.freeSpace = freeSpace;
        int most = files.mostSlots();
        this.slots = new Slots(most);
        this.fullWeight = (most - spare(most)) * SLOT_BYTES;
        this.index = Caffeine.newBuilder()
                .maximumWeight(fullWeight)
                .weigher((Extent.Id id, Extent extent) -> (int) (extent.count() * SLOT_BYTES))
                .removalListener(this::removed)
                // Slots are free once this has run, so it runs at once.
                .executor(Runnable::run)
                .build();
        this.eviction = index.policy().eviction().orElseThrow();
        load();
    }

    private static long spare(long count) {
        return Math.max(1, Math.min(MOST_SPARE_SLOTS, count / SPARE_SHARE));
    }

    private void load() throws IOException {
        Map<Extent.Id, Extent> found = new HashMap<>();
        files.forEachHeader((slot, header) -> {
            slots.found(slot);
            Extent.Id id = Extent.Id.of(header.ref(), header.block());
            Extent extent = found.get(id);
            if (extent == null || !extent.isOf(header.ref())) {
                if (extent != null) {
                    releaseAll(extent);
                }
                extent = Extent.empty(header.ref(), header.facts());
            }
            if (extent.has(header.block())) {
                slots.release(slot);
            } else {
                extent = extent.with(header.block(), slot, header.checksum());
            }
            found.put(id, extent);
            noteExtent(id.number());
        });
        index.putAll(found);
        index.cleanUp();
    }

    private void noteExtent(int number) {
        if (number >= mostExtents) {
            mostExtents = number + 1;
        }
    }

    private void removed(Extent.@Nullable Id id, @Nullable Extent extent, RemovalCause cause) {
        // What is replaced has its slots in what replaces it, or they are released there.
        if (cause != RemovalCause.REPLACED && extent != null) {
            releaseAll(extent);
        }
    }

    private void releaseAll(Extent extent) {
        for (int slot : extent.slots()) {
            slots.release(slot);
        }
    }

    /** How many bytes it takes at most. */
    long sizeBytes() {
        return tier.sizeBytes();
    }

    /** How many bytes the policy is bounded to, where the volume has room. */
    long boundBytes() {
        return fullWeight;
    }

    /** How many blocks are there. */
    long count() {
        index.cleanUp();
        return eviction.weightedSize().orElseThrow() / SLOT_BYTES;
    }

    /** What is known of an object, if a block of it is there that lies near a certain one. */
    Optional<ObjectFacts> facts(ObjectRef ref, int block) {
        Extent extent = index.policy().getIfPresentQuietly(Extent.Id.of(ref, block));
        return extent != null && extent.isOf(ref) ? Optional.of(extent.facts()) : Optional.empty();
    }

    /** Whether a block is there, as far as can be told without reading it. */
    boolean contains(ObjectRef ref, int block) {
        return slot(ref, block) >= 0;
    }

    private int slot(ObjectRef ref, int block) {
        Extent extent = index.policy().getIfPresentQuietly(Extent.Id.of(ref, block));
        return extent != null && extent.isOf(ref) && extent.has(block) ? extent.slot(block) : -1;
    }

    /**
     * Reads a block into an array that has room for it.
     *
     * @param counts whether the policy is to know; a reader counts once for each extent
     * @return how many bytes it has; 0 if it is not there
     * @throws InterruptedIOException the thread was interrupted
     */
    int read(ObjectRef ref, int block, boolean counts, byte[] into, int offset) throws InterruptedIOException {
        Extent.Id id = Extent.Id.of(ref, block);
        Extent extent = counts ? index.getIfPresent(id) : index.policy().getIfPresentQuietly(id);
        if (extent == null || !extent.isOf(ref) || !extent.has(block)) {
            return 0;
        }
        int slot = extent.slot(block);
        int length = extent.facts().blockLength(block);
        try {
            files.read(slot, into, offset, length);
        } catch (ClosedByInterruptException e) {
            InterruptedIOException interrupted = new InterruptedIOException("the thread was interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } catch (EOFException e) {
            drop(ref, block, slot);
            return 0;
        } catch (IOException e) {
            failed(e);
            drop(ref, block, slot);
            return 0;
        }
        boolean sound = checksum(into, offset, length) == extent.checksum(block);
        if (slot(ref, block) != slot) {
            return 0;
        }
        if (!sound) {
            LOG.warn("a block in the cache directory {} is damaged and is dropped", tier.directory());
            drop(ref, block, slot);
            return 0;
        }
        hits.increment();
        hitBytes.add(length);
        return length;
    }

    static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /** Forgets a block that is damaged. */
    private void drop(ObjectRef ref, int block, int slot) {
        boolean[] ours = new boolean[1];
        Extent left = index.asMap().computeIfPresent(Extent.Id.of(ref, block), (id, extent) -> {
            ours[0] = extent.isOf(ref) && extent.has(block) && extent.slot(block) == slot;
            return ours[0] ? extent.without(block) : extent;
        });
        if (ours[0]) {
            erase(slot);
            if (left != null) {
                slots.release(slot);
            }
        }
    }

    private void erase(int slot) {
        if (tier.mode() == DiskMode.READ_WRITE) {
            try {
                files.erase(slot);
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    /**
     * Keeps blocks that were missing, if there is room and the policy wants them. They enter together, as what one read brought.
     *
     * @param facts of their object
     * @param first the number of the first block
     * @param blocks this one and those behind it, all in one extent
     */
    void write(ObjectRef ref, ObjectFacts facts, int first, List<byte[]> blocks) {
        misses.add(blocks.size());
        if (tier.mode() != DiskMode.READ_WRITE || pausing()) {
            return;
        }
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Place place = place(ref, facts, first + i, blocks.get(i));
            if (place != null) {
                places.add(place);
            }
        }
        if (!places.isEmpty()) {
            Extent.Id id = Extent.Id.of(ref, first);
            noteExtent(id.number());
            enter(ref, facts, id, places);
        }
    }

    /** Where a block lies. */
    private record Place(int block, int slot, int checksum) {}

    /** Writes a block; null if it cannot be. */
    private @Nullable Place place(ObjectRef ref, ObjectFacts facts, int block, byte[] bytes) {
        int slot = takeSlot();
        if (slot < 0) {
            return null;
        }
        int checksum = checksum(bytes, 0, bytes.length);
        try {
            files.write(slot, new BlockHeader(ref, block, facts, checksum), bytes);
        } catch (IOException e) {
            slots.release(slot);
            failed(e);
            return null;
        }
        return new Place(block, slot, checksum);
    }

    private void enter(ObjectRef ref, ObjectFacts facts, Extent.Id id, List<Place> places) {
        List<Integer> unused = new ArrayList<>();
        index.asMap().compute(id, (same, present) -> {
            unused.clear();
            Extent extent = present;
            if (extent == null || !extent.isOf(ref)) {
                if (extent != null) {
                    Arrays.stream(extent.slots()).forEach(unused::add);
                }
                extent = Extent.empty(ref, facts);
            }
            for (Place place : places) {
                if (extent.has(place.block())) {
                    unused.add(place.slot());
                } else {
                    extent = extent.with(place.block(), place.slot(), place.checksum());
                }
            }
            return extent;
        });
        unused.forEach(slots::release);
    }

    private int takeSlot() {
        boolean room;
        try {
            room = freeSpace.usableBytes() - 2 * SLOT_BYTES >= tier.freeBytes();
        } catch (IOException e) {
            failed(e);
            return -1;
        }
        if (room == lowered) {
            bound(room);
        }
        int slot = slots.take(room);
        if (slot < 0) {
            index.cleanUp();
            slot = slots.take(room);
        }
        return slot;
    }

    /** Where the volume has no more room, the cache goes on with a little less than it has. */
    private synchronized void bound(boolean room) {
        if (room == lowered) {
            lowered = !room;
            long present = eviction.weightedSize().orElseThrow() / SLOT_BYTES;
            eviction.setMaximum(room ? fullWeight : Math.max(0, present - spare(present)) * SLOT_BYTES);
        }
    }

    /** Whether the first blocks of an object are there, whatever its version. */
    boolean holds(ObjectRef object) {
        return index.policy().getIfPresentQuietly(new Extent.Id(object.keyHigh(), object.keyLow(), 0)) != null;
    }

    /** Forgets an object, whatever its version; tells whether there was anything. */
    boolean forget(ObjectRef object) {
        boolean any = false;
        for (int number = 0; number < mostExtents; number++) {
            Extent.Id id = new Extent.Id(object.keyHigh(), object.keyLow(), number);
            Extent extent = index.asMap().remove(id);
            if (extent != null) {
                any = true;
                // Its slots are free already; whatever was written there meanwhile is lost as a miss.
                for (int slot : extent.slots()) {
                    erase(slot);
                }
            }
        }
        return any;
    }

    private boolean pausing() {
        return failing && System.nanoTime() - failedNanos < PAUSE_NANOS;
    }

    private void failed(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return;
        }
        failedNanos = System.nanoTime();
        failing = true;
        if (!told.getAndSet(true)) {
            LOG.warn("the cache directory {} fails and is bypassed where it does: {}", tier.directory(), e.toString());
        }
    }

    TierStatistics statistics() {
        long count = count();
        return new TierStatistics(hits.sum(), misses.sum(), hitBytes.sum(), count, count * SLOT_BYTES);
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
