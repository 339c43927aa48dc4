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
 * Seals single objects anew, or for the first time, or makes them plain. An object is replaced <i>if version</i>, in one put, by the same content: whoever reads it
 * sees either, and whoever changes it meanwhile wins. Safe for use by any number of threads.
 */
public final class Resealing {
    private final ObjectStore store;
    private final UUID archive;
    private final RetryPolicy retryPolicy;

    /** Of an archive. */
    public Resealing(ObjectStore store, UUID archive, RetryPolicy retryPolicy) {
        this.store = store;
        this.archive = archive;
        this.retryPolicy = retryPolicy;
    }

    /**
     * What became of an object.
     *
     * @param changed whether it was replaced, rather than found to be as it should
     * @param info the object as it is now, with its plain size
     */
    record Result(boolean changed, ObjectInfo info) {}

    /** Looks at an object, and replaces it if need be. */
    private interface Attempt {
        Result run() throws IOException;
    }

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
        SealedObjectStore goal = sealedBy(to.primaryAlone());
        SealedObjectStore present = sealedBy(to.and(from));
        return repeated(() -> {
            ObjectInfo info = goal.head(object);
            return isSealedBy(goal, info) ? new Result(false, info) : replace(present, info, goal);
        });
    }

    /**
     * Sees to it that an object which may be plain is sealed.
     *
     * @param object its key
     * @param to what is to seal it, or has
     * @throws io.clouddicom.NotFoundException it is gone
     * @throws AuthenticationFailedException it is sealed by another key, or damaged
     */
    Result seal(ObjectKey object, SealingKey to) throws IOException {
        SealedObjectStore goal = sealedBy(to);
        return repeated(() -> {
            ObjectInfo info = store.head(object);
            if (isSealedBy(goal, goal.plain(info))) {
                return new Result(false, goal.plain(info));
            }
            checkPlain(info);
            return replace(store, info, goal);
        });
    }

    /**
     * Sees to it that an object which may be sealed is plain.
     *
     * @param object its key
     * @param from what may have sealed it
     * @throws io.clouddicom.NotFoundException it is gone
     * @throws AuthenticationFailedException it is sealed by another key, or damaged
     */
    Result unseal(ObjectKey object, SealingKey from) throws IOException {
        SealedObjectStore present = sealedBy(from);
        return repeated(() -> {
            ObjectInfo info = store.head(object);
            if (isSealedBy(present, present.plain(info))) {
                return replace(present, present.plain(info), store);
            }
            checkPlain(info);
            return new Result(false, info);
        });
    }

    private SealedObjectStore sealedBy(SealingKey key) {
        return new SealedObjectStore(store, archive, new FixedKey(key));
    }

    private static Result replace(ObjectStore present, ObjectInfo info, ObjectStore goal) throws IOException {
        var put = goal.put(info.key(), new Content(present, info), PutCondition.ifVersion(info.version()));
        return new Result(true, new ObjectInfo(info.key(), info.sizeBytes(), put.version(), info.modified()));
    }

    private Result repeated(Attempt attempt) throws IOException {
        Retries retries = new Retries(retryPolicy);
        while (true) {
            try {
                return attempt.run();
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

    /** What no key opens is plain, if it looks so. Of what is no stored object nothing can be told. */
    private void checkPlain(ObjectInfo info) throws IOException {
        if (!StudyKeys.keepsItsContent(info.key()) || info.sizeBytes() == 0) {
            return;
        }
        ObjectForm form = ObjectForm.look(store, info.key(), Optional.of(info.version()));
        if (form.sealed()) {
            throw new AuthenticationFailedException(
                    "read", info.key().value(), "it is damaged: the study's key does not open it, nor is it plain");
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
    private record Content(ObjectStore present, ObjectInfo info) implements ObjectContent {
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
