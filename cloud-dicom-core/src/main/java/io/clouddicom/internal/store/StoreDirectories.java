package io.clouddicom.internal.store;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The directories below a store's root: the way to an object's file, without symbolic links; and that what is entered in
 * them stays there when the machine stops.
 *
 * <p>The entry of a file is durable when its directory has been forced, and the entries of all directories above, which
 * this or another process may have made a moment ago. Forcing five directories for each put would be a waste; so those
 * that were forced since they were last seen to be made or removed are remembered.
 */
final class StoreDirectories {

    private static final int REMEMBERED = 10_000;

    private final Path root;
    /** Null as long as it was not tried. */
    private volatile @Nullable Boolean forceable;

    private final Map<Path, Boolean> forced = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    /** Counts what makes memories false, so that one that was formed meanwhile is not kept. */
    private long changes;

    /**
     * Directories below a root.
     *
     * @param root the root, from {@link #locate}
     */
    StoreDirectories(Path root) {
        this.root = root;
    }

    /**
     * The path of a root without symbolic links, as far as it is there.
     *
     * @param directory the root as it was named, absolute
     * @return where it is or will be
     * @throws NotDirectoryException it is a file, or lies in one
     * @throws IOException it could not be found out whether it is there
     */
    static Path locate(Path directory) throws IOException {
        Path there = directory;
        while (!isDirectory(there)) {
            Path above = there.getParent();
            if (above == null) {
                throw new NoSuchFileException(directory.toString());
            }
            there = above;
        }
        return there.toRealPath().resolve(there.relativize(directory)).normalize();
    }

