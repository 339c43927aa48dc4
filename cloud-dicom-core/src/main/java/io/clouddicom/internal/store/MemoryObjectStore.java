package io.clouddicom.internal.store;

import io.clouddicom.CloudDicomException;
import io.clouddicom.NotFoundException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.CheckupFinding;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.CheckupVerdict;
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
import io.clouddicom.store.StoreObservations;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A store in this JVM's memory, for tests and demonstrations.
 *
 * <p>Objects live in a {@link Space}. A named space is shared by all stores opened under its name and stays until the
 * JVM ends, as a bucket outlives its clients; an unnamed one belongs to a single store.
 *
 * <p>An object is put together aside and enters the map by one atomic step, in which the condition is checked.
 */
final class MemoryObjectStore implements ObjectStore, StoreObservations {

    /** Objects by key, in the order of the keys' UTF-8. */
    private static final class Space {
        final ConcurrentNavigableMap<String, StoredObject> objects =
                new ConcurrentSkipListMap<>(ObjectKey::compareUtf8);
        final AtomicLong lastVersion = new AtomicLong();
    }

    private record StoredObject(ObjectInfo info, ByteChunks bytes) {}

    private static final ConcurrentMap<String, Space> NAMED_SPACES = new ConcurrentHashMap<>();

    private final String name;
    private final Space space;
    private volatile boolean closed;

    private MemoryObjectStore(String name, Space space) {
        this.name = name;
        this.space = space;
    }

    /** A store of its own. */
    static MemoryObjectStore unnamed() {
        return new MemoryObjectStore("mem:", new Space());
    }

    /**
     * A store on the space of a name.
     *
     * @param spaceName the name, not empty
     * @return a store that shares its objects with all others of this name
     */
    static MemoryObjectStore named(String spaceName) {
        return new MemoryObjectStore("mem:" + spaceName, NAMED_SPACES.computeIfAbsent(spaceName, n -> new Space()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public StoreCapabilities capabilities() {
        return new StoreCapabilities(true, true, true);
    }

    @Override
    public List<CheckupFinding> observations() {
        return List.of(new CheckupFinding(
                CheckupSubject.DURABILITY,
                CheckupVerdict.LIMITED,
                "objects are in this process's memory and gone when it ends"));
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        Objects.requireNonNull(content, "content");
        requireOpen();
        Versions.require(condition, key, versionOf(space.objects.get(key.value())));
        ByteChunks bytes = new ByteChunks();
        ContentSink sink = ContentSink.take(key, content, bytes);
        bytes.trim();
        ObjectInfo info = new ObjectInfo(
                key,
                sink.sizeBytes(),
                new ObjectVersion(Long.toString(space.lastVersion.incrementAndGet())),
                Instant.now());
        replace(key, condition, new StoredObject(info, bytes));
        return new PutResult(info.version(), info.sizeBytes(), sink.crc32c());
    }

    /** Compares and sets until what the condition was checked against is what was replaced. */
    private void replace(ObjectKey key, PutCondition condition, StoredObject object) throws CloudDicomException {
        while (true) {
            StoredObject current = space.objects.get(key.value());
            Versions.require(condition, key, versionOf(current));
            boolean done = current == null
                    ? space.objects.putIfAbsent(key.value(), object) == null
                    : space.objects.replace(key.value(), current, object);
            if (done) {
                return;
            }
        }
    }

    private static @Nullable ObjectVersion versionOf(@Nullable StoredObject object) {
        return object == null ? null : object.info().version();
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        StoredObject object = find("get", key);
        Versions.requirePinned(pinned, key, object.info().version());
        ResolvedRange resolved = ResolvedRange.of(key, range, object.info().sizeBytes());
        return new ChunksReader(object.info(), object.bytes(), resolved);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return find("head", key).info();
    }

    private StoredObject find(String operation, ObjectKey key) throws NotFoundException {
        requireOpen();
        StoredObject object = space.objects.get(key.value());
        if (object == null) {
            throw new NotFoundException(operation, key.value(), "there is no such object");
        }
        return object;
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) {
        requireOpen();
        return new ObjectListing(prefix, startAfter);
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) {
        requireOpen();
        ObjectKey.requireFolder(prefix);
        return new PrefixListing(prefix, startAfter);
    }

    @Override
    public void delete(ObjectKey key) {
        requireOpen();
        space.objects.remove(key.value());
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) {
        requireOpen();
        keys.forEach(this::delete);
        return new DeleteResult(Map.of());
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store " + name + " is closed");
        }
    }

    /** Goes from key to key, so that it sees every object that is there all the while. */
    private final class ObjectListing implements Listing<ObjectInfo> {
        private final String prefix;
        private String position;
        private boolean inclusive;

        ObjectListing(String prefix, String startAfter) {
            this.prefix = prefix;
            this.inclusive = ObjectKey.compareUtf8(prefix, startAfter) > 0;
            this.position = inclusive ? prefix : startAfter;
        }

        @Override
        public @Nullable ObjectInfo next() {
            Map.Entry<String, StoredObject> entry =
                    inclusive ? space.objects.ceilingEntry(position) : space.objects.higherEntry(position);
            if (entry == null || !entry.getKey().startsWith(prefix)) {
                return null;
            }
            position = entry.getKey();
            inclusive = false;
            return entry.getValue().info();
        }

        @Override
        public void close() {}
    }

    /** Leaps from the first key below a prefix to the first key behind it. */
    private final class PrefixListing implements Listing<String> {
        private final String prefix;
        private final String startAfter;
        private String position;

        PrefixListing(String prefix, String startAfter) {
            this.prefix = prefix;
            this.startAfter = startAfter;
            this.position = ObjectKey.compareUtf8(prefix, startAfter) > 0 ? prefix : startAfter;
        }

        @Override
        public @Nullable String next() {
            while (true) {
                String key = space.objects.ceilingKey(position);
                if (key == null || !key.startsWith(prefix)) {
                    return null;
                }
                int slash = key.indexOf('/', prefix.length());
                if (slash < 0) {
                    position = key + '\0';
                    continue;
                }
                position = key.substring(0, slash) + (char) ('/' + 1);
                String found = key.substring(0, slash + 1);
                if (ObjectKey.compareUtf8(found, startAfter) > 0) {
                    return found;
                }
            }
        }

        @Override
        public void close() {}
    }

    private static final class ChunksReader extends SeekingReader {
        private final ByteChunks bytes;

        ChunksReader(ObjectInfo info, ByteChunks bytes, ResolvedRange range) {
            super(info, range);
            this.bytes = bytes;
        }

        @Override
        protected int readAt(long at, byte[] into, int offset, int length) {
            return bytes.read(at, into, offset, length);
        }
    }
}
