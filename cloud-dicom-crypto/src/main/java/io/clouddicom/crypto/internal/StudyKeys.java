package io.clouddicom.crypto.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.crypto.tink.KeysetHandle;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.ReencryptReport;
import io.clouddicom.RetryPolicy;
import io.clouddicom.SealingListener;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.key.Moment;
import io.clouddicom.key.ProtectedArchive;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutResult;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys of studies: made when a study's first object is put, unwrapped when one is first needed, then kept in memory
 * for a while. Any number of threads that need the same one make one request together.
 *
 * <p>A study that has objects and no key has lost it, by shredding or by an attack. So no key is ever made for a study
 * that has any other object: nothing can be made to be sealed anew, or stored in the clear, by deleting a key.
 *
 * <p>What seals has been seen in the store a short while ago, {@link Bounds#sight}: so a key that is given up ({@link
 * Reencryption}) is known to be out of use everywhere when that has passed. What takes longer to be put is looked after
 * when it was put.
 */
public final class StudyKeys implements SealingKeys {
    private static final String STUDIES = "studies/";
    private static final String KEY = "/key";
    private static final String INSTANCES = "/instances/";
    private static final String DESCRIPTION = "archive.json";

    private final ObjectStore store;
    private final RetryPolicy retryPolicy;
    private final WrappedKeys wrapped;
    private final WrappedKeys wrappedOnce;
    private final Resealing resealing;
    private final Duration sight;
    private final Predicate<String> mayHoldPlain;
    private final Cache<ObjectKey, Known> cache;
    private final ConcurrentMap<ObjectKey, CompletableFuture<Known>> underWay = new ConcurrentHashMap<>();

    /**
     * Bounds of what is kept in memory.
     *
     * @param lifetime how long
     * @param number how many
     * @param sight for how long one that was seen in the store may seal without another look; the same on all nodes
     */
    public record Bounds(Duration lifetime, int number, Duration sight) {
        /** How long a key may seal without another look. A part of the format, as all nodes have to keep to it. */
        public static final Duration SIGHT = Duration.ofSeconds(30);

        /** The usual sight. */
        public Bounds(Duration lifetime, int number) {
            this(lifetime, number, SIGHT);
        }
    }

    /** A key, with the bytes of its object, and when they were last seen in the store. */
    private static final class Known {
        private final SealingKey key;
        private final byte[] bytes;
        private volatile Moment seen;

