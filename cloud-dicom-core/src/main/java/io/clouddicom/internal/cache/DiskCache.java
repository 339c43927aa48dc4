package io.clouddicom.internal.cache;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.UnavailableException;
import io.clouddicom.cache.DiskMode;
import io.clouddicom.cache.DiskTier;
import io.clouddicom.cache.TierStatistics;
import io.clouddicom.internal.observe.Observation;
import io.clouddicom.internal.observe.TierMeter;
import io.clouddicom.internal.store.FileErrors;
import io.clouddicom.observe.CacheTier;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A cache directory that is open. All archives of this process that name the same directory share one; the last that closes
 * it gives it free.
 */
public final class DiskCache implements Closeable {
    private static final Map<Path, DiskCache> OPEN = new HashMap<>();

    private final Path path;
    private final DiskTier tier;
    private final DiskBlocks blocks;
    private final UnderWay<ObjectBlocks.BlockId, ObjectBlocks.Block> underWay = new UnderWay<>();
    private int users;

    private DiskCache(Path path, DiskTier tier, DiskBlocks blocks) {
        this.path = path;
        this.tier = tier;
        this.blocks = blocks;
    }

    /**
     * Opens a directory, or joins those who have it open.
     *
     * @param tier the directory and its bounds
     * @return the cache, which the caller closes
     * @throws InvalidRequestException it is open in this process with other bounds
     * @throws io.clouddicom.UnavailableException another process has it
     * @throws IOException another {@link io.clouddicom.CloudDicomException}: it cannot be used
     */
    public static DiskCache open(DiskTier tier) throws IOException {
        synchronized (OPEN) {
            Path path = realPath(tier.directory(), tier.mode());
            DiskCache cache = OPEN.get(path);
            if (cache == null) {
                SlabFiles files = SlabFiles.open(tier);
                try {
                    FileStore volume = Files.getFileStore(Files.exists(path) ? path : Path.of("."));
                    cache = new DiskCache(path, tier, new DiskBlocks(tier, files, volume::getUsableSpace));
                } catch (IOException | RuntimeException e) {
                    files.close();
                    throw e;
                }
                OPEN.put(path, cache);
            } else if (!cache.tier.equals(tier)) {
                throw new InvalidRequestException(
                        "open",
                        tier.directory().toString(),
                        "the cache directory is in use in this process already, and not with the same size and mode");
            }
            cache.users++;
            return cache;
        }
    }

    /** One name for a directory, however it was named, so that no lock of this process is lost by opening it twice. */
    private static Path realPath(Path directory, DiskMode mode) throws IOException {
        try {
            if (mode == DiskMode.READ_WRITE && !Files.exists(directory)) {
                OwnerOnly.createDirectories(directory);
            }
            return Files.exists(directory)
                    ? directory.toRealPath()
                    : directory.toAbsolutePath().normalize();
        } catch (IOException e) {
            throw FileErrors.of("open", directory.toString(), e);
        }
    }

    /** Something that is done with a directory. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Does something with a directory that this process does not have open: opening and closing its lock twice would lose it.
     *
     * @throws UnavailableException it has it open
     */
    static <T> T whileClosed(Path directory, Work<T> work) throws IOException {
        synchronized (OPEN) {
            if (OPEN.containsKey(realPath(directory, DiskMode.READ_ONLY))) {
                throw new UnavailableException(
                        "open", directory.toString(), "the cache directory is in use by this process");
            }
            return work.run();
        }
    }

    /**
     * A store whose objects are read by way of this cache.
     *
     * @param store the store
     * @param archive the random number of the archive that lies in it
     * @param cached which objects may be kept, when they are read at a certain version
     * @param meter counts what becomes of the blocks that are wanted of it
     */
    public ObjectStore over(ObjectStore store, UUID archive, Predicate<ObjectKey> cached, TierMeter meter) {
        return new BlockCachingStore(store, archive, cached, new SharedBlocks(blocks, underWay, meter));
    }

    /** The same, where nobody wants to hear what becomes of the blocks. */
    public ObjectStore over(ObjectStore store, UUID archive, Predicate<ObjectKey> cached) {
        return over(store, archive, cached, new TierMeter(CacheTier.DISK, Observation.NONE));
    }

    /** What became of the blocks that were wanted. */
    public TierStatistics statistics() {
        return blocks.statistics();
    }

    @Override
    public void close() throws IOException {
        synchronized (OPEN) {
            if (--users == 0) {
                OPEN.remove(path, this);
                blocks.close();
            }
        }
    }
}
