package io.clouddicom.cli;

import io.clouddicom.cache.Cache;
import io.clouddicom.cache.SizeUnit;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command keeps near of the archive that it works on. */
final class CacheOption {
    @Option(
            names = "--cache-dir",
            paramLabel = "DIR",
            description =
                    "keep what is read in this directory, as it lies in the store: of an encrypted archive, ciphertext")
    private @Nullable Path directory;

    @Option(
            names = "--cache-size",
            paramLabel = "SIZE",
            defaultValue = "10G",
            converter = SizeConverter.class,
            description = "how much it takes at most, such as 500M or 100G (default: 10G)")
    private long size;

    @Option(
            names = "--cache-plain",
            description = "allow that data of an archive without encryption lie there in the clear")
    private boolean plain;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "0",
            converter = SizeConverter.class,
            description = "keep so much of what is read in memory, such as 256M (default: nothing)")
    private long memory;

    /** Whether what is kept outlives the command. */
    boolean onDisk() {
        return directory != null;
    }

    Cache cache() {
        Cache cache = Cache.memory(memory, SizeUnit.BYTES);
        if (directory == null) {
            return cache;
        }
        Cache onDisk = cache.disk(directory, size, SizeUnit.BYTES);
        return plain ? onDisk.plainOnDisk() : onDisk;
    }
}
