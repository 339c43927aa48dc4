package io.clouddicom.internal.archive;

import io.clouddicom.ArchiveScope;
import io.clouddicom.CloudDicomException;
import io.clouddicom.NotFoundException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.ThawOptions;
import io.clouddicom.ThawReport;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.store.ColdStorage;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.StorageState;
import io.clouddicom.store.StorageState.Readability;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes what lies in cold storage readable, and tells how far that is: one request for each object. */
public final class Thawing {
    private static final int PARALLELISM = 16;

    private final ObjectStore store;
    private final RetryPolicy retryPolicy;

    private final Map<Readability, Integer> counts = new EnumMap<>(Readability.class);
    private final Map<String, IOException> failures = new LinkedHashMap<>();
    private @Nullable Instant firstExpiry;

    /** In a store. */
    public Thawing(ObjectStore store, RetryPolicy retryPolicy) {
        this.store = store;
        this.retryPolicy = retryPolicy;
    }

    /** What is asked of an object. */
    @FunctionalInterface
    private interface Request {
        StorageState send(ColdStorage storage, ObjectKey key) throws IOException;
    }

    /** Asks that everything in a scope be made readable. */
    public ThawReport thaw(ArchiveScope scope, ThawOptions options) throws IOException {
        ColdStorage storage = store.ability(ColdStorage.class)
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "thaw", store.name(), "the store has no storage classes; all that it holds can be read"));
        return each("thaw", scope, storage, (cold, key) -> cold.thaw(key, options.days(), options.speed()));
    }

    /** Tells what in a scope can be read. */
    public ThawReport state(ArchiveScope scope) throws IOException {
        return each("look", scope, store.ability(ColdStorage.class).orElse(null), ColdStorage::storageState);
    }

    private ThawReport each(String operation, ArchiveScope scope, @Nullable ColdStorage storage, Request request)
            throws IOException {
        List<ObjectKey> keys = keys(operation, scope);
        if (storage == null) {
            counts.put(Readability.ALWAYS, keys.size());
        } else {
            Tasks.forEach(operation, Math.min(PARALLELISM, keys.size()), keys, key -> {
                try {
                    count(RetryingObjectStore.retries(store, retryPolicy).run(() -> request.send(storage, key)));
                } catch (CloudDicomException e) {
                    failed(key, e);
                }
            });
        }
        return new ThawReport(
                count(Readability.ALWAYS) + count(Readability.THAWED),
                count(Readability.THAWING),
                count(Readability.FROZEN),
                Optional.ofNullable(firstExpiry),
                failures);
    }

    /** The current revisions of all instances in a scope, and the study's index and key, without which it opens slowly or not. */
    private List<ObjectKey> keys(String operation, ArchiveScope scope) throws IOException {
        StudyListing study = StudyListing.read(store, ObjectNames.escape(scope.study()));
        List<ObjectKey> keys = new ArrayList<>();
        for (InstanceRevisions revisions : study.instances()) {
            if (ObjectNames.contains(scope, revisions.key())) {
                revisions.current().ifPresent(info -> keys.add(info.key()));
            }
        }
        if (keys.isEmpty()) {
            throw new NotFoundException(operation, scope.toString(), "there is no instance");
        }
        study.index().map(ObjectInfo::key).ifPresent(keys::add);
        study.unknown().forEach(info -> keys.add(info.key()));
        return keys;
    }

    private int count(Readability readability) {
        return counts.getOrDefault(readability, 0);
    }

    private synchronized void count(StorageState state) {
        counts.merge(state.readability(), 1, Integer::sum);
        Instant expires = state.expires();
        if (expires != null && (firstExpiry == null || expires.isBefore(firstExpiry))) {
            firstExpiry = expires;
        }
    }

    private synchronized void failed(ObjectKey key, CloudDicomException e) {
        failures.put(key.value(), e);
    }
}
