package io.clouddicom.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is needed to change a file store. It is set up by the first call that changes something, so that a store that is
 * only read is left as it is, and one that is not there does not come to be.
 *
 * @param temporaries where objects are put together
 * @param locks locks on keys
 * @param clock gives files the times that serve as versions
 * @param hardLinks whether the file system has hard links
 */
record Workshop(TemporaryFiles temporaries, KeyLocks locks, VersionClock clock, boolean hardLinks)
        implements Closeable {

    /** Where it is below the root: a name that no key has. */
    static final String DIRECTORY = "%tmp";

    /**
     * Sets it up below a root, which is there, and sweeps what dead processes left.
     *
     * @param operation for what, for messages
     * @param object for what, for messages
     * @param root the store's root
     * @param hardLinksWanted false as if the file system had none
     * @throws IOException the store's error, or the file system's
     */
    static Workshop open(String operation, String object, Path root, boolean hardLinksWanted) throws IOException {
        // The real path: it is the name of the locks within this JVM, whatever way a store was opened by.
        Path own = root.toRealPath().resolve(DIRECTORY);
        if (StoreDirectories.attributes(operation, object, own) == null) {
            Files.createDirectories(own);
        }
        TemporaryFiles temporaries = TemporaryFiles.open(own);
        try {
            Path probe = temporaries.create();
            try {
                boolean hardLinks = hardLinksWanted && hardLinks(temporaries, probe);
                VersionClock clock = VersionClock.probe(probe);
                TemporaryFiles.sweep(own);
                return new Workshop(temporaries, new KeyLocks(own, temporaries.locked()), clock, hardLinks);
            } finally {
                temporaries.remove(probe);
            }
        } catch (IOException e) {
            temporaries.close();
            throw e;
        }
    }

    /** Whether a name can be linked where a file could just be made, so that want of space is not taken for the cause. */
    private static boolean hardLinks(TemporaryFiles temporaries, Path probe) throws IOException {
        Path link = temporaries.create();
        try {
            Files.delete(link);
            Files.createLink(link, probe);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        } finally {
            temporaries.remove(link);
        }
    }

    /** Ends with the last put that is going on. */
    @Override
    public void close() {
        temporaries.close();
    }
}
