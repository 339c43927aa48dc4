package io.clouddicom.s3;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.internal.archive.RetryingObjectStore;
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
import io.clouddicom.store.Retries;
import io.clouddicom.store.StoreCapabilities;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/**
 * A caller that does not give up, as the archive does not: repeats what failed and may succeed, and looks what became of a
 * put whose outcome is unknown. It holds what it puts in memory, so that it can put it again.
 */
final class PersistentStore implements ObjectStore {
    private final ObjectStore store;
    private final RetryPolicy policy;

    PersistentStore(ObjectStore store, RetryPolicy policy) {
        this.store = new RetryingObjectStore(store, policy);
        this.policy = policy;
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        ContentSink sink = ContentSink.take(key, content, taken);
        byte[] bytes = taken.toByteArray();
        Retries retries = new Retries(policy);
        while (true) {
            try {
                return store.put(key, ObjectContent.of(bytes), condition);
            } catch (OutcomeUnknownException e) {
                Optional<ObjectVersion> mine = lookFor(key, bytes, condition, e);
                if (mine.isPresent()) {
                    return new PutResult(mine.get(), sink.sizeBytes(), sink.crc32c());
                }
                retries.pauseOrThrow(e);
            }
        }
    }

    /** The version of what the put has stored; empty where it has not and may be made again. */
    private Optional<ObjectVersion> lookFor(
            ObjectKey key, byte[] bytes, PutCondition condition, OutcomeUnknownException unknown) throws IOException {
        try (ObjectReader there = store.get(key, ByteRange.all())) {
            ObjectVersion version = there.info().version();
            byte[] found;
            try {
                found = there.readAllBytes();
            } catch (PreconditionFailedException replacedMeanwhile) {
                return lookFor(key, bytes, condition, unknown);
            }
            if (Arrays.equals(found, bytes)) {
                return Optional.of(version);
            }
            if (condition instanceof PutCondition.IfAbsent) {
                throw new AlreadyExistsException("put", key.value(), "there is another object", unknown);
            }
            if (condition instanceof PutCondition.IfVersion wanted
                    && !wanted.version().equals(version)) {
                throw new PreconditionFailedException("put", key.value(), "it is at another version", unknown);
            }
        } catch (NotFoundException e) {
            if (condition instanceof PutCondition.IfVersion) {
                throw new PreconditionFailedException("put", key.value(), "there is no object", e);
            }
        }
        return Optional.empty();
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public StoreCapabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        return store.get(key, range, pinned);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return store.head(key);
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return store.list(prefix, startAfter);
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        return store.listPrefixes(prefix, startAfter);
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        store.delete(key);
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        return store.deleteAll(keys);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
