package io.clouddicom.internal.store;

import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the files below a root in the order of their keys, a directory at a time.
 *
 * <p>Each directory is read whole and sorted when the walk enters it; memory is taken by the names of the directories
 * on the way down to where it is. In the sort a directory counts as its name and a {@code /}, so that what is in
 * {@code a} comes behind {@code a-b} and {@code a.b}, as in the order of keys. Directories that hold only keys outside
 * the prefix, or before the start, are not entered, and the attributes of their files are not read.
 *
 * <p>All names of keys in here are UTF-8 bytes in strings, see {@link FileNames}.
 */
final class DirectoryWalk {

    /**
     * A file or directory.
     *
     * @param suffix what it adds to the keys of its directory, for a directory with its {@code /} unless the segment is
     *     continued in it
     * @param file the state of a file, null for a directory
     */
    private record Entry(String suffix, @Nullable FileState file) {}

    /**
     * A directory that the walk is in.
     *
     * @param path where it is
     * @param base what the keys of all files in it begin with
     * @param entries what is left to visit in it
     */
    private record Level(Path path, String base, Iterator<Entry> entries) {}

    private final String store;
    private final String prefix;
    private final String startAfter;
    private final Deque<Level> levels = new ArrayDeque<>();

    private DirectoryWalk(String store, String prefix, String startAfter) {
        this.store = store;
        this.prefix = prefix;
        this.startAfter = startAfter;
    }

    /** The objects whose keys begin with a prefix and come after another key. */
    static Listing<ObjectInfo> objects(String store, Path root, String prefix, String startAfter) throws IOException {
        DirectoryWalk walk = new DirectoryWalk(store, FileNames.bytes(prefix), FileNames.bytes(startAfter));
        walk.begin(root);
        return new WalkListing<>(store, walk::nextObject);
    }

    /** The next segments of the keys that begin with a prefix, each with that prefix and a slash. */
    static Listing<String> prefixes(String store, Path root, String prefix, String startAfter) throws IOException {
        DirectoryWalk walk = new DirectoryWalk(store, FileNames.bytes(prefix), FileNames.bytes(startAfter));
        walk.begin(root);
        return new WalkListing<>(store, walk::nextPrefix);
    }

