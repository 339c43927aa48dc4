package io.clouddicom.crypto.internal;

import com.google.crypto.tink.KeysetHandle;
import io.clouddicom.AlreadyExistsException;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.UnavailableException;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The objects {@code studies/<study>/key}: reads, unwraps, puts and replaces them. Keeps nothing. Safe for use by any
 * number of threads.
 */
final class WrappedKeys {
    private final UUID archive;
    private final ObjectStore store;
    private final RetryPolicy retryPolicy;
    private final RetryPolicy callPolicy;
    private final Map<String, KeyEncryptionKey> keyEncryptionKeys;
    private final AtomicReference<KeyEncryptionKey> current;

    /** Changes a keyset; empty says that it can stay. */
    @FunctionalInterface
    interface Change {
        Optional<KeysetHandle> of(KeysetHandle keyset) throws IOException;
    }

    WrappedKeys(
            UUID archive,
            ObjectStore store,
            RetryPolicy retryPolicy,
            Map<String, KeyEncryptionKey> keyEncryptionKeys,
            KeyEncryptionKey current) {
        this(
                archive,
                store,
                retryPolicy,
                retryPolicy,
                new ConcurrentHashMap<>(keyEncryptionKeys),
                new AtomicReference<>(current));
    }

    private WrappedKeys(
            UUID archive,
            ObjectStore store,
            RetryPolicy retryPolicy,
            RetryPolicy callPolicy,
            Map<String, KeyEncryptionKey> keyEncryptionKeys,
            AtomicReference<KeyEncryptionKey> current) {
        this.archive = archive;
        this.store = store;
        this.retryPolicy = retryPolicy;
        this.callPolicy = callPolicy;
        this.keyEncryptionKeys = keyEncryptionKeys;
        this.current = current;
    }

    /**
     * The same, for use below what repeats by itself: reads, and calls of key-encryption keys, are made once. Otherwise each
     * attempt of those above would be many here.
     */
    WrappedKeys once() {
        return new WrappedKeys(archive, store, retryPolicy, RetryPolicy.NONE, keyEncryptionKeys, current);
    }

    static AuthenticationFailedException lost(ObjectKey keyObject) {
        return new AuthenticationFailedException(
                "open", keyObject.value(), "the study's key is gone: it was shredded, or its key was deleted");
    }

    /** From now on this one wraps. */
    void adopt(KeyEncryptionKey kek) {
        keyEncryptionKeys.put(kek.id(), kek);
        current.set(kek);
    }

