package io.clouddicom.internal.store;

import io.clouddicom.CloudDicomException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.UnavailableException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ContentSink;
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
import io.clouddicom.store.SweepReport;
import io.clouddicom.store.UnfinishedPuts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
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
 * which are not seen; the next that changes the store sweeps the former ({@link TemporaryFiles}). On a file system without
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
 * <p><b>Only looking.</b> The directory, and {@code %tmp} in it, are made by the first call that changes something
 * ({@link Workshop}). A store whose directory is not there is an empty one, and one in which nothing can be written can
 * be read.
 */
final class FileObjectStore implements ObjectStore, UnfinishedPuts {

    private static final int ATTEMPTS = 1000;

    private final String name;
    private final Path root;
    private final StoreDirectories directories;
    private final boolean hardLinksWanted;
    /** Guards the workshop's coming and going. */
    private final Object opening = new Object();

    private volatile @Nullable Workshop workshop;
    private volatile boolean closed;

    private FileObjectStore(String name, Path root, boolean hardLinksWanted) {
        this.name = name;
        this.root = root;
        this.directories = new StoreDirectories(root);
        this.hardLinksWanted = hardLinksWanted;
    }

    /**
     * Opens the store in a directory. Touches nothing.
     *
     * @param directory where it is, or will be made by the first put
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
            return new FileObjectStore(name, StoreDirectories.locate(directory.toAbsolutePath()), hardLinksWanted);
        } catch (NotDirectoryException e) {
            throw noDirectory("open", name, e);
        } catch (IOException e) {
            throw FileErrors.of("open", name, e);
        }
    }

    private static InvalidRequestException noDirectory(String operation, String object, IOException cause) {
        return new InvalidRequestException(
                operation, object, "the store's place, or what it lies in, is a file, not a directory", cause);
    }

    @Override
    public String name() {
        return name;
    }

    /** Found out by setting up what changes need, as the first put does; what cannot be set up can do nothing. */
    @Override
    public StoreCapabilities capabilities() {
        try {
            Workshop tools = tools("open", name);
            boolean locks = tools.temporaries().locked();
            return new StoreCapabilities(locks || tools.hardLinks(), locks, false);
        } catch (IOException e) {
            return new StoreCapabilities(false, false, false);
        }
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(condition, "condition");
        requireOpen();
        Path file = directories.file(key);
        attempt("put", key, () -> {
            require(condition, key, find("put", key, file));
            return file;
        });
        Workshop tools = tools("put", key.value());
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
        Versions.require(condition, key, current == null ? null : current.version());
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
            Versions.requirePinned(pinned, key, state.version());
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
        ObjectKey.requireFolder(prefix);
        try {
            return DirectoryWalk.prefixes(name, root, prefix, startAfter);
        } catch (IOException e) {
            throw FileErrors.of("list", name, e);
        }
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        requireOpen();
        Path changed = attempt("delete", key, () -> unlink(key));
        forceDeletion(changed, key);
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        List<ObjectKey> all = List.copyOf(keys);
        requireOpen();
        Map<ObjectKey, CloudDicomException> failures = new HashMap<>();
        Map<Path, List<ObjectKey>> changed = new TreeMap<>();
        for (ObjectKey key : all) {
            try {
                Path directory = attempt("delete", key, () -> unlink(key));
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
    private Path unlink(ObjectKey key) throws IOException {
        Path file = directories.file(key);
        if (!directories.leadTo("delete", key, file) || !Files.exists(root)) {
            return directories.nearest(file);
        }
        Workshop tools = tools("delete", key.value());
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
     * Removes the temporary files of processes that died; whether one lives is told by its lock. The first call that
     * changes something does it as well, whatever the age.
     */
    @Override
    public SweepReport sweep(Duration olderThan) throws IOException {
        if (olderThan.isNegative()) {
            throw new IllegalArgumentException("a negative age: " + olderThan);
        }
        requireOpen();
        try {
            Path own = root.resolve(Workshop.DIRECTORY);
            return StoreDirectories.attributes("sweep", name, own) == null
                    ? SweepReport.NOTHING
                    : TemporaryFiles.sweep(own, Instant.now().minus(olderThan));
        } catch (IOException e) {
            throw FileErrors.of("sweep", name, e);
        }
    }

    @Override
    public void close() {
        synchronized (opening) {
            closed = true;
            if (workshop != null) {
                workshop.close();
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store " + name + " is closed");
        }
    }

    /** What changes need, set up when it is first asked for; tried again if that failed. */
    private Workshop tools(String operation, String object) throws IOException {
        Workshop tools = workshop;
        if (tools != null) {
            requireOpen();
            return tools;
        }
        synchronized (opening) {
            requireOpen();
            if (workshop == null) {
                try {
                    directories.makeRoot();
                    workshop = Workshop.open(operation, object, root, hardLinksWanted);
                } catch (FileAlreadyExistsException | NotDirectoryException e) {
                    throw noDirectory(operation, object, e);
                } catch (IOException e) {
                    throw FileErrors.of(operation, object, e);
                }
            }
            return workshop;
        }
    }

    private static <T> T attempt(String operation, ObjectKey key, KeyLocks.Action<T> action) throws IOException {
        try {
            return action.run();
        } catch (IOException e) {
            throw FileErrors.of(operation, key.value(), e);
        }
    }
}
