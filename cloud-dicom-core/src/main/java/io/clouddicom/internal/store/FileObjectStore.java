package io.clouddicom.internal.store;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.AlreadyExistsException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.UnavailableException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.DeleteResult;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import io.clouddicom.store.StoreCapabilities;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store in a directory: each object is a file, at a path that is its key (see {@link FileNames}).
 *
 * <p><b>Putting.</b> The bytes are written to a temporary file in {@code %tmp}, a name that no key has, and forced. The
 * file then gets its name by a hard link, which fails where there is one: that is what makes <i>if absent</i> atomic,
 * among threads, processes and machines. To replace an object, the file is moved over it, under the key's lock
 * ({@link KeyLocks}), as deleting is; so <i>if version</i> is atomic too. Last, the directory is forced. A process that
 * dies on the way leaves the object as it was, or as it was to be, and perhaps a temporary file or empty directories,
 * which are not seen; the next that opens the store sweeps the former ({@link TemporaryFiles}). On a file system without
 * hard links (FAT) new objects are moved into place as well, under the lock, after a look.
 *
 * <p><b>Versions.</b> The version of an object is the modification time of its file, with its size. It is not left to the
 * kernel, whose times stand still for milliseconds, nor to inode numbers, which are used again at once, but set, to the
 * nanosecond, before the file gets its name; no two files of one process get the same. A replacement's time is set later
 * than that of what it replaces, under the lock, whatever the clock says. An object that is made after one was deleted
 * gets the time of the clock, which has gone on by then: where the file system keeps coarse times, deleting waits for
 * it. (Two states of one key could only have one version if the clock was set back between them and hit the very
 * nanosecond, with an equal size.) Copies that keep times keep versions.
 *
 * <p><b>Reading.</b> An open file stays the same when its name is given to another or deleted. That the file opened is
 * the one whose attributes were read is found out by reading them before and after.
 *
 * <p><b>Staying inside.</b> Names of files have no {@code /}, {@code .} or {@code ..} from keys. A symbolic link below
 * the root is refused wherever it lies on the way of a call. That guards against links that lie there, not against
 * somebody who may write in the directory and swaps them in between two system calls; he could write the objects as
 * well.
 *
 * <p>A directory in which nothing can be written is opened for reading.
 */
final class FileObjectStore implements ObjectStore {

    private static final String OWN_DIRECTORY = "%tmp";
    private static final int ATTEMPTS = 1000;

    /** What is needed to change the store. */
    private record Workshop(TemporaryFiles temporaries, KeyLocks locks, VersionClock clock, boolean hardLinks) {}

    private final String name;
    private final Path root;
    private final StoreDirectories directories;
    private final @Nullable Workshop workshop;
    private volatile boolean closed;

    private FileObjectStore(String name, Path root, StoreDirectories directories, @Nullable Workshop workshop) {
        this.name = name;
        this.root = root;
        this.directories = directories;
        this.workshop = workshop;
    }

    /**
     * Opens the store in a directory and sweeps what dead processes left in it.
     *
     * @param directory where it is; made if there is nothing
     * @return the store
     * @throws InvalidRequestException it is not a directory
     * @throws IOException another {@link CloudDicomException}
     */
    static FileObjectStore open(Path directory) throws IOException {
        return open(directory, true);
    }

    /** As {@link #open(Path)}, but as if the file system had no hard links where they are not wanted. */
    static FileObjectStore open(Path directory, boolean hardLinksWanted) throws IOException {
        String name =
                "file://" + directory.toAbsolutePath().toUri().getRawPath().replaceFirst("(?<=.)/$", "");
        try {
            List<Path> made = makeRoot(directory.toAbsolutePath().normalize());
            Path root = directory.toRealPath();
            StoreDirectories directories = new StoreDirectories(root);
            for (Path path : made) {
                directories.force(Objects.requireNonNullElse(path.getParent(), path));
            }
            return new FileObjectStore(name, root, directories, workshop(name, root, hardLinksWanted));
        } catch (FileAlreadyExistsException e) {
            throw new InvalidRequestException("open", name, "this, or what it lies in, is a file, not a directory", e);
        } catch (IOException e) {
            throw FileErrors.of("open", name, e);
        }
    }

