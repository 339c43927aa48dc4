package io.clouddicom.crypto;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.MoveReport;
import io.clouddicom.ReencryptReport;
import io.clouddicom.RetryPolicy;
import io.clouddicom.SealingListener;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.crypto.internal.CipherWarmUp;
import io.clouddicom.crypto.internal.DescriptionSeal;
import io.clouddicom.crypto.internal.LimitedKey;
import io.clouddicom.crypto.internal.MovingObjectStore;
import io.clouddicom.crypto.internal.NamingKey;
import io.clouddicom.crypto.internal.Resealing;
import io.clouddicom.crypto.internal.SealedObjectStore;
import io.clouddicom.crypto.internal.StudyKeys;
import io.clouddicom.crypto.internal.StudyMove;
import io.clouddicom.key.ArchiveKeyRecord;
import io.clouddicom.key.ArchiveProtection;
import io.clouddicom.key.ProtectedArchive;
import io.clouddicom.key.SealingWatch;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Envelope encryption: each study has a key of its own, which a key-encryption key wraps.
 *
 * <pre>{@code
 * DicomArchive.builder(store).protection(EnvelopeEncryption.with(kek)).open();
 * }</pre>
 *
 * <p>Study keys are kept in memory, for {@link #DEFAULT_KEY_LIFETIME} unless said otherwise: so long a node can still
 * read what was shredded on another one, and so long it works while the KMS does not.
 *
 * <p>The first opening of an archive in a process begins a daemon thread that uses the cipher for about a second, so that
 * the Java runtime has compiled it when data come; it then ends.
 */
public final class EnvelopeEncryption implements ArchiveProtection {

    /** How long an unwrapped study key is kept in memory, unless said otherwise. */
    public static final Duration DEFAULT_KEY_LIFETIME = Duration.ofMinutes(10);

    /** How many unwrapped study keys are kept in memory, unless said otherwise. */
    public static final int DEFAULT_KEYS_IN_MEMORY = 10_000;

    /** How long a call of a key-encryption key may take, unless said otherwise. */
    public static final Duration DEFAULT_CALL_LIMIT = Duration.ofSeconds(10);

    private static final int SHA256_BYTES = 32;

    private final Map<String, KeyEncryptionKey> keys;
    private final Duration callLimit;
    private final Duration keyLifetime;
    private final int keysInMemory;
    private final Duration sight;

    private EnvelopeEncryption(
            Map<String, KeyEncryptionKey> keys,
            Duration callLimit,
            Duration keyLifetime,
            int keysInMemory,
            Duration sight) {
        this.keys = keys;
        this.callLimit = callLimit;
        this.keyLifetime = keyLifetime;
        this.keysInMemory = keysInMemory;
        this.sight = sight;
    }

    /**
     * With key-encryption keys.
     *
     * @param keys at least one: the first is that of an archive that is made; of one that exists, whichever it names
     * @return the protection
     */
    public static EnvelopeEncryption with(List<KeyEncryptionKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no key-encryption key");
        }
        keys.forEach(key -> {
            if (key.id().indexOf('#') >= 0) {
                throw new IllegalArgumentException("the identifier of a key-encryption key has no #: " + key.id());
            }
        });
        Map<String, KeyEncryptionKey> byId = new LinkedHashMap<>();
        keys.forEach(key -> byId.putIfAbsent(key.id(), key));
        return new EnvelopeEncryption(
                byId, DEFAULT_CALL_LIMIT, DEFAULT_KEY_LIFETIME, DEFAULT_KEYS_IN_MEMORY, StudyKeys.Bounds.SIGHT);
    }

    /**
     * With a key-encryption key.
     *
     * @param key the key
     * @return the protection
     */
    public static EnvelopeEncryption with(KeyEncryptionKey key) {
        return with(List.of(key));
    }

    /**
     * The same with other bounds of the memory that holds study keys.
     *
     * @param lifetime how long each is kept
     * @param number how many are kept
     * @return the protection
     */
    public EnvelopeEncryption keepingKeys(Duration lifetime, int number) {
        if (lifetime.isNegative() || number < 1) {
            throw new IllegalArgumentException("no such bounds: " + lifetime + ", " + number);
        }
        return new EnvelopeEncryption(keys, callLimit, Objects.requireNonNull(lifetime, "lifetime"), number, sight);
    }

    /**
     * The same with another limit of the time that a call of a key-encryption key may take. One that is not answered in
     * time, or fails in a way that may pass, is made again, as the archive's {@link io.clouddicom.RetryPolicy} says; the
     * error that is passed on at last names the key.
     *
     * @param limit how long one call may take
     * @return the protection
     */
    public EnvelopeEncryption callsWithin(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("no such limit: " + limit);
        }
        return new EnvelopeEncryption(keys, limit, keyLifetime, keysInMemory, sight);
    }

    /** For tests: that a key seals without another look at the store for no longer than this. */
    EnvelopeEncryption sealingWithin(Duration duration) {
        return new EnvelopeEncryption(keys, callLimit, keyLifetime, keysInMemory, duration);
    }

    @Override
    public ArchiveKeyRecord create(UUID archive, boolean opaqueNames) throws IOException {
        return new ArchiveKeyRecord(
                List.of(first().id()),
                opaqueNames ? Optional.of(NamingKey.create().wrap(archive, first())) : Optional.empty());
    }

    @Override
    public String seal(UUID archive, byte[] digest) throws IOException {
        return DescriptionSeal.make(archive, first(), digest, RetryPolicy.DEFAULT);
    }

    @Override
    public ProtectedArchive open(
            UUID archive, ArchiveKeyRecord record, byte[] digest, ObjectStore store, RetryPolicy retryPolicy)
            throws IOException {
        Map<String, KeyEncryptionKey> limited = limited();
        KeyEncryptionKey kek = current(record, limited, store);
        CipherWarmUp.begin();
        DescriptionSeal.check(archive, kek, record.seal(), digest, retryPolicy);
        StudyKeys studyKeys = new StudyKeys(
                archive, store, retryPolicy, limited, kek, new StudyKeys.Bounds(keyLifetime, keysInMemory, sight));
        SealedObjectStore sealed = new SealedObjectStore(store, archive, studyKeys);
        Optional<NamingKey> namingKey = namingKey(archive, record, kek, retryPolicy);
        return new EnvelopeArchive(archive, sealed, studyKeys, namingKey, Optional.empty(), retryPolicy);
    }

    @Override
    public ProtectedArchive openMoving(
            UUID archive,
            Optional<ArchiveKeyRecord> record,
            byte[] digest,
            ObjectStore store,
            RetryPolicy retryPolicy,
            SealingWatch watch)
            throws IOException {
        Map<String, KeyEncryptionKey> limited = limited();
        KeyEncryptionKey kek = record.isPresent()
                ? current(record.get(), limited, store)
                : limited.values().iterator().next();
        CipherWarmUp.begin();
        Optional<NamingKey> namingKey = Optional.empty();
        if (record.isPresent()) {
            DescriptionSeal.check(archive, kek, record.get().seal(), digest, retryPolicy);
            namingKey = namingKey(archive, record.get(), kek, retryPolicy);
        }
        StudyKeys studyKeys = new StudyKeys(
                archive,
                store,
                retryPolicy,
                limited,
                kek,
                new StudyKeys.Bounds(keyLifetime, keysInMemory, sight),
                study -> watch.known().mayHoldPlain(study));
        Resealing resealing = new Resealing(store, archive, retryPolicy);
        MovingObjectStore moving = new MovingObjectStore(store, archive, studyKeys, watch, resealing);
        StudyMove move = new StudyMove(store, retryPolicy, studyKeys, resealing, watch);
        return new EnvelopeArchive(archive, moving, studyKeys, namingKey, Optional.of(move), retryPolicy);
    }

    @Override
    public Duration sight() {
        return sight;
    }

    private Map<String, KeyEncryptionKey> limited() {
        Map<String, KeyEncryptionKey> limited = new LinkedHashMap<>();
        keys.forEach((id, key) -> limited.put(id, new LimitedKey(key, callLimit)));
        return limited;
    }

    /** Of the keys that were given, the one that wraps new ones in an archive. */
    private KeyEncryptionKey current(ArchiveKeyRecord record, Map<String, KeyEncryptionKey> limited, ObjectStore store)
            throws AuthenticationFailedException {
        String current = record.keyEncryptionKeys().get(0);
        KeyEncryptionKey kek = limited.get(current);
        if (kek == null) {
            throw new AuthenticationFailedException(
                    "open",
                    store.name(),
                    "the archive's keys are wrapped by " + current + ", not by " + String.join(", ", keys.keySet()));
        }
        return kek;
    }

    private static Optional<NamingKey> namingKey(
            UUID archive, ArchiveKeyRecord record, KeyEncryptionKey kek, RetryPolicy retryPolicy) throws IOException {
        if (record.namingKey().isEmpty()) {
            return Optional.empty();
        }
        String wrapped = record.namingKey().get();
        return Optional.of(Retries.run(retryPolicy, () -> NamingKey.unwrap(archive, kek, wrapped)));
    }

    /** The first key that was given: the one that an archive is made with, or moved to. */
    private KeyEncryptionKey first() {
        return new LimitedKey(keys.values().iterator().next(), callLimit);
    }

    private record EnvelopeArchive(
            UUID archive,
            ObjectStore sealed,
            StudyKeys keys,
            Optional<NamingKey> namingKey,
            Optional<StudyMove> move,
            RetryPolicy retryPolicy)
            implements ProtectedArchive {

        @Override
        public ObjectStore store() {
            return namingKey.isPresent() ? namingKey.get().over(sealed, archive) : sealed;
        }

        @Override
        public void checkSeal(ArchiveKeyRecord record, byte[] digest) throws IOException {
            String first = record.keyEncryptionKeys().get(0);
            DescriptionSeal.check(archive, keys.keyEncryptionKeyOf(first), record.seal(), digest, retryPolicy);
        }

        @Override
        public String seal(byte[] digest) throws IOException {
            return DescriptionSeal.make(archive, keys.current(), digest, retryPolicy);
        }

        @Override
        public boolean opaqueNames() {
            return namingKey.isPresent();
        }

        @Override
        public ArchiveKeyRecord record() {
            return new ArchiveKeyRecord(List.of(keys.current().id()), Optional.empty());
        }

        @Override
        public void follow(ArchiveKeyRecord record, byte[] digest) throws IOException {
            checkSeal(record, digest);
            keys.adopt(keys.keyEncryptionKeyOf(record.keyEncryptionKeys().get(0)));
        }

        private StudyMove moving() throws InvalidRequestException {
            return move.orElseThrow(() -> new InvalidRequestException(
                    "move", sealed.name(), "the archive was not opened as one that may be plain"));
        }

        @Override
        public MoveReport seal(String study, SealingListener listener, Step beforeTheEnd) throws IOException {
            return moving().seal(segment(study), listener, beforeTheEnd);
        }

        @Override
        public MoveReport unseal(String study, SealingListener listener, Step beforeTheEnd) throws IOException {
            return moving().unseal(segment(study), listener, beforeTheEnd);
        }

        /** The segment in the keys of the store. */
        private String segment(String study) {
            return namingKey.isPresent() ? namingKey.get().study(study, archive) : study;
        }

        @Override
        public Optional<String> keyEncryptionKey(String study) throws IOException {
            return keys.keyEncryptionKey(segment(study));
        }

        @Override
        public void checkKey(String study) throws IOException {
            keys.check(segment(study));
        }

        @Override
        public void loadKey(String study) throws IOException {
            keys.load(segment(study));
        }

        @Override
        public ArchiveKeyRecord adopt(ArchiveProtection target) throws IOException {
            if (!(target instanceof EnvelopeEncryption envelope)) {
                throw new UnsupportedFeatureException("rewrap", sealed.name(), "the target is another encryption");
            }
            KeyEncryptionKey kek = envelope.first();
            // One that cannot be used is not taken on.
            DescriptionSeal.make(archive, kek, new byte[SHA256_BYTES], retryPolicy);
            Optional<String> wrapped =
                    namingKey.isPresent() ? Optional.of(namingKey.get().wrap(archive, kek)) : Optional.empty();
            keys.adopt(kek);
            return new ArchiveKeyRecord(List.of(kek.id()), wrapped);
        }

        @Override
        public boolean rewrap(String study) throws IOException {
            return keys.rewrap(segment(study));
        }

        @Override
        public ReencryptReport reencrypt(String study, SealingListener listener, Step beforeTheEnd) throws IOException {
            return keys.reencrypt(segment(study), listener, beforeTheEnd);
        }

        @Override
        public void destroyKey(String study) throws IOException {
            keys.destroy(segment(study));
        }
    }
}
