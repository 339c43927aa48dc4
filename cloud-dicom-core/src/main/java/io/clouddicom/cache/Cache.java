package io.clouddicom.cache;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an archive keeps near. Immutable; one value may serve several archives, which then share a directory.
 *
 * <p>The <b>memory tier</b> holds frames and study indexes, decrypted, as long as the archive is open.
 *
 * <p>The <b>disk tier</b> holds blocks of objects as they lie in the store: of an encrypted archive that is ciphertext, and
 * one without encryption has no disk tier unless {@link #plainOnDisk} says so. It outlives the process. What is damaged in it
 * is read from the store again; an error of the disk never makes a read fail.
 *
 * <pre>{@code
 * Cache.memory(256, MEBIBYTES).disk(Path.of("/var/cache/dicom"), 100, GIBIBYTES)
 * }</pre>
 */
public final class Cache {
    private static final Cache NONE = new Cache(0, 0, null);

    private final long memoryBytes;
    private final long decodedBytes;
    private final @Nullable DiskTier disk;

    private Cache(long memoryBytes, long decodedBytes, @Nullable DiskTier disk) {
        this.memoryBytes = memoryBytes;
        this.decodedBytes = decodedBytes;
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
     * Frames as they are stored, and study indexes, are kept in memory.
     *
     * @param amount how much they take at most; 0 for nothing
     * @param unit of the amount
     * @return a cache with a memory tier
     */
    public static Cache memory(long amount, SizeUnit unit) {
        return new Cache(unit.toBytes(amount), 0, null);
    }

    /**
     * Decoded frames are kept in memory too, in a bound of their own.
     *
     * @param amount how much they take at most; 0 for nothing
     * @param unit of the amount
     * @return a cache with it
     */
    public Cache decodedFrames(long amount, SizeUnit unit) {
        return new Cache(memoryBytes, unit.toBytes(amount), disk);
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

    /** How much the memory tier takes at most; 0 for none. */
    public long memoryBytes() {
        return memoryBytes;
    }

    /** How much decoded frames in memory take at most; 0 for none. */
    public long decodedBytes() {
        return decodedBytes;
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

    private Cache with(DiskTier tier) {
        return new Cache(memoryBytes, decodedBytes, tier);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cache cache
                && memoryBytes == cache.memoryBytes
                && decodedBytes == cache.decodedBytes
                && Objects.equals(disk, cache.disk);
    }

    @Override
    public int hashCode() {
        return Objects.hash(memoryBytes, decodedBytes, disk);
    }

    @Override
    public String toString() {
        return "Cache[memory " + memoryBytes + ", decoded " + decodedBytes + ", disk " + (disk == null ? "none" : disk)
                + "]";
    }
}
