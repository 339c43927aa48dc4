package io.clouddicom.crypto.internal;

import io.clouddicom.CloudDicomException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ColdStorage;
import io.clouddicom.store.DeleteResult;
import io.clouddicom.store.ForwardingStore;
import io.clouddicom.store.KeptCopies;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PresignedReads;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import io.clouddicom.store.RangeReader;
import io.clouddicom.store.StorageState;
import io.clouddicom.store.StoreAbility;
import io.clouddicom.store.ThawSpeed;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store whose objects lie under opaque names in another one. To the archive above it they have the names that it gave
 * them, in listings too; only the order of a listing is that of the opaque names, and errors name these.
 *
 * <p>A prefix ends at a segment of a key, or at the last dot of the last one, as those that an archive lists do.
 */
public final class OpaqueNamesStore extends ForwardingStore {
    private final OpaqueNames names;

    OpaqueNamesStore(ObjectStore store, OpaqueNames names) {
        super(store);
        this.names = names;
    }

    private ObjectKey hide(String operation, ObjectKey key) throws InvalidRequestException {
        try {
            return names.hide(key);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(operation, "an instance", String.valueOf(e.getMessage()), e);
        }
    }

    private String hidePath(String path) throws InvalidRequestException {
        try {
            return names.hidePath(path);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("list", "a study", String.valueOf(e.getMessage()), e);
        }
    }

    private ObjectInfo reveal(ObjectInfo info) {
        return renamed(info, names.reveal(info.key()));
    }

    private static ObjectInfo renamed(ObjectInfo info, ObjectKey key) {
        return new ObjectInfo(key, info.sizeBytes(), info.version(), info.modified());
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        return store.put(hide("put", key), content, condition);
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        return new RevealedReader(store.get(hide("get", key), range, pinned), key);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return reveal(store.head(hide("head", key)));
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return new RevealedListing<>(store.list(hidePath(prefix), hidePath(startAfter)), this::reveal);
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        return new RevealedListing<>(store.listPrefixes(hidePath(prefix), hidePath(startAfter)), names::revealPath);
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        store.delete(hide("delete", key));
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        Map<ObjectKey, ObjectKey> given = new HashMap<>();
        for (ObjectKey key : keys) {
            given.put(hide("delete", key), key);
        }
        Map<ObjectKey, CloudDicomException> failures = new HashMap<>();
        store.deleteAll(given.keySet())
                .failures()
                .forEach((key, error) -> failures.put(given.getOrDefault(key, key), error));
        return new DeleteResult(failures);
    }

    @Override
    public <A extends StoreAbility> Optional<A> ability(Class<A> ability) {
        if (ability.equals(ColdStorage.class)) {
            return store.ability(ColdStorage.class).map(HiddenColdStorage::new).map(ability::cast);
        }
        if (ability.equals(KeptCopies.class)) {
            return store.ability(KeptCopies.class).map(HiddenCopies::new).map(ability::cast);
        }
        return ability.equals(PresignedReads.class) ? Optional.empty() : store.ability(ability);
    }

    /** Storage classes of objects under their opaque names. */
    private final class HiddenColdStorage implements ColdStorage {
        private final ColdStorage storage;

        HiddenColdStorage(ColdStorage storage) {
            this.storage = storage;
        }

        @Override
        public StorageState storageState(ObjectKey key) throws IOException {
            return storage.storageState(hide("head", key));
        }

        @Override
        public StorageState thaw(ObjectKey key, int days, ThawSpeed speed) throws IOException {
            return storage.thaw(hide("thaw", key), days, speed);
        }
    }

    /** Copies of objects under their opaque names. */
    private final class HiddenCopies implements KeptCopies {
        private final KeptCopies copies;

        HiddenCopies(KeptCopies copies) {
            this.copies = copies;
        }

        @Override
        public boolean holds(ObjectKey key) {
            return copies.holds(names.hide(key));
        }

        @Override
        public boolean forget(ObjectKey key) {
            return copies.forget(names.hide(key));
        }
    }

    private record RevealedListing<T>(Listing<T> listing, Function<T, T> revealing) implements Listing<T> {
        @Override
        public @Nullable T next() throws IOException {
            T next = listing.next();
            return next == null ? null : revealing.apply(next);
        }

        @Override
        public void close() throws IOException {
            listing.close();
        }
    }

    private static final class RevealedReader extends RangeReader {
        private final ObjectReader reader;

        RevealedReader(ObjectReader reader, ObjectKey key) {
            super(renamed(reader.info(), key), reader.offsetBytes(), reader.lengthBytes());
            this.reader = reader;
        }

        @Override
        protected int readAt(long at, byte[] into, int offset, int length) throws IOException {
            return reader.read(into, offset, length);
        }

        @Override
        protected void release() throws IOException {
            reader.close();
        }
    }
}
