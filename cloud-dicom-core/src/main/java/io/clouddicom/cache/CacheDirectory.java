package io.clouddicom.cache;

import io.clouddicom.internal.cache.DirectoryCare;
import java.io.IOException;
import java.nio.file.Path;

/** What can be done with a cache directory that nobody has open for writing. Nothing of an archive is needed for it. */
public final class CacheDirectory {
    private CacheDirectory() {}

    /**
     * What lies in a directory.
     *
     * @param objects how many objects have blocks there
     * @param blocks how many blocks there are
     * @param blockBytes how many bytes they have
     * @param fileBytes how long the cache's files are; what was never written in them takes no space
     * @param damaged of {@link #check}: how many blocks were found to be damaged and were taken away
     */
    public record Content(long objects, long blocks, long blockBytes, long fileBytes, long damaged) {}

    /**
     * Tells what lies in a directory, by the headers of the blocks.
     *
     * @param directory the directory; one that is not there is an empty one
     * @return its content
     * @throws io.clouddicom.UnavailableException it is in use
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    public static Content info(Path directory) throws IOException {
        return DirectoryCare.info(directory);
    }

    /**
     * Reads every block and takes away those that are damaged, and files that only have the name of the cache's.
     *
     * @param directory the directory
     * @return its content afterwards
     * @throws io.clouddicom.UnavailableException it is in use
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    public static Content check(Path directory) throws IOException {
        return DirectoryCare.check(directory);
    }

    /**
     * Removes the cache's files. Others in the directory, and the directory, stay.
     *
     * @param directory the directory
     * @return what was there
     * @throws io.clouddicom.UnavailableException it is in use
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    public static Content clear(Path directory) throws IOException {
        return DirectoryCare.clear(directory);
    }
}
