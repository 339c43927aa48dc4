package io.clouddicom.crypto.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.crypto.tink.KeysetHandle;
import io.clouddicom.AlreadyExistsException;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

/**
 * The keys of studies: made when a study's first object is put, unwrapped when one is first needed, then kept in memory
 * for a while. Any number of threads that need the same one make one request together.
 *
 * <p>A study that has objects and no key has lost it, by shredding or by an attack. So no key is ever made for a study
 * that has any other object: nothing can be made to be sealed anew, or stored in the clear, by deleting a key.
 */
public final class StudyKeys implements SealingKeys {
    private static final String STUDIES = "studies/";
    private static final String KEY = "/key";
    private static final String DESCRIPTION = "archive.json";

    private final UUID archive;
    private final ObjectStore store;
    private final RetryPolicy retryPolicy;
    private final Map<String, KeyEncryptionKey> keyEncryptionKeys;
    private volatile KeyEncryptionKey current;
    private final Cache<ObjectKey, SealingKey> cache;
    private final ConcurrentMap<ObjectKey, CompletableFuture<SealingKey>> underWay = new ConcurrentHashMap<>();

    /**
     * Bounds of what is kept in memory.
     *
     * @param lifetime how long
     * @param number how many
     */
    public record Bounds(Duration lifetime, int number) {}

    /**
     * The keys of an archive.
     *
     * @param archive what they are bound to
     * @param store holds them, wrapped
     * @param retryPolicy for requests to it and to the key-encryption keys
     * @param keyEncryptionKeys by their identifiers
     * @param current the one of them that wraps new keys
     * @param bounds of memory
     */
    public StudyKeys(
            UUID archive,
            ObjectStore store,
            RetryPolicy retryPolicy,
            Map<String, KeyEncryptionKey> keyEncryptionKeys,
            KeyEncryptionKey current,
            Bounds bounds) {
        this.archive = archive;
        this.store = store;
        this.retryPolicy = retryPolicy;
        this.keyEncryptionKeys = new ConcurrentHashMap<>(keyEncryptionKeys);
        this.current = current;
        this.cache = Caffeine.newBuilder()
                .expireAfterWrite(bounds.lifetime())
                .maximumSize(bounds.number())
                .build();
    }

    /** Everything but wrapped keys and the archive's description, which is for all to read. */
    @Override
    public boolean sealed(ObjectKey key) {
        return !key.value().equals(DESCRIPTION)
                && !keyObject(key).filter(key::equals).isPresent();
    }

    /** Where the key for an object lies; empty for what is not in a study. */
    private static Optional<ObjectKey> keyObject(ObjectKey object) {
        String name = object.value();
        int end = name.startsWith(STUDIES) ? name.indexOf('/', STUDIES.length()) : -1;
        return end < 0 ? Optional.empty() : Optional.of(new ObjectKey(name.substring(0, end) + KEY));
    }

    @Override
    public SealingKey toSeal(ObjectKey key) throws IOException {
        return cached(key, this::loadOrMake);
    }

    @Override
    public SealingKey toOpen(ObjectKey key) throws IOException {
        return cached(key, keyObject -> load(keyObject).orElseThrow(() -> lost(keyObject)));
    }

    private static AuthenticationFailedException lost(ObjectKey keyObject) {
        return new AuthenticationFailedException(
                "open", keyObject.value(), "the study's key is gone: it was shredded, or its key was deleted");
    }

    /** How a key is come by that is not in memory. */
    private interface Loading {
        SealingKey load(ObjectKey keyObject) throws IOException;
    }

    private SealingKey cached(ObjectKey object, Loading loading) throws IOException {
        ObjectKey keyObject = keyObject(object)
                .orElseThrow(() -> new InvalidRequestException(
                        "open", object.value(), "it is in no study, so there is no key for it"));
        SealingKey known = cache.getIfPresent(keyObject);
        if (known != null) {
            return known;
        }
        CompletableFuture<SealingKey> mine = new CompletableFuture<>();
        CompletableFuture<SealingKey> first = underWay.putIfAbsent(keyObject, mine);
        if (first != null) {
            return await(first, object, loading);
        }
        SealingKey key;
        try {
            // Another one may have come by it between the two looks above.
            key = cache.getIfPresent(keyObject);
            if (key == null) {
                key = loading.load(keyObject);
                cache.put(keyObject, key);
            }
        } catch (IOException | RuntimeException | Error e) {
            underWay.remove(keyObject, mine);
            mine.completeExceptionally(e);
            throw e;
        }
        underWay.remove(keyObject, mine);
        mine.complete(key);
        return key;
    }

    private SealingKey await(CompletableFuture<SealingKey> first, ObjectKey object, Loading loading)
            throws IOException {
        try {
            return first.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for a key");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            // What it failed of is told to the caller as his own; only another's interruption is not.
            if (e.getCause() instanceof CloudDicomException failure) {
                throw failure;
            }
            return cached(object, loading);
        }
    }

