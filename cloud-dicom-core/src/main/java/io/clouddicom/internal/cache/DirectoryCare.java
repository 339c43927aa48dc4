package io.clouddicom.internal.cache;

import io.clouddicom.cache.CacheDirectory.Content;
import io.clouddicom.cache.DiskMode;
import io.clouddicom.cache.DiskTier;
import io.clouddicom.internal.store.FileErrors;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Looks after a cache directory that is not in use. */
public final class DirectoryCare {
    private DirectoryCare() {}

    private record Found(int slot, BlockHeader header) {
        int length() {
            return header.facts().blockLength(header.block());
        }
    }

    /** Tells what is there. */
    public static Content info(Path directory) throws IOException {
        return DiskCache.whileClosed(directory, () -> {
            try (SlabFiles files = SlabFiles.open(tier(directory, DiskMode.READ_ONLY))) {
                return content(directory, found(files), 0);
            }
        });
    }

    /** Reads all, and takes away what is damaged. */
    public static Content check(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return info(directory);
        }
        return DiskCache.whileClosed(directory, () -> {
            try (SlabFiles files = SlabFiles.open(tier(directory, DiskMode.READ_WRITE))) {
                List<Found> sound = new ArrayList<>();
                int damaged = 0;
                for (Found block : found(files)) {
                    if (isSound(files, block)) {
                        sound.add(block);
                    } else {
                        files.erase(block.slot());
                        damaged++;
                    }
                }
                return content(directory, sound, damaged);
            } catch (IOException e) {
                throw FileErrors.of("check", directory.toString(), e);
            }
        });
    }

    private static boolean isSound(SlabFiles files, Found block) throws IOException {
        byte[] bytes = new byte[block.length()];
        try {
            files.read(block.slot(), bytes, 0, bytes.length);
        } catch (EOFException e) {
            return false;
        }
        return DiskBlocks.checksum(bytes, 0, bytes.length) == block.header().checksum();
    }

    /** Removes the files. */
    public static Content clear(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return info(directory);
        }
        return DiskCache.whileClosed(directory, () -> {
            try (SlabFiles files = SlabFiles.open(tier(directory, DiskMode.READ_WRITE))) {
                Content content = content(directory, found(files), 0);
                for (Path file : SlabFiles.files(directory).values()) {
                    Files.deleteIfExists(file);
                }
                return content;
            } catch (IOException e) {
                throw FileErrors.of("clear", directory.toString(), e);
            }
        });
    }

    /** As large as what is there. */
    private static DiskTier tier(Path directory, DiskMode mode) throws IOException {
        try {
            TreeMap<Integer, Path> files = SlabFiles.files(directory);
            long slabs = files.isEmpty() ? 1 : files.lastKey() + 1L;
            return new DiskTier(directory, slabs * Slab.fileBytes(Slab.SLOTS), mode, 0, true);
        } catch (IOException e) {
            throw FileErrors.of("open", directory.toString(), e);
        }
    }

    private static List<Found> found(SlabFiles files) throws IOException {
        List<Found> found = new ArrayList<>();
        files.forEachHeader((slot, header) -> found.add(new Found(slot, header)));
        return found;
    }

    private static Content content(Path directory, List<Found> blocks, int damaged) throws IOException {
        Set<ObjectRef> objects = new HashSet<>();
        long bytes = 0;
        for (Found block : blocks) {
            objects.add(block.header().ref());
            bytes += block.length();
        }
        long fileBytes = 0;
        for (Path file : SlabFiles.files(directory).values()) {
            fileBytes += Files.size(file);
        }
        return new Content(objects.size(), blocks.size(), bytes, fileBytes, damaged);
    }
}
