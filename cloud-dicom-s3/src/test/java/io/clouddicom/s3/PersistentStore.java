package io.clouddicom.s3;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.internal.archive.RetryingObjectStore;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ContentSink;
import io.clouddicom.store.ForwardingStore;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import io.clouddicom.store.Retries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A caller that does not give up, as the archive does not: repeats what failed and may succeed, and looks what became of a
 * put whose outcome is unknown. It holds what it puts in memory, so that it can put it again.
 */
final class PersistentStore extends ForwardingStore {
    private final RetryPolicy policy;

    PersistentStore(ObjectStore store, RetryPolicy policy) {
        super(new RetryingObjectStore(store, policy));
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
}
