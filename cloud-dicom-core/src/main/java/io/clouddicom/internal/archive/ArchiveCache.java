package io.clouddicom.internal.archive;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.ReadOptions;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.CacheStatistics;
import io.clouddicom.cache.DiskMode;
import io.clouddicom.cache.DiskTier;
import io.clouddicom.cache.TierStatistics;
import io.clouddicom.internal.cache.DiskCache;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.internal.observe.Observation;
import io.clouddicom.internal.observe.TierMeter;
import io.clouddicom.observe.CacheTier;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** What an open archive keeps near. */
public final class ArchiveCache implements Closeable {
    private final ObjectStore origin;
    private final ObjectStore store;
    private final Optional<DiskCache> disk;
    private final MemoryTier memory;

    private ArchiveCache(MemoryTier memory, ObjectStore origin, ObjectStore store, Optional<DiskCache> disk) {
        this.memory = memory;
        this.origin = origin;
        this.store = store;
        this.disk = disk;
    }

    /**
     * Opens the cache of an archive.
     *
     * @param cache what is to be kept
     * @param reads how many reads at a time
     * @param archive its random number
     * @param plain whether anything in it may be plain
     * @param origin its store; not closed with this
     * @param observation hears of hits and misses
     * @throws InvalidRequestException there would be patient data in the clear on the disk, and that is not allowed
     * @throws IOException another {@link io.clouddicom.CloudDicomException}: the directory cannot be used
     */
    public static ArchiveCache open(
            Cache cache, ReadOptions reads, UUID archive, boolean plain, ObjectStore origin, Observation observation)
            throws IOException {
        Optional<DiskTier> tier = cache.disk().filter(disk -> disk.mode() != DiskMode.OFF);
        if (tier.isEmpty()) {
            return new ArchiveCache(memory(cache, reads, observation), origin, origin, Optional.empty());
        }
        if (plain && !tier.get().plainAllowed()) {
            throw new InvalidRequestException(
                    "open",
                    tier.get().directory().toString(),
                    "the archive is not encrypted as a whole, so a cache on the disk would hold patient data in the clear; encrypt"
                            + " the archive, or allow it");
        }
        DiskCache disk = DiskCache.open(tier.get());
        ObjectStore cached =
                disk.over(origin, archive, ArchiveCache::mayLieOnDisk, new TierMeter(CacheTier.DISK, observation));
        return new ArchiveCache(memory(cache, reads, observation), origin, cached, Optional.of(disk));
    }

    private static MemoryTier memory(Cache cache, ReadOptions reads, Observation observation) {
        return new MemoryTier(cache.memoryBytes(), cache.decodedBytes(), reads, observation);
    }

    /** Whatever belongs to a study but its wrapped key: with a copy of that, shredding would not be the end of it. */
    private static boolean mayLieOnDisk(ObjectKey key) {
        return key.value().startsWith(ObjectNames.STUDIES) && !key.value().endsWith("/key");
    }

    /** The store as it is read by way of the disk. */
    public ObjectStore store() {
        return store;
    }

    /** The store itself, for those who want to know what is there. */
    public ObjectStore origin() {
        return origin;
    }

    /** What is kept above the encryption. */
    public MemoryTier memory() {
        return memory;
    }

    /** What became of the reads. */
    public CacheStatistics statistics() {
        return new CacheStatistics(
                memory.statistics(),
                memory.decodedStatistics(),
                disk.map(DiskCache::statistics).orElse(TierStatistics.NONE));
    }

    @Override
    public void close() throws IOException {
        memory.close();
        if (disk.isPresent()) {
            disk.get().close();
        }
    }
}
