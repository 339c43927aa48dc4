package io.clouddicom.testkit;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.NotFoundException;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A store that breaks the contract in ways in which servers do, or that may not do everything. */
final class HandicappedStore implements ObjectStore {

    /** What is wrong with it. */
    enum Handicap {
        IGNORES_IF_ABSENT,
        IGNORES_IF_ABSENT_OF_LARGE_OBJECTS,
        LOOKS_BEFORE_IT_CREATES,
        IGNORES_IF_VERSION,
        FLIPS_A_BIT,
        IGNORES_VERSIONS_OF_READS,
        SUFFIXES_ARE_PREFIXES,
        LISTS_LATE,
        LISTS_WHAT_WAS_DELETED,
        LISTS_ONE_PAGE,
        LISTS_IN_ORDER_OF_UTF_16,
        FOLDS_CASE,
        FORGETS_THE_LAST_OF_A_BULK_DELETE,
        CLOCK_IS_AHEAD,
        MAY_NOT_LIST,
        MAY_NOT_PUT,
        MAY_NOT_READ,
        MAY_NOT_DELETE
    }

    private static final int LARGE = 8 << 20;
    private static final int PAGE = 1000;
    static final Duration AHEAD = Duration.ofMinutes(20);

    private final ObjectStore store;
    private final Set<Handicap> handicaps;
    private final Set<String> touched = ConcurrentHashMap.newKeySet();
    private volatile String lastPut = "";
    private volatile @Nullable ObjectInfo lastDeleted;

    HandicappedStore(ObjectStore store, Set<Handicap> handicaps) {
        this.store = store;
        this.handicaps = handicaps.isEmpty() ? Set.of() : EnumSet.copyOf(handicaps);
    }

    /** Every key and prefix of every call. */
    Set<String> touched() {
        return touched;
    }

    private boolean is(Handicap handicap) {
        return handicaps.contains(handicap);
    }

    private void require(Handicap handicap, String operation, String object) throws AccessDeniedException {
        touched.add(object);
        if (is(handicap)) {
            throw new AccessDeniedException(operation, object, "the credentials do not allow it");
        }
    }

    private ObjectKey folded(ObjectKey key) {
        return is(Handicap.FOLDS_CASE) ? ObjectKey.of(key.value().toLowerCase(Locale.ROOT)) : key;
    }

    private ObjectInfo info(ObjectInfo info) {
        return is(Handicap.CLOCK_IS_AHEAD)
                ? new ObjectInfo(
                        info.key(),
                        info.sizeBytes(),
                        info.version(),
                        info.modified().plus(AHEAD))
                : info;
    }

    @Override
    public String name() {
        return "handicapped";
    }

    @Override
    public StoreCapabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        require(Handicap.MAY_NOT_PUT, "put", key.value());
        PutCondition honoured = condition;
        ObjectContent stored = content;
        if (condition instanceof PutCondition.IfAbsent) {
            honoured = is(Handicap.IGNORES_IF_ABSENT) ? PutCondition.any() : honoured;
            if (is(Handicap.LOOKS_BEFORE_IT_CREATES) && absent(key)) {
                honoured = PutCondition.any();
            }
            if (is(Handicap.IGNORES_IF_ABSENT_OF_LARGE_OBJECTS)) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                content.writeTo(bytes);
                stored = ObjectContent.of(bytes.toByteArray());
                honoured = bytes.size() > LARGE ? PutCondition.any() : honoured;
            }
        }
        if (condition instanceof PutCondition.IfVersion && is(Handicap.IGNORES_IF_VERSION)) {
            honoured = PutCondition.any();
        }
        PutResult result = store.put(folded(key), stored, honoured);
        if (is(Handicap.FLIPS_A_BIT) && result.sizeBytes() > 1000) {
            byte[] bytes = bytes(key);
            bytes[777] ^= 1;
            ObjectVersion version =
                    store.put(key, ObjectContent.of(bytes), PutCondition.any()).version();
            result = new PutResult(version, result.sizeBytes(), result.crc32c());
        }
        lastPut = key.value();
        return result;
    }

    private boolean absent(ObjectKey key) throws IOException {
        try {
            store.head(key);
            return false;
        } catch (NotFoundException e) {
            try {
                // Long enough for another one to look as well.
                Thread.sleep(50);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return true;
        }
    }

    private byte[] bytes(ObjectKey key) throws IOException {
        try (ObjectReader reader = store.get(key, ByteRange.all())) {
            return reader.readAllBytes();
        }
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        require(Handicap.MAY_NOT_READ, "get", key.value());
        ByteRange wanted = range instanceof ByteRange.Suffix suffix && is(Handicap.SUFFIXES_ARE_PREFIXES)
                ? ByteRange.of(0, suffix.lengthBytes())
                : range;
        return store.get(folded(key), wanted, is(Handicap.IGNORES_VERSIONS_OF_READS) ? Optional.empty() : pinned);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        require(Handicap.MAY_NOT_READ, "head", key.value());
        return info(store.head(folded(key)));
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        require(Handicap.MAY_NOT_LIST, "list", prefix);
        List<ObjectInfo> infos = new ArrayList<>();
        try (Listing<ObjectInfo> listing = store.list(prefix, startAfter)) {
            for (ObjectInfo info : listing.toList()) {
                if (!is(Handicap.LISTS_LATE) || !info.key().value().equals(lastPut)) {
                    infos.add(info(info));
                }
            }
        }
        ObjectInfo deleted = lastDeleted;
        if (is(Handicap.LISTS_WHAT_WAS_DELETED)
                && deleted != null
                && deleted.key().value().startsWith(prefix)) {
            infos.add(deleted);
            lastDeleted = null;
        }
        if (is(Handicap.LISTS_IN_ORDER_OF_UTF_16)) {
            infos.sort(Comparator.comparing(info -> info.key().value()));
        }
        return listing(is(Handicap.LISTS_ONE_PAGE) ? infos.subList(0, Math.min(PAGE, infos.size())) : infos);
    }

    private static Listing<ObjectInfo> listing(List<ObjectInfo> infos) {
        Iterator<ObjectInfo> iterator = infos.iterator();
        return new Listing<>() {
            @Override
            public @Nullable ObjectInfo next() {
                return iterator.hasNext() ? iterator.next() : null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        require(Handicap.MAY_NOT_LIST, "list", prefix);
        return store.listPrefixes(prefix, startAfter);
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        require(Handicap.MAY_NOT_DELETE, "delete", key.value());
        try {
            ObjectInfo info = store.head(folded(key));
            store.delete(folded(key));
            lastDeleted = info;
        } catch (NotFoundException e) {
            // Done.
        }
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        for (ObjectKey key : keys) {
            require(Handicap.MAY_NOT_DELETE, "delete", key.value());
        }
        List<ObjectKey> honoured =
                new ArrayList<>(keys.stream().map(this::folded).toList());
        if (is(Handicap.FORGETS_THE_LAST_OF_A_BULK_DELETE) && honoured.size() > 1) {
            // The one behind is not there in the first place.
            honoured.remove(honoured.size() - 2);
        }
        return store.deleteAll(honoured);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