    /** Enters the deepest directory in which all files with the prefix are. */
    private void begin(Path root) throws IOException {
        Path path = root;
        List<String> names = new ArrayList<>();
        int slash = prefix.lastIndexOf('/');
        if (slash >= 0) {
            // The limit keeps empty segments at the end.
            for (String segment : prefix.substring(0, slash).split("/", -1)) {
                if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                    return;
                }
                FileNames.addSegment(names, segment);
            }
        }
        int from = slash + 1;
        while (prefix.length() - from >= FileNames.PIECE_BYTES) {
            names.add(FileNames.continued(prefix.substring(from, from + FileNames.PIECE_BYTES)));
            from += FileNames.PIECE_BYTES;
        }
        for (String name : names) {
            path = path.resolve(name);
            BasicFileAttributes attributes = StoreDirectories.attributes("list", store, path);
            if (attributes == null || !attributes.isDirectory()) {
                return;
            }
        }
        enter(path, prefix.substring(0, from));
    }

    private void enter(Path path, String base) throws IOException {
        levels.push(new Level(path, base, read(path, base).iterator()));
    }

    /** The next entry that is a file or a directory in which a segment ends; goes into those in which one goes on. */
    private @Nullable Entry next() throws IOException {
        while (!levels.isEmpty()) {
            Level level = levels.getFirst();
            if (!level.entries().hasNext()) {
                levels.pop();
                continue;
            }
            Entry entry = level.entries().next();
            if (entry.file() != null || entry.suffix().endsWith("/")) {
                return entry;
            }
            enter(level.path().resolve(FileNames.continued(entry.suffix())), level.base() + entry.suffix());
        }
        return null;
    }

    private @Nullable ObjectInfo nextObject() throws IOException {
        for (Entry entry = next(); entry != null; entry = next()) {
            Level level = levels.getFirst();
            FileState file = entry.file();
            if (file == null) {
                enter(directory(level, entry), level.base() + entry.suffix());
                continue;
            }
            Optional<ObjectKey> key = FileNames.key(level.base() + entry.suffix());
            if (key.isPresent()) {
                return file.info(key.get());
            }
        }
        return null;
    }

    private @Nullable String nextPrefix() throws IOException {
        for (Entry entry = next(); entry != null; entry = next()) {
            Level level = levels.getFirst();
            String found = level.base() + entry.suffix();
            if (entry.file() == null
                    && found.compareTo(startAfter) > 0
                    && holdsObject(directory(level, entry), found)) {
                return FileNames.text(found).orElseThrow();
            }
        }
        return null;
    }

    private static Path directory(Level level, Entry entry) {
        String rest = entry.suffix().substring(0, entry.suffix().length() - 1);
        return level.path().resolve(FileNames.ending(rest));
    }

    /** Whether there is any object in a directory: those of deleted objects may be there still. */
    private boolean holdsObject(Path directory, String base) throws IOException {
        DirectoryWalk below = new DirectoryWalk(store, base, "");
        below.enter(directory, base);
        return below.nextObject() != null;
    }

    /** What is of interest in a directory, sorted. */
    private List<Entry> read(Path directory, String base) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
            for (Path path : paths) {
                Entry entry = entry(base, path);
                if (entry != null) {
                    entries.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of(); // deleted since its name was read
        }
        entries.sort(Comparator.comparing(Entry::suffix));
        return entries;
    }

    private @Nullable Entry entry(String base, Path path) throws IOException {
        String name = path.getFileName().toString();
        boolean insideSegment = !base.isEmpty() && !base.endsWith("/");
        boolean emptyRest = insideSegment && name.equals(FileNames.CONTINUED);
        boolean continued = !emptyRest && name.endsWith(FileNames.CONTINUED);
        String piece = emptyRest
                ? ""
                : FileNames.unescape(continued ? name.substring(0, name.length() - 1) : name)
                        .orElse(null);
        if (piece == null || continued != (piece.length() == FileNames.PIECE_BYTES)) {
            return null; // not ours
        }
        String asDirectory = continued ? piece : piece + "/";
        boolean wantedAsDirectory = wantedDirectory(base + asDirectory);
        boolean wantedAsFile = !continued && wantedFile(base + piece);
        if (!wantedAsDirectory && !wantedAsFile) {
            return null;
        }
        BasicFileAttributes attributes = StoreDirectories.attributes("list", store, path);
        if (attributes == null) {
            return null; // deleted since its name was read
        }
        if (attributes.isDirectory()) {
            return wantedAsDirectory ? new Entry(asDirectory, null) : null;
        }
        return wantedAsFile ? new Entry(piece, FileState.of(attributes)) : null;
    }

    private boolean wantedFile(String key) {
        return key.startsWith(prefix) && key.compareTo(startAfter) > 0;
    }

    /** Whether keys that begin so, and are longer, may be in the listing. */
    private boolean wantedDirectory(String beginning) {
        return (beginning.startsWith(prefix) || prefix.startsWith(beginning))
                && (beginning.compareTo(startAfter) > 0 || startAfter.startsWith(beginning));
    }

    private interface Source<T> {
        @Nullable
        T next() throws IOException;
    }

    /** A walk as a listing. Between two calls it holds nothing that needs closing. */
    private static final class WalkListing<T> implements Listing<T> {
        private final String store;
        private final Source<T> source;
        private boolean closed;

        WalkListing(String store, Source<T> source) {
            this.store = store;
            this.source = source;
        }

        @Override
        public @Nullable T next() throws IOException {
            if (closed) {
                throw new IOException("the listing of " + store + " is closed");
            }
            try {
                return source.next();
            } catch (IOException e) {
                throw FileErrors.of("list", store, e);
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