    /** Whether there is a directory; false means that there is nothing. */
    private static boolean isDirectory(Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return false;
        } catch (FileSystemException e) {
            for (Path above = path.getParent(); above != null; above = above.getParent()) {
                if (Files.isRegularFile(above)) {
                    throw new NotDirectoryException(above.toString());
                }
            }
            throw e;
        }
        if (!attributes.isDirectory()) {
            throw new NotDirectoryException(path.toString());
        }
        return true;
    }

    /** Makes the root and what it lies in, as far as it is missing, for good. */
    void makeRoot() throws IOException {
        if (Files.isDirectory(root)) {
            return;
        }
        List<Path> made = new ArrayList<>();
        for (Path path = root; path != null && !Files.exists(path); path = path.getParent()) {
            made.add(path);
        }
        Files.createDirectories(root);
        for (Path path : made) {
            force(Objects.requireNonNullElse(path.getParent(), path));
        }
    }

    /** Where the file of an object is. */
    Path file(ObjectKey key) {
        Path file = root;
        for (String name : FileNames.path(key)) {
            file = file.resolve(name);
        }
        return file;
    }

    /**
     * What lies at a path, given that the path's parent is below the root without a symbolic link in it.
     *
     * @return its attributes, or null where there is nothing
     * @throws AccessDeniedException it is a symbolic link, a device or the like
     */
    static @Nullable BasicFileAttributes attributes(String operation, String object, Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (!attributes.isRegularFile() && !attributes.isDirectory()) {
            throw new AccessDeniedException(
                    operation,
                    object,
                    (attributes.isSymbolicLink() ? "a symbolic link" : "something that is no file") + " lies at "
                            + path.getFileName());
        }
        return attributes;
    }

    /**
     * Whether all directories that lead to a file are there.
     *
     * @throws AccessDeniedException there is a symbolic link among them
     */
    boolean leadTo(String operation, ObjectKey key, Path file) throws IOException {
        Path path = root;
        Path below = root.relativize(file);
        for (int i = 0; i < below.getNameCount() - 1; i++) {
            path = path.resolve(below.getName(i));
            BasicFileAttributes attributes = attributes(operation, key.value(), path);
            if (attributes == null || !attributes.isDirectory()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes the directories that lead to a file. They may be gone again when this returns, if another thread deletes
     * what is beside the file.
     *
     * @throws AccessDeniedException there is a symbolic link among them
     * @throws UnsupportedFeatureException there is an object in the place of one of them
     */
    void make(ObjectKey key, Path file) throws IOException {
        Path path = root;
        Path below = root.relativize(file);
        for (int i = 0; i < below.getNameCount() - 1; i++) {
            path = path.resolve(below.getName(i));
            BasicFileAttributes attributes = attributes("put", key.value(), path);
            if (attributes == null) {
                makeOne(path);
                attributes = attributes("put", key.value(), path);
            }
            if (attributes != null && !attributes.isDirectory()) {
                throw new UnsupportedFeatureException(
                        "put",
                        key.value(),
                        "the beginning of this key is an object, and a file store cannot nest one in the other");
            }
        }
    }

    private void makeOne(Path directory) throws IOException {
        forget(directory);
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            // Made by another thread, or its parent removed by one: the caller looks again or tries again.
        }
    }

    /** Makes the entry of a file durable, and those of the directories that lead to it. Not ended by interruption. */
    void forceEntry(Path file) throws IOException {
        Path parent = file.getParent();
        force(parent);
        for (Path made = parent; made != null && !made.equals(root); made = made.getParent()) {
            long before = changes();
            if (!isForced(made)) {
                Path above = made.getParent();
                if (above != null) {
                    force(above);
                    remember(made, before);
                }
            }
        }
    }

    /**
     * Removes the directories that a deleted file leaves empty.
     *
     * @param file the file, whose parent is there or was a moment ago
     * @return the nearest directory above that is still there, whose entries are to be forced
     */
    Path prune(Path file) {
        Path directory = file.getParent();
        while (directory != null && !directory.equals(root) && removeDirectory(directory)) {
            directory = directory.getParent();
        }
        return directory == null ? root : directory;
    }

    /** The nearest directory above a file that is there. */
    Path nearest(Path file) {
        Path directory = file.getParent();
        while (directory != null && !directory.equals(root) && !Files.isDirectory(directory)) {
            directory = directory.getParent();
        }
        return directory == null ? root : directory;
    }

    /**
     * Removes a directory that lies where a file is to be, if there is no file in it at any depth: what is left when a
     * process dies between making directories and putting the file there.
     *
     * @return whether it is gone
     */
    boolean removeEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                if (!Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS) || !removeEmpty(child)) {
                    return false;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            return true;
        }
        return removeDirectory(directory);
    }

    /**
     * Removes a directory if it is empty, and never anything but a directory: by the time, an object may have come to
     * lie in its place, which {@link Files#delete} would delete. Where Java offers no such call (on Windows) the
     * directory stays; an empty one is not seen in a listing.
     *
     * @return whether it is gone
     */
    private boolean removeDirectory(Path directory) {
        Path parent = directory.getParent();
        if (parent == null) {
            return false;
        }
        forget(directory);
        try (DirectoryStream<Path> above = Files.newDirectoryStream(parent)) {
            if (!(above instanceof SecureDirectoryStream<Path> secure)) {
                return false;
            }
            secure.deleteDirectory(directory.getFileName());
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false; // not empty, or no directory any more, or held by the system: it stays
        }
    }

    /** Makes the entries of a directory durable. Not ended by interruption, which is kept for later. */
    void force(Path directory) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    if (forceable()) {
                        forceOnce(directory);
                    }
                    return;
                } catch (NoSuchFileException e) {
                    // What was entered in it is deleted, and so is the directory; there is nothing to keep.
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                    Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void forceOnce(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Directories cannot be opened, let alone forced, on Windows, which writes their entries through. */
    private boolean forceable() throws IOException {
        Boolean known = forceable;
        if (known == null) {
            try {
                forceOnce(root);
                known = true;
            } catch (NoSuchFileException | ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                known = false;
            }
            forceable = known;
        }
        return known;
    }

    private long changes() {
        synchronized (forced) {
            return changes;
        }
    }

    private boolean isForced(Path directory) {
        synchronized (forced) {
            return forced.get(directory) != null;
        }
    }

    private void remember(Path directory, long changesBefore) {
        synchronized (forced) {
            if (changes == changesBefore) {
                forced.put(directory, Boolean.TRUE);
            }
        }
    }

    private void forget(Path directory) {
        synchronized (forced) {
            changes++;
            forced.remove(directory);
        }
    }
}