    /** Reads and unwraps a key; empty if there is none. */
    private Optional<SealingKey> load(ObjectKey keyObject) throws IOException {
        byte[] bytes;
        try {
            bytes = Retries.run(retryPolicy, () -> read(keyObject));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
        return Optional.of(unwrap(keyObject, bytes));
    }

    private byte[] read(ObjectKey keyObject) throws IOException {
        try (ObjectReader reader = store.get(keyObject, ByteRange.all())) {
            if (reader.lengthBytes() > KeyObject.MAX_BYTES) {
                throw new AuthenticationFailedException("open", keyObject.value(), "this is no wrapped key");
            }
            return reader.readAllBytes();
        }
    }

    private SealingKey unwrap(ObjectKey keyObject, byte[] bytes) throws IOException {
        byte[] keyset = keyset(keyObject, KeyObject.parse(bytes, keyObject));
        try {
            return SealingKey.of(SealingKey.parse(keyset));
        } catch (GeneralSecurityException e) {
            throw new AuthenticationFailedException("open", keyObject.value(), "the unwrapped key is no keyset", e);
        }
    }

    private byte[] keyset(ObjectKey keyObject, KeyObject wrapped) throws IOException {
        KeyEncryptionKey kek = keyEncryptionKeys.get(wrapped.keyEncryptionKey());
        if (kek == null) {
            throw new AuthenticationFailedException(
                    "open",
                    keyObject.value(),
                    "it is wrapped by a key that was not given, or was altered; given are "
                            + String.join(", ", keyEncryptionKeys.keySet()));
        }
        byte[] associatedData = AssociatedData.STUDY_KEY.of(archive, keyObject);
        return Retries.run(retryPolicy, () -> kek.unwrap(wrapped.wrapped(), associatedData));
    }

    /** The key there is, or a new one: of all who make one at once, all end with the one that was put first. */
    private SealingKey loadOrMake(ObjectKey keyObject) throws IOException {
        Optional<SealingKey> present = load(keyObject);
        if (present.isPresent()) {
            return present.get();
        }
        if (studyHasObjects(keyObject)) {
            // Those may have come, after their key, since the look for the key.
            return load(keyObject).orElseThrow(() -> lost(keyObject));
        }
        KeysetHandle keyset = SealingKey.newKeyset();
        byte[] associatedData = AssociatedData.STUDY_KEY.of(archive, keyObject);
        KeyEncryptionKey kek = current;
        byte[] wrapped = Retries.run(retryPolicy, () -> kek.wrap(SealingKey.serialize(keyset), associatedData));
        byte[] bytes = new KeyObject(kek.id(), wrapped).toBytes();
        Retries retries = new Retries(retryPolicy);
        while (true) {
            try {
                store.put(keyObject, ObjectContent.of(bytes), PutCondition.ifAbsent());
                return SealingKey.of(keyset);
            } catch (AlreadyExistsException e) {
                // Another one was faster, or an earlier attempt of ours did succeed.
                return load(keyObject).orElseThrow(() -> lost(keyObject));
            } catch (OutcomeUnknownException e) {
                retries.pauseOrThrow(e);
            } catch (CloudDicomException e) {
                if (!e.retryable()) {
                    throw e;
                }
                retries.pauseOrThrow(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a new keyset is one", e);
            }
        }
    }

    private boolean studyHasObjects(ObjectKey keyObject) throws IOException {
        String name = keyObject.value();
        String study = name.substring(0, name.length() - KEY.length() + 1);
        return Retries.run(retryPolicy, () -> {
            try (Listing<ObjectInfo> listing = store.list(study, "")) {
                return listing.next() != null;
            }
        });
    }

    private static ObjectKey keyOf(String study) {
        return new ObjectKey(STUDIES + study + KEY);
    }

    /** Which key-encryption key wraps a study's key; empty if there is none. */
    public Optional<String> keyEncryptionKey(String study) throws IOException {
        ObjectKey keyObject = keyOf(study);
        try {
            byte[] bytes = Retries.run(retryPolicy, () -> read(keyObject));
            return Optional.of(KeyObject.parse(bytes, keyObject).keyEncryptionKey());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /** From now on this one wraps. */
    public void adopt(KeyEncryptionKey kek) {
        keyEncryptionKeys.put(kek.id(), kek);
        current = kek;
    }

    /** Wraps a study's key by the current key-encryption key; false if it is already. */
    public boolean rewrap(String study) throws IOException {
        ObjectKey keyObject = keyOf(study);
        KeyEncryptionKey kek = current;
        byte[] associatedData = AssociatedData.STUDY_KEY.of(archive, keyObject);
        Retries retries = new Retries(retryPolicy);
        while (true) {
            try (ObjectReader reader = store.get(keyObject, ByteRange.suffix(KeyObject.MAX_BYTES))) {
                KeyObject before = KeyObject.parse(reader.readAllBytes(), keyObject);
                if (before.keyEncryptionKey().equals(kek.id())) {
                    return false;
                }
                byte[] keyset = keyset(keyObject, before);
                KeyObject after =
                        new KeyObject(kek.id(), Retries.run(retryPolicy, () -> kek.wrap(keyset, associatedData)));
                if (!Arrays.equals(keyset, keyset(keyObject, after))) {
                    throw new AuthenticationFailedException(
                            "rewrap", keyObject.value(), kek.id() + " does not give back what it wraps");
                }
                store.put(
                        keyObject,
                        ObjectContent.of(after.toBytes()),
                        PutCondition.ifVersion(reader.info().version()));
                return true;
            } catch (NotFoundException e) {
                throw lost(keyObject);
            } catch (PreconditionFailedException | OutcomeUnknownException e) {
                retries.pauseOrThrow(e);
            } catch (CloudDicomException e) {
                if (!e.retryable()) {
                    throw e;
                }
                retries.pauseOrThrow(e);
            }
        }
    }

    /** Destroys a study's key. */
    public void destroy(String study) throws IOException {
        ObjectKey keyObject = keyOf(study);
        Retries retries = new Retries(retryPolicy);
        while (true) {
            try {
                store.delete(keyObject);
                break;
            } catch (CloudDicomException e) {
                if (!e.retryable() && !(e instanceof OutcomeUnknownException)) {
                    throw e;
                }
                retries.pauseOrThrow(e);
            }
        }
        // One that is being read at this moment would be remembered afterwards.
        CompletableFuture<SealingKey> reading = underWay.get(keyObject);
        if (reading != null) {
            reading.handle((key, error) -> key).join();
        }
        cache.invalidate(keyObject);
    }
}