    /** The bytes of a key object; empty if there is none. */
    Optional<byte[]> read(ObjectKey keyObject) throws IOException {
        try {
            return Optional.of(Retries.run(callPolicy, () -> {
                try (ObjectReader reader = store.get(keyObject, ByteRange.all())) {
                    return bytes(keyObject, reader);
                }
            }));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(ObjectKey keyObject, ObjectReader reader) throws IOException {
        if (reader.lengthBytes() > KeyObject.MAX_BYTES) {
            throw new AuthenticationFailedException("open", keyObject.value(), "this is no wrapped key");
        }
        return reader.readAllBytes();
    }

    /** Unwraps the keyset in a key object. */
    KeysetHandle unwrap(ObjectKey keyObject, byte[] bytes) throws IOException {
        byte[] keyset = keyset(keyObject, KeyObject.parse(bytes, keyObject));
        try {
            return SealingKey.parse(keyset);
        } catch (GeneralSecurityException e) {
            throw new AuthenticationFailedException("open", keyObject.value(), "the unwrapped key is no keyset", e);
        }
    }

    KeyEncryptionKey current() {
        return current.get();
    }

    /** One of the key-encryption keys, for what an object holds. */
    KeyEncryptionKey keyEncryptionKey(String id, ObjectKey object) throws AuthenticationFailedException {
        KeyEncryptionKey kek = keyEncryptionKeys.get(id);
        if (kek == null) {
            throw new AuthenticationFailedException(
                    "open",
                    object.value(),
                    "it is wrapped by a key that was not given, or was altered; given are "
                            + String.join(", ", keyEncryptionKeys.keySet()));
        }
        return kek;
    }

    private byte[] keyset(ObjectKey keyObject, KeyObject wrapped) throws IOException {
        KeyEncryptionKey kek = keyEncryptionKey(wrapped.keyEncryptionKeyId(), keyObject);
        byte[] associatedData = AssociatedData.STUDY_KEY.of(archive, keyObject);
        return Retries.run(callPolicy, () -> kek.unwrap(wrapped.wrapped(), associatedData));
    }

    private byte[] wrap(ObjectKey keyObject, byte[] keyset) throws IOException {
        KeyEncryptionKey kek = current.get();
        byte[] associatedData = AssociatedData.STUDY_KEY.of(archive, keyObject);
        String reference = Retries.run(callPolicy, () -> KeyObject.reference(kek));
        return new KeyObject(reference, Retries.run(callPolicy, () -> kek.wrap(keyset, associatedData))).toBytes();
    }

    /**
     * Puts the key of a study that has none. One attempt: those above make others.
     *
     * @return what was put; empty if another one was faster
     * @throws UnavailableException also where it may have been put after all: the next attempt will see it
     */
    Optional<byte[]> create(ObjectKey keyObject, KeysetHandle keyset) throws IOException {
        byte[] bytes = wrap(keyObject, SealingKey.serialize(keyset));
        try {
            store.put(keyObject, ObjectContent.of(bytes), PutCondition.ifAbsent());
            return Optional.of(bytes);
        } catch (AlreadyExistsException e) {
            return Optional.empty();
        } catch (OutcomeUnknownException e) {
            // Nothing is sealed by it yet.
            throw new UnavailableException(
                    "put",
                    keyObject.value(),
                    "whether the study has a key is not known",
                    e.retryAfter().orElse(null),
                    e);
        }
    }

    private static void pauseIfRetryable(Retries retries, CloudDicomException e) throws IOException {
        if (!e.retryable()) {
            throw e;
        }
        retries.pauseOrThrow(e);
    }

    /** Wraps a study's key by the current key-encryption key; false if it is already. */
    boolean rewrap(ObjectKey keyObject) throws IOException {
        byte[] bytes = read(keyObject).orElseThrow(() -> lost(keyObject));
        String reference = Retries.run(callPolicy, () -> KeyObject.reference(current.get()));
        if (KeyObject.parse(bytes, keyObject).keyEncryptionKey().equals(reference)) {
            return false;
        }
        replace(keyObject, keyset -> Optional.of(keyset));
        return true;
    }

    /**
     * Replaces a study's keyset, once what replaces it was unwrapped and found to be what was wrapped.
     *
     * @return the keyset that is there now
     */
    KeysetHandle replace(ObjectKey keyObject, Change change) throws IOException {
        Retries retries = new Retries(retryPolicy);
        while (true) {
            Stored before = stored(keyObject);
            KeysetHandle keyset = unwrap(keyObject, before.bytes());
            Optional<KeysetHandle> changed = change.of(keyset);
            if (changed.isEmpty()) {
                return keyset;
            }
            byte[] plain = SealingKey.serialize(changed.get());
            byte[] after = wrap(keyObject, plain);
            if (!Arrays.equals(plain, keyset(keyObject, KeyObject.parse(after, keyObject)))) {
                throw new AuthenticationFailedException(
                        "wrap", keyObject.value(), current.get().id() + " does not give back what it wraps");
            }
            try {
                store.put(keyObject, ObjectContent.of(after), PutCondition.ifVersion(before.version()));
                return changed.get();
            } catch (NotFoundException e) {
                throw lost(keyObject);
            } catch (PreconditionFailedException | OutcomeUnknownException e) {
                retries.pauseOrThrow(e);
            } catch (CloudDicomException e) {
                pauseIfRetryable(retries, e);
            }
        }
    }

    private record Stored(byte[] bytes, ObjectVersion version) {}

    private Stored stored(ObjectKey keyObject) throws IOException {
        try {
            return Retries.run(callPolicy, () -> {
                try (ObjectReader reader = store.get(keyObject, ByteRange.all())) {
                    return new Stored(bytes(keyObject, reader), reader.info().version());
                }
            });
        } catch (NotFoundException e) {
            throw lost(keyObject);
        }
    }

    /** Deletes a key object. */
    void delete(ObjectKey keyObject) throws IOException {
        Retries retries = new Retries(retryPolicy);
        while (true) {
            try {
                store.delete(keyObject);
                return;
            } catch (OutcomeUnknownException e) {
                retries.pauseOrThrow(e);
            } catch (CloudDicomException e) {
                pauseIfRetryable(retries, e);
            }
        }
    }
}
