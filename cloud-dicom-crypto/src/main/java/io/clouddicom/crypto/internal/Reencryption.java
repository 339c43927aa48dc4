package io.clouddicom.crypto.internal;

import com.google.crypto.tink.KeysetHandle;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.ReencryptReport;
import io.clouddicom.RetryPolicy;
import io.clouddicom.SealingListener;
import io.clouddicom.key.ProtectedArchive;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Gives a study a new key.
 *
 * <ol>
 *   <li>The new key is put beside the old one, as the primary one: from now on it seals, and both open.
 *   <li>Every object that it did not seal is sealed anew.
 *   <li>Other nodes may have sealed by the old key for as long as they may without looking ({@link StudyKeys.Bounds#sight}).
 *       When that is over, what came meanwhile is sealed anew.
 *   <li>The old key is removed from the keyset.
 * </ol>
 *
 * <p>Wherever it breaks off, each object is sealed by one of the keys in the keyset. Another run finds two keys, and goes on
 * with the second step.
 */
final class Reencryption {
    private final ObjectStore store;
    private final RetryPolicy retryPolicy;
    private final WrappedKeys wrapped;
    private final Resealing resealing;
    private final Duration sight;

    private final Map<ObjectKey, ObjectVersion> done = new HashMap<>();
    private final Map<String, IOException> failures = new LinkedHashMap<>();
    private int sealedAnew;
    private int objects;
    private long bytes;

    Reencryption(ObjectStore store, RetryPolicy retryPolicy, WrappedKeys wrapped, Resealing resealing, Duration sight) {
        this.store = store;
        this.retryPolicy = retryPolicy;
        this.wrapped = wrapped;
        this.resealing = resealing;
        this.sight = sight;
    }

    /**
     * Does it.
     *
     * @param keyObject the study's
     * @param forget makes this node forget the key that it knows
     */
    ReencryptReport run(
            ObjectKey keyObject, SealingListener listener, ProtectedArchive.Step beforeTheEnd, Runnable forget)
            throws IOException {
        KeysetHandle both = wrapped.replace(
                keyObject,
                keyset -> keyset.size() > 1 ? Optional.empty() : Optional.of(SealingKey.withNewPrimary(keyset)));
        long begin = System.nanoTime();
        forget.run();
        SealingKey key = key(keyObject, both);
        sweep(keyObject, key, listener);
        awaitOthers(begin);
        sweep(keyObject, key, listener);
        beforeTheEnd.run();
        if (failures.isEmpty()) {
            wrapped.replace(keyObject, keyset -> withoutOld(keyObject, keyset, key));
            forget.run();
        }
        return new ReencryptReport(sealedAnew, objects, failures);
    }

    private static SealingKey key(ObjectKey keyObject, KeysetHandle keyset) throws AuthenticationFailedException {
        try {
            return SealingKey.of(keyset);
        } catch (GeneralSecurityException e) {
            throw new AuthenticationFailedException("open", keyObject.value(), "the unwrapped key is no keyset", e);
        }
    }

    /** The new key alone; nothing to do where another run came first, be it with a newer key. */
    private static Optional<KeysetHandle> withoutOld(ObjectKey keyObject, KeysetHandle keyset, SealingKey key)
            throws AuthenticationFailedException {
        return keyset.size() > 1 && key(keyObject, keyset).sealsAs(key)
                ? Optional.of(SealingKey.primaryAlone(keyset))
                : Optional.empty();
    }

    /** Waits until no node seals by the old key any more; clocks may differ by a tenth. */
    private void awaitOthers(long begin) throws InterruptedIOException {
        long end = begin + sight.toNanos() + sight.toNanos() / 10;
        try {
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.sleep(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for others");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private void sweep(ObjectKey keyObject, SealingKey key, SealingListener listener) throws IOException {
        failures.clear();
        for (ObjectInfo info : list(keyObject)) {
            ObjectKey object = info.key();
            if (object.equals(keyObject) || info.version().equals(done.get(object))) {
                continue;
            }
            try {
                Resealing.Result result = resealing.reseal(object, key, key);
                objects += done.put(object, result.info().version()) == null ? 1 : 0;
                sealedAnew += result.changed() ? 1 : 0;
                bytes += result.changed() ? result.info().sizeBytes() : 0;
            } catch (NotFoundException e) {
                // Purged meanwhile.
                continue;
            } catch (CloudDicomException e) {
                if (e.retryable() || e instanceof OutcomeUnknownException) {
                    // It was tried often enough: the store is down, not the object damaged.
                    throw e;
                }
                failures.put(object.value(), e);
            }
            listener.progress(objects, bytes);
        }
    }

    private List<ObjectInfo> list(ObjectKey keyObject) throws IOException {
        String name = keyObject.value();
        String study = name.substring(0, name.lastIndexOf('/') + 1);
        return Retries.run(retryPolicy, () -> {
            List<ObjectInfo> found = new ArrayList<>();
            try (Listing<ObjectInfo> listing = store.list(study, "")) {
                for (ObjectInfo info = listing.next(); info != null; info = listing.next()) {
                    found.add(info);
                }
            }
            return found;
        });
    }
}
