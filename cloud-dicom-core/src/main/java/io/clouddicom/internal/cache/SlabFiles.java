package io.clouddicom.internal.cache;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.UnavailableException;
import io.clouddicom.cache.DiskMode;
import io.clouddicom.cache.DiskTier;
import io.clouddicom.internal.store.FileErrors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of a cache directory, locked for this process: {@code lock}, and {@code blocks-00000} and so on, each a
 * {@link Slab}. Files of other names are not touched. Safe for use by any number of threads.
 */
final class SlabFiles implements BlockFiles {
    private static final String LOCK = "lock";
    private static final Pattern NAME = Pattern.compile("blocks-(\\d{5})");
    private static final int MOST_SLABS = 100_000;

    private final Path directory;
    private final boolean readOnly;
    private final int mostSlots;
    private final @Nullable FileChannel lock;
    private final AtomicReferenceArray<@Nullable Slab> slabs;
    private volatile boolean closed;

    private SlabFiles(DiskTier tier, @Nullable FileChannel lock) {
        this.directory = tier.directory();
        this.readOnly = tier.mode() == DiskMode.READ_ONLY;
        this.mostSlots = mostSlots(tier.sizeBytes());
        this.lock = lock;
        this.slabs = new AtomicReferenceArray<>((mostSlots + Slab.SLOTS - 1) / Slab.SLOTS);
    }

    /** How many blocks have room in files of that size, all in all. */
    private static int mostSlots(long sizeBytes) {
        long whole = Math.min(sizeBytes / Slab.fileBytes(Slab.SLOTS), MOST_SLABS - 1);
        long left = sizeBytes - whole * Slab.fileBytes(Slab.SLOTS) - Slab.fileBytes(0);
        long rest = Math.max(0, Math.min(left / Slab.BLOCK_BYTES, Slab.SLOTS));
        return (int) (whole * Slab.SLOTS + rest);
    }

    /**
     * Locks a directory, and makes it where it is missing, unless it is only to be read.
     *
     * @throws UnavailableException another process has it
     * @throws InvalidRequestException it is no directory
     * @throws IOException another {@link io.clouddicom.CloudDicomException}: it cannot be made or locked
     */
    static SlabFiles open(DiskTier tier) throws IOException {
        Path directory = tier.directory();
        boolean readOnly = tier.mode() == DiskMode.READ_ONLY;
        FileChannel channel = null;
        try {
            if (Files.exists(directory) && !Files.isDirectory(directory)) {
                throw new InvalidRequestException("open", directory.toString(), "the cache directory is a file");
            }
            if (!readOnly) {
                OwnerOnly.createDirectories(directory);
                if (!Files.exists(directory.resolve(LOCK))) {
                    makeLock(directory);
                }
            }
            channel = readOnly
                    ? FileChannel.open(directory.resolve(LOCK), StandardOpenOption.READ)
                    : FileChannel.open(directory.resolve(LOCK), StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, readOnly);
            if (lock == null) {
                throw taken(directory, null);
            }
            return new SlabFiles(tier, channel);
        } catch (NoSuchFileException e) {
            if (readOnly) {
                return new SlabFiles(tier, null);
            }
            throw FileErrors.of("open", directory.toString(), e);
        } catch (OverlappingFileLockException e) {
            close(channel);
            throw taken(directory, e);
        } catch (IOException e) {
            close(channel);
            throw FileErrors.of("open", directory.toString(), e);
        }
    }

    private static void makeLock(Path directory) throws IOException {
        try {
            OwnerOnly.createFile(directory.resolve(LOCK));
        } catch (java.nio.file.FileAlreadyExistsException e) {
            // Another process was faster.
        }
    }

    private static UnavailableException taken(Path directory, @Nullable Throwable cause) {
        return new UnavailableException(
                "open",
                directory.toString(),
                "the cache directory is in use by another process; each one that writes needs its own",
                cause);
    }

    private static void close(@Nullable FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public int mostSlots() {
        return mostSlots;
    }

    /** Files that are none of this kind, or more than there is room for, are removed. */
    @Override
    public void forEachHeader(HeaderListener listener) throws IOException {
        try {
            for (var entry : files(directory).entrySet()) {
                load(entry.getKey(), entry.getValue(), listener);
            }
        } catch (IOException e) {
            throw FileErrors.of("open", directory.toString(), e);
        }
    }

    private void load(int number, Path file, HeaderListener listener) throws IOException {
        if (number >= slabs.length() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            remove(file);
            return;
        }
        Slab slab = Slab.existing(file, readOnly);
        ByteBuffer table = slab.table();
        if (table == null) {
            slab.close();
            remove(file);
            return;
        }
        slabs.set(number, slab);
        for (int i = 0; i < Slab.SLOTS; i++) {
            int slot = number * Slab.SLOTS + i;
            Optional<BlockHeader> header = BlockHeader.read(table);
            if (header.isPresent() && slot < mostSlots) {
                listener.found(slot, header.get());
            }
        }
    }

    private void remove(Path file) throws IOException {
        if (!readOnly) {
            Files.deleteIfExists(file);
        }
    }

    /** The files of a directory that have the name of a slab, by number. */
    static TreeMap<Integer, Path> files(Path directory) throws IOException {
        TreeMap<Integer, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Matcher name = NAME.matcher(entry.getFileName().toString());
                if (name.matches()) {
                    files.put(Integer.parseInt(name.group(1)), entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            return files;
        }
        return files;
    }

    @Override
    public void read(int slot, byte[] into, int offset, int length) throws IOException {
        slab(slot).read(slot % Slab.SLOTS, into, offset, length);
    }

    @Override
    public void write(int slot, BlockHeader header, byte[] bytes) throws IOException {
        slab(slot).write(slot % Slab.SLOTS, header, bytes);
    }

    @Override
    public void erase(int slot) throws IOException {
        slab(slot).erase(slot % Slab.SLOTS);
    }

    private Slab slab(int slot) throws IOException {
        int number = slot / Slab.SLOTS;
        Slab slab = slabs.get(number);
        return slab != null ? slab : make(number);
    }

    private synchronized Slab make(int number) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        Slab slab = slabs.get(number);
        if (slab == null) {
            Path file = directory.resolve(String.format("blocks-%05d", number));
            Files.deleteIfExists(file);
            slab = Slab.create(file);
            slabs.set(number, slab);
        }
        return slab;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        List<Closeable> open = new ArrayList<>();
        for (int i = 0; i < slabs.length(); i++) {
            Slab slab = slabs.get(i);
            if (slab != null) {
                open.add(slab);
            }
        }
        // The lock last: nothing of this process writes once another one has the directory.
        if (lock != null) {
            open.add(lock);
        }
        IOException first = null;
        for (Closeable each : open) {
            try {
                each.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
