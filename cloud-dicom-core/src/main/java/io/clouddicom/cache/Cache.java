package io.clouddicom.cache;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an archive keeps near. Immutable; one value may serve several archives, which then share a directory.
 *
 * <p>The <b>disk tier</b> holds blocks of objects as they lie in the store: of an encrypted archive that is ciphertext, and
 * one without encryption has no disk tier unless {@link #plainOnDisk} says so. It outlives the process. What is damaged in it
 * is read from the store again; an error of the disk never makes a read fail.
 *
 * <pre>{@code
 * Cache.none().disk(Path.of("/var/cache/dicom"), 100, GIBIBYTES)
 * }</pre>
 */
public final class Cache {
    private static final Cache NONE = new Cache(null);

    private final @Nullable DiskTier disk;

    private Cache(@Nullable DiskTier disk) {
        this.disk = disk;
    }

    /**
     * Nothing is kept.
     *
     * @return the empty cache, to which tiers can be added
     */
    public static Cache none() {
        return NONE;
    }

    /**
     * Adds the disk tier, or replaces it.
     *
     * @param directory where its files lie; it belongs to the cache
     * @param amount how much it takes at most
     * @param unit of the amount
     * @return a cache with it
     * @throws IllegalArgumentException that is less than {@link DiskTier#LEAST_BYTES}
     */
    public Cache disk(Path directory, long amount, SizeUnit unit) {
        return with(
                new DiskTier(directory, unit.toBytes(amount), DiskMode.READ_WRITE, DiskTier.DEFAULT_FREE_BYTES, false));
    }

    /**
     * Says whether the disk tier is filled, only read, or off.
     *
     * @param mode the mode
     * @return a cache with it
     * @throws IllegalStateException there is no disk tier
     */
    public Cache diskMode(DiskMode mode) {
        DiskTier tier = requireDisk();
        return with(new DiskTier(tier.directory(), tier.sizeBytes(), mode, tier.freeBytes(), tier.plainAllowed()));
    }

    /**
     * Says how much of the volume stays free; 1 GiB otherwise.
     *
     * @param amount how much
     * @param unit of the amount
     * @return a cache with it
     * @throws IllegalStateException there is no disk tier
     */
    public Cache keepFree(long amount, SizeUnit unit) {
        DiskTier tier = requireDisk();
        return with(new DiskTier(
                tier.directory(), tier.sizeBytes(), tier.mode(), unit.toBytes(amount), tier.plainAllowed()));
    }

    /**
     * Allows that objects of an archive without encryption lie in the disk tier. They are patient data in the clear, on a
     * disk that may not be made for it.
     *
     * @return a cache that allows it
     * @throws IllegalStateException there is no disk tier
     */
    public Cache plainOnDisk() {
        DiskTier tier = requireDisk();
        return with(new DiskTier(tier.directory(), tier.sizeBytes(), tier.mode(), tier.freeBytes(), true));
    }

    /** The disk tier, if there is one. */
    public Optional<DiskTier> disk() {
        return Optional.ofNullable(disk);
    }

    private DiskTier requireDisk() {
        if (disk == null) {
            throw new IllegalStateException("the cache has no disk tier");
        }
        return disk;
    }

    private static Cache with(DiskTier tier) {
        return new Cache(tier);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cache cache && Objects.equals(disk, cache.disk);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(disk);
    }

    @Override
    public String toString() {
        return "Cache[" + (disk == null ? "none" : disk) + "]";
    }
}
