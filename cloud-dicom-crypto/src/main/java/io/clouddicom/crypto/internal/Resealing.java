package io.clouddicom.crypto.internal;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Seals single objects anew. An object is replaced <i>if version</i>, in one put, by the same content: whoever reads it
 * sees either, and whoever changes it meanwhile wins. Safe for use by any number of threads.
 */
final class Resealing {
    private final ObjectStore store;
    private final UUID archive;
    private final RetryPolicy retryPolicy;

    Resealing(ObjectStore store, UUID archive, RetryPolicy retryPolicy) {
        this.store = store;
        this.archive = archive;
        this.retryPolicy = retryPolicy;
    }

    /**
     * What became of an object.
     *
     * @param sealedAnew whether it was sealed anew, rather than found to be so
     * @param info the object as it is now, with its plain size
     */
    record Result(boolean sealedAnew, ObjectInfo info) {}

    /**
     * Sees to it that an object is sealed by a key.
     *
     * @param object its key
     * @param from what may have sealed it before
     * @param to what is to seal it, by its primary key alone
     * @throws io.clouddicom.NotFoundException it is gone
     * @throws AuthenticationFailedException none of these keys opens it
     */
    Result reseal(ObjectKey object, SealingKey from, SealingKey to) throws IOException {
        SealedObjectStore goal = new SealedObjectStore(store, archive, new FixedKey(to.primaryAlone()));
        SealedObjectStore present = new SealedObjectStore(store, archive, new FixedKey(to.and(from)));
        Retries retries = new Retries(retryPolicy);
        while (true) {
            try {
                ObjectInfo info = goal.head(object);
                if (isSealedBy(goal, info)) {
                    return new Result(false, info);
                }
                var put = goal.put(object, new Content(present, info), PutCondition.ifVersion(info.version()));
                return new Result(true, new ObjectInfo(object, info.sizeBytes(), put.version(), info.modified()));
            } catch (PreconditionFailedException | OutcomeUnknownException e) {
                // Someone else changed it, or did what was to be done; or an earlier attempt did.
                retries.pauseOrThrow(e);
            } catch (CloudDicomException e) {
                if (!e.retryable()) {
                    throw e;
                }
                retries.pauseOrThrow(e);
            }
        }
    }

    /** Whether the first segment opens. All of an object is sealed by one key. */
    private static boolean isSealedBy(SealedObjectStore goal, ObjectInfo info) throws IOException {
        ByteRange range = info.sizeBytes() == 0 ? ByteRange.all() : ByteRange.of(0, 1);
        try (ObjectReader reader = goal.get(info.key(), range, Optional.of(info.version()))) {
            return reader.readAllBytes().length == reader.lengthBytes();
        } catch (AuthenticationFailedException e) {
            return false;
        }
    }

    /** The content of an object, authenticated as it passes: what fails ends the put. */
    private record Content(SealedObjectStore present, ObjectInfo info) implements ObjectContent {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            try (ObjectReader reader = present.get(info.key(), ByteRange.all(), Optional.of(info.version()))) {
                reader.transferTo(out);
            }
        }

        @Override
        public OptionalLong lengthBytes() {
            return OptionalLong.of(info.sizeBytes());
        }
    }
}