        Known(SealingKey key, byte[] bytes, Moment seen) {
            this.key = key;
            this.bytes = bytes;
            this.seen = seen;
        }
    }

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
        this(archive, store, retryPolicy, keyEncryptionKeys, current, bounds, study -> false);
    }

    /**
     * The keys of an archive that may be plain in part.
     *
     * @param mayHoldPlain tells in which studies there may be objects that no key sealed, by their segments in keys
     */
    public StudyKeys(
            UUID archive,
            ObjectStore store,
            RetryPolicy retryPolicy,
            Map<String, KeyEncryptionKey> keyEncryptionKeys,
            KeyEncryptionKey current,
            Bounds bounds,
            Predicate<String> mayHoldPlain) {
        this.mayHoldPlain = mayHoldPlain;
        this.store = store;
        this.retryPolicy = retryPolicy;
        this.wrapped = new WrappedKeys(archive, store, retryPolicy, keyEncryptionKeys, current);
        this.wrappedOnce = wrapped.once();
        this.resealing = new Resealing(store, archive, retryPolicy);
        this.sight = bounds.sight();
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

    /** The segment of the study in which an object is. */
    static String study(ObjectKey object) {
        return studyOfPrefix(object.value()).orElse("");
    }

    /** The segment of the study of which all objects are whose keys begin so; empty if they may be of several. */
    static Optional<String> studyOfPrefix(String prefix) {
        int end = prefix.startsWith(STUDIES) ? prefix.indexOf('/', STUDIES.length()) : -1;
        return end < 0 ? Optional.empty() : Optional.of(prefix.substring(STUDIES.length(), end));
    }

    /** What the keys of a study's objects begin with. */
    static String prefixOf(String study) {
        return STUDIES + study + "/";
    }

    /** Whether an object lies where a study has its key and its index. */
    static boolean isBesideTheKey(ObjectKey object) {
        return object.value().lastIndexOf('/') == prefixOf(study(object)).length() - 1;
    }

    private static ObjectKey keyObjectOf(ObjectKey object) throws InvalidRequestException {
        return keyObject(object)
                .orElseThrow(() -> new InvalidRequestException(
                        "open", object.value(), "it is in no study, so there is no key for it"));
    }

    @Override
    public SealingKey toSeal(ObjectKey key) throws IOException {
        return sealing(keyObjectOf(key)).key;
    }

    @Override
    public SealingKey toSealAtLast(ObjectKey key) throws IOException {
        return Retries.run(retryPolicy, () -> toSeal(key));
    }

    /** Looks at the key of a study in the store: there is one, and it is what was wrapped. */
    public void check(String study) throws IOException {
        if (!mayHoldPlain.test(study) || hasKey(study)) {
            Retries.run(retryPolicy, () -> cached(keyOf(study), known -> false, this::loadOrFail));
        }
    }

    /** Has the key of a study in memory afterwards. */
    public void load(String study) throws IOException {
        Retries.run(retryPolicy, () -> cached(keyOf(study), known -> true, this::loadOrFail));
    }

    /** A key that was seen a short while ago. */
    private Known sealing(ObjectKey keyObject) throws IOException {
        return cached(keyObject, known -> known.seen.within(sight), this::loadOrMake);
    }

    @Override
    public SealingKey toOpen(ObjectKey key) throws IOException {
        return cached(keyObjectOf(key), known -> true, this::loadOrFail).key;
    }

    @Override
    public PutResult settle(ObjectKey object, SealingKey used, PutResult result) throws IOException {
        ObjectKey keyObject = keyObjectOf(object);
        try {
            Known now = Retries.run(retryPolicy, () -> sealing(keyObject));
            if (now.key.sealsAs(used)) {
                return result;
            }
            ObjectInfo sealedAnew = resealing.reseal(object, used, now.key).info();
            return new PutResult(sealedAnew.version(), result.sizeBytes(), result.crc32c());
        } catch (CloudDicomException e) {
            if (e.retryable()) {
                throw new OutcomeUnknownException(
                        "put", object.value(), "it was put, but whether by the key in use cannot be told", e);
            }
            throw e;
        }
    }

    @Override
    public Optional<SealingKey> newerThan(ObjectKey object, SealingKey key) throws IOException {
        Known now = cached(keyObjectOf(object), known -> known.key != key, this::loadOrFail);
        return now.key == key ? Optional.empty() : Optional.of(now.key);
    }

    @Override
    public boolean keepsContent(ObjectKey key) {
        return keepsItsContent(key);
    }

    /** A revision of an instance has one content for ever. */
    static boolean keepsItsContent(ObjectKey key) {
        return key.value().startsWith(STUDIES) && key.value().contains(INSTANCES);
    }

    /** Whether a study has a key; one that is in memory will do. */
    boolean hasKey(String study) throws IOException {
        ObjectKey keyObject = keyOf(study);
        return cache.getIfPresent(keyObject) != null
                || wrappedOnce.read(keyObject).isPresent();
    }

    /** The key of a study as it is in the store; empty if it has none. */
    Optional<SealingKey> present(String study) throws IOException {
        ObjectKey keyObject = keyOf(study);
        return Retries.run(retryPolicy, () -> load(keyObject, null)).map(known -> known.key);
    }

    /** Whether a key in memory will do without a look at the store. */
    private interface GoodEnough {
        boolean test(Known known);
    }

    /** How a key is come by that is not in memory, or was there before. */
    private interface Loading {
        Known load(ObjectKey keyObject, @Nullable Known before) throws IOException;
    }

    private Known cached(ObjectKey keyObject, GoodEnough goodEnough, Loading loading) throws IOException {
        Known known = cache.getIfPresent(keyObject);
        if (known != null && goodEnough.test(known)) {
            return known;
        }
        CompletableFuture<Known> mine = new CompletableFuture<>();
        CompletableFuture<Known> first = underWay.putIfAbsent(keyObject, mine);
        if (first != null) {
            return await(first, keyObject, goodEnough, loading);
        }
        Known loaded;
        try {
            // Another one may have come by it between the two looks above.
            Known before = cache.getIfPresent(keyObject);
            if (before != null && goodEnough.test(before)) {
                loaded = before;
            } else {
                loaded = loading.load(keyObject, before);
                if (loaded != before) {
                    cache.put(keyObject, loaded);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            underWay.remove(keyObject, mine);
            mine.completeExceptionally(e);
            throw e;
        }
        underWay.remove(keyObject, mine);
        mine.complete(loaded);
        return loaded;
    }

    private Known await(CompletableFuture<Known> first, ObjectKey keyObject, GoodEnough goodEnough, Loading loading)
            throws IOException {
        try {
            Known loaded = first.get();
            // What another thread began to look for earlier may not be recent enough.
            return goodEnough.test(loaded) ? loaded : cached(keyObject, goodEnough, loading);
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
            return cached(keyObject, goodEnough, loading);
        }
    }

    /** Reads and unwraps a key, or sees that it is the one known before; empty if there is none. */
    private Optional<Known> load(ObjectKey keyObject, @Nullable Known before) throws IOException {
        Moment now = Moment.now();
        Optional<byte[]> bytes = wrappedOnce.read(keyObject);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        if (before != null && Arrays.equals(before.bytes, bytes.get())) {
            before.seen = now;
            return Optional.of(before);
        }
        return Optional.of(new Known(key(keyObject, wrappedOnce.unwrap(keyObject, bytes.get())), bytes.get(), now));
    }

    private Known loadOrFail(ObjectKey keyObject, @Nullable Known before) throws IOException {
        return load(keyObject, before).orElseThrow(() -> WrappedKeys.lost(keyObject));
    }

    private static SealingKey key(ObjectKey keyObject, KeysetHandle keyset) throws AuthenticationFailedException {
        try {
            return SealingKey.of(keyset);
        } catch (GeneralSecurityException e) {
            throw new AuthenticationFailedException("open", keyObject.value(), "the unwrapped key is no keyset", e);
        }
    }

    /** The key there is, or a new one: of all who make one at once, all end with the one that was put first. */
    private Known loadOrMake(ObjectKey keyObject, @Nullable Known before) throws IOException {
        Optional<Known> present = load(keyObject, before);
        if (present.isPresent()) {
            return present.get();
        }
        if (!mayHoldPlain.test(study(keyObject)) && studyHasObjects(keyObject)) {
            // Those may have come, after their key, since the look for the key.
            return loadOrFail(keyObject, null);
        }
        Moment now = Moment.now();
        KeysetHandle keyset = SealingKey.newKeyset();
        Optional<byte[]> bytes = wrappedOnce.create(keyObject, keyset);
        return bytes.isPresent() ? new Known(key(keyObject, keyset), bytes.get(), now) : loadOrFail(keyObject, null);
    }

    private boolean studyHasObjects(ObjectKey keyObject) throws IOException {
        try (Listing<ObjectInfo> listing = store.list(prefixOf(study(keyObject)), "")) {
            return listing.next() != null;
        }
    }

    static ObjectKey keyOf(String study) {
        return new ObjectKey(STUDIES + study + KEY);
    }

    /** Which key-encryption key wraps a study's key; empty if there is none. */
    public Optional<String> keyEncryptionKey(String study) throws IOException {
        ObjectKey keyObject = keyOf(study);
        Optional<byte[]> bytes = wrapped.read(keyObject);
        return bytes.isPresent()
                ? Optional.of(KeyObject.parse(bytes.get(), keyObject).keyEncryptionKey())
                : Optional.empty();
    }

    /** The key-encryption key that wraps new keys. */
    public KeyEncryptionKey current() {
        return wrapped.current();
    }

    /**
     * One of the key-encryption keys.
     *
     * @throws AuthenticationFailedException it was not given
     */
    public KeyEncryptionKey keyEncryptionKeyOf(String id) throws AuthenticationFailedException {
        return wrapped.keyEncryptionKey(id, new ObjectKey(DESCRIPTION));
    }

    /** From now on this one wraps. */
    public void adopt(KeyEncryptionKey kek) {
        wrapped.adopt(kek);
    }

    /** Wraps a study's key by the current key-encryption key; false if it is already. */
    public boolean rewrap(String study) throws IOException {
        return wrapped.rewrap(keyOf(study));
    }

    /**
     * Gives a study a new key.
     *
     * @param study its segment in keys of the store
     * @param listener hears how far it has come
     * @param beforeTheEnd done before the old key is given up
     */
    public ReencryptReport reencrypt(String study, SealingListener listener, ProtectedArchive.Step beforeTheEnd)
            throws IOException {
        ObjectKey keyObject = keyOf(study);
        return new Reencryption(store, retryPolicy, wrapped, resealing, sight)
                .run(keyObject, listener, beforeTheEnd, () -> forget(keyObject));
    }

    /** Destroys a study's key. */
    public void destroy(String study) throws IOException {
        ObjectKey keyObject = keyOf(study);
        wrapped.delete(keyObject);
        forget(keyObject);
    }

    private void forget(ObjectKey keyObject) {
        // One that is being read at this moment would be remembered afterwards.
        CompletableFuture<Known> reading = underWay.get(keyObject);
        if (reading != null) {
            reading.handle((key, error) -> key).join();
        }
        cache.invalidate(keyObject);
    }
}