    /** Makes the root and what it lies in, as far as it is missing. */
    private static List<Path> makeRoot(Path directory) throws IOException {
        List<Path> missing = new ArrayList<>();
        Path path = directory;
        for (; path != null && !Files.exists(path); path = path.getParent()) {
            missing.add(path);
        }
        if (path != null && !Files.isDirectory(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Files.createDirectories(directory);
        return missing;
    }

    private static @Nullable Workshop workshop(String store, Path root, boolean hardLinksWanted) throws IOException {
        Path own = root.resolve(OWN_DIRECTORY);
        TemporaryFiles temporaries;
        try {
            if (StoreDirectories.attributes("open", store, own) == null) {
                Files.createDirectories(own);
            }
            temporaries = TemporaryFiles.open(own);
        } catch (IOException e) {
            IOException error = FileErrors.of("open", store, e);
            boolean readable = error instanceof AccessDeniedException && !Files.isSymbolicLink(own);
            if (readable && Files.isReadable(root)) {
                return null;
            }
            throw error;
        }
        Path probe = temporaries.create();
        try {
            boolean hardLinks = hardLinksWanted && hardLinks(temporaries, probe);
            VersionClock clock = VersionClock.probe(probe);
            temporaries.sweep();
            return new Workshop(temporaries, new KeyLocks(own, temporaries.locked()), clock, hardLinks);
        } catch (IOException e) {
            temporaries.close();
            throw e;
        } finally {
            temporaries.remove(probe);
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

    @Override
    public String name() {
        return name;
    }

    @Override
    public StoreCapabilities capabilities() {
        boolean locks = workshop != null && workshop.temporaries().locked();
        return new StoreCapabilities(locks || (workshop != null && workshop.hardLinks()), locks, false);
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(condition, "condition");
        Workshop tools = tools("put", key);
        Path file = directories.file(key);
        attempt("put", key, () -> {
            require(condition, key, find("put", key, file));
            return file;
        });
        Path temporary = attempt("put", key, () -> tools.temporaries().create());
        try {
            ContentSink sink = fill(temporary, key, content);
            FileState state = attempt("put", key, () -> publish(tools, temporary, key, file, condition));
            return new PutResult(state.version(), sink.sizeBytes(), sink.crc32c());
        } finally {
            tools.temporaries().remove(temporary);
        }
    }

    /** Writes the content to the temporary file and makes it durable. Errors of the content pass as they are. */
    private static ContentSink fill(Path temporary, ObjectKey key, ObjectContent content) throws IOException {
        FileChannel channel = attempt("put", key, () -> FileChannel.open(temporary, StandardOpenOption.WRITE));
        try {
            ContentSink sink = ContentSink.take(key, content, new ChannelStream(key, channel));
            attempt("put", key, () -> {
                VersionClock.stamp(temporary);
                channel.force(true);
                return temporary;
            });
            return sink;
        } finally {
            attempt("put", key, () -> {
                channel.close();
                return temporary;
            });
        }
    }

    /** Gives the temporary file the object's name, for good. */
    private FileState publish(Workshop tools, Path temporary, ObjectKey key, Path file, PutCondition condition)
            throws IOException {
        FileState state = null;
        try {
            for (int i = 0; state == null; i++) {
                directories.make(key, file);
                try {
                    state = place(tools, temporary, key, file, condition);
                } catch (NoSuchFileException | FileAlreadyExistsException e) {
                    // A delete beside this put has taken away an empty directory: make it again. Or, under the lock, a
                    // put that needs none has made the object: look again.
                    if (i == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        } finally {
            if (state == null) {
                directories.prune(file);
            }
        }
        try {
            directories.forceEntry(file);
        } catch (IOException e) {
            throw new OutcomeUnknownException("put", key.value(), "the directory could not be forced", e);
        }
        return state;
    }

    private FileState place(Workshop tools, Path temporary, ObjectKey key, Path file, PutCondition condition)
            throws IOException {
        if (tools.hardLinks() && !(condition instanceof PutCondition.IfVersion)) {
            try {
                FileState state = state(temporary);
                Files.createLink(file, temporary);
                return state;
            } catch (FileAlreadyExistsException e) {
                // Something is there; what, is found out below.
            }
        }
        return tools.locks().locked(key, () -> placeLocked(tools, temporary, key, file, condition));
    }

    private FileState placeLocked(Workshop tools, Path temporary, ObjectKey key, Path file, PutCondition condition)
            throws IOException {
        BasicFileAttributes there = StoreDirectories.attributes("put", key.value(), file);
        if (there != null && there.isDirectory()) {
            if (!directories.removeEmpty(file)) {
                throw new UnsupportedFeatureException(
                        "put",
                        key.value(),
                        "this key is the beginning of others, and a file store cannot nest one in the other");
            }
            there = null;
        }
        FileState state = state(temporary);
        if (there == null) {
            require(condition, key, null);
            if (tools.hardLinks()) {
                Files.createLink(file, temporary);
            } else {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return state;
        }
        if (sameFile(there, temporary)) {
            return state; // a network file system has made the link, lost its answer and made it again
        }
        FileState current = FileState.of(there);
        require(condition, key, current);
        if (state.modifiedNanos() <= current.modifiedNanos()) {
            tools.clock().stampAfter(temporary, current);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            state = state(temporary);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        return state;
    }

    private static boolean sameFile(BasicFileAttributes there, Path temporary) throws IOException {
        Object identity = there.fileKey();
        return identity != null
                && identity.equals(Files.readAttributes(temporary, BasicFileAttributes.class)
                        .fileKey());
    }

    private static FileState state(Path temporary) throws IOException {
        return FileState.of(Files.readAttributes(temporary, BasicFileAttributes.class));
    }

    private static void require(PutCondition condition, ObjectKey key, @Nullable FileState current)
            throws CloudDicomException {
        if (condition instanceof PutCondition.IfAbsent && current != null) {
            throw new AlreadyExistsException("put", key.value(), "the object exists");
        }
        if (condition instanceof PutCondition.IfVersion expected) {
            if (current == null) {
                throw new PreconditionFailedException("put", key.value(), "there is no object");
            }
            if (!current.version().equals(expected.version())) {
                throw new PreconditionFailedException("put", key.value(), "the object is at another version");
            }
        }
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(pinned, "pinned");
        requireOpen();
        return attempt("get", key, () -> openReader(key, range, pinned));
    }

    private ObjectReader openReader(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        Path file = directories.file(key);
        for (int i = 0; i < ATTEMPTS; i++) {
            FileState state = require("get", key, find("get", key, file));
            if (pinned.isPresent() && !state.version().equals(pinned.get())) {
                throw new PreconditionFailedException("get", key.value(), "the object is at another version");
            }
            ResolvedRange resolved = ResolvedRange.of(key, range, state.sizeBytes());
            FileChannel channel;
            try {
                channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
                continue;
            }
            if (state.equals(find("get", key, file))) {
                return new FileObjectReader(state.info(key), channel, resolved);
            }
            channel.close();
        }
        throw new UnavailableException("get", key.value(), "the object is replaced faster than it can be opened");
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        requireOpen();
        return attempt(
                "head",
                key,
                () -> require("head", key, find("head", key, directories.file(key)))
                        .info(key));
    }

    private static FileState require(String operation, ObjectKey key, @Nullable FileState found)
            throws NotFoundException {
        if (found == null) {
            throw new NotFoundException(operation, key.value(), "there is no such object");
        }
        return found;
    }

    /** The state of the object in a file, or null where there is none. */
    private @Nullable FileState find(String operation, ObjectKey key, Path file) throws IOException {
        if (!directories.leadTo(operation, key, file)) {
            return null;
        }
        BasicFileAttributes attributes = StoreDirectories.attributes(operation, key.value(), file);
        return attributes == null || attributes.isDirectory() ? null : FileState.of(attributes);
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        Objects.requireNonNull(startAfter, "startAfter");
        requireOpen();
        try {
            return DirectoryWalk.objects(name, root, prefix, startAfter);
        } catch (IOException e) {
            throw FileErrors.of("list", name, e);
        }
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        Objects.requireNonNull(startAfter, "startAfter");
        requireOpen();
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("the prefix '" + prefix + "' does not end with '/'");
        }
        try {
            return DirectoryWalk.prefixes(name, root, prefix, startAfter);
        } catch (IOException e) {
            throw FileErrors.of("list", name, e);
        }
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        Workshop tools = tools("delete", key);
        Path changed = attempt("delete", key, () -> unlink(tools, key));
        forceDeletion(changed, key);
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        List<ObjectKey> all = List.copyOf(keys);
        requireOpen();
        Map<ObjectKey, CloudDicomException> failures = new HashMap<>();
        Map<Path, List<ObjectKey>> changed = new TreeMap<>();
        for (ObjectKey key : all) {
            Workshop tools = tools("delete", key);
            try {
                Path directory = attempt("delete", key, () -> unlink(tools, key));
                changed.computeIfAbsent(directory, d -> new ArrayList<>()).add(key);
            } catch (CloudDicomException e) {
                failures.put(key, e);
            }
        }
        for (Map.Entry<Path, List<ObjectKey>> entry : changed.entrySet()) {
            try {
                forceDeletion(entry.getKey(), entry.getValue().get(0));
            } catch (CloudDicomException e) {
                entry.getValue().forEach(deleted -> failures.put(deleted, e));
            }
        }
        return new DeleteResult(failures);
    }

    /**
     * Deletes the file of an object, if there is one, and the directories that it leaves empty.
     *
     * @return the directory that is to be forced
     */
    private Path unlink(Workshop tools, ObjectKey key) throws IOException {
        Path file = directories.file(key);
        if (!directories.leadTo("delete", key, file)) {
            return directories.nearest(file);
        }
        boolean deleted = tools.locks().locked(key, () -> {
            FileState state = find("delete", key, file);
            if (state == null) {
                return false;
            }
            tools.clock().passBy(state);
            return Files.deleteIfExists(file);
        });
        return deleted ? directories.prune(file) : directories.nearest(file);
    }

    private void forceDeletion(Path directory, ObjectKey key) throws CloudDicomException {
        try {
            directories.force(directory);
        } catch (IOException e) {
            throw new OutcomeUnknownException("delete", key.value(), "the directory could not be forced", e);
        }
    }

    /**
     * Removes the temporary files of processes that died. Done when the store is opened.
     *
     * @return how many there were
     * @throws IOException a {@link CloudDicomException}
     */
    int sweep() throws IOException {
        requireOpen();
        try {
            return workshop == null ? 0 : workshop.temporaries().sweep();
        } catch (IOException e) {
            throw FileErrors.of("sweep", name, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        if (workshop != null) {
            workshop.temporaries().close();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store " + name + " is closed");
        }
    }

    private Workshop tools(String operation, ObjectKey key) throws AccessDeniedException {
        Objects.requireNonNull(key, "key");
        requireOpen();
        if (workshop == null) {
            throw new AccessDeniedException(operation, key.value(), "nothing can be written in the store's directory");
        }
        return workshop;
    }

    private static <T> T attempt(String operation, ObjectKey key, KeyLocks.Action<T> action) throws IOException {
        try {
            return action.run();
        } catch (IOException e) {
            throw FileErrors.of(operation, key.value(), e);
        }
    }

    /** Writes to a channel, with the store's errors. */
    private static final class ChannelStream extends OutputStream {
        private static final int LARGEST_WRITE_BYTES = 256 * 1024;

        private final ObjectKey key;
        private final FileChannel channel;

        ChannelStream(ObjectKey key, FileChannel channel) {
            this.key = key;
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            int end = buffer.limit();
            try {
                while (buffer.position() < end) {
                    buffer.limit(Math.min(end, buffer.position() + LARGEST_WRITE_BYTES));
                    channel.write(buffer);
                }
            } catch (IOException e) {
                throw FileErrors.of("put", key.value(), e);
            }
        }
    }
}
