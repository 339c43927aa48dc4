package io.clouddicom.internal.archive;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.internal.format.ArchiveDescription;
import io.clouddicom.key.ArchiveKeyRecord;
import io.clouddicom.key.ArchiveProtection;
import io.clouddicom.key.ArchiveProtectionProvider;
import io.clouddicom.key.ProtectedArchive;
import io.clouddicom.key.SealingState;
import io.clouddicom.key.SealingWatch;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Finds the encryption, and sees to it that an archive is opened as it was made: sealed with keys, plain without.
 *
 * @param protection the keys that were given, if any
 * @param opaqueNames whether it has to have opaque names
 * @param mayBePlain whether it may be plain, wholly or in part, although there are keys
 * @param sightWithoutKeys how long those who have no keys go by what they have seen of the archive's encryption
 * @param retryPolicy for requests for keys
 */
public record Protections(
        Optional<ArchiveProtection> protection,
        boolean opaqueNames,
        boolean mayBePlain,
        Duration sightWithoutKeys,
        RetryPolicy retryPolicy) {

    /**
     * An archive opened with its keys, or without.
     *
     * @param sealed the keys; empty if there are none
     * @param store as the archive sees it
     * @param watch what the archive says of its encryption
     * @param moving whether it may move while it is open
     * @param sight how long others go by what they have seen of its encryption
     */
    public record Opened(
            Optional<ProtectedArchive> sealed, ObjectStore store, SealingWatch watch, boolean moving, Duration sight) {}

    /**
     * Opens keys by their URIs.
     *
     * @param keyUris at least one
     * @throws UnsupportedFeatureException there is no encryption on the class path
     */
    public static ArchiveProtection open(List<String> keyUris) throws IOException {
        for (ServiceLoader<ArchiveProtectionProvider> providers : List.of(
                ServiceLoader.load(ArchiveProtectionProvider.class),
                ServiceLoader.load(ArchiveProtectionProvider.class, Protections.class.getClassLoader()))) {
            Optional<ArchiveProtectionProvider> provider = providers.findFirst();
            if (provider.isPresent()) {
                return provider.get().open(keyUris);
            }
        }
        throw new UnsupportedFeatureException(
                "open", "the key", "encryption is not on the class path; the module cloud-dicom-crypto has it");
    }

    /** Whether there are keys. */
    public boolean withKeys() {
        return protection.isPresent();
    }

    /**
     * Opens an archive with its keys.
     *
     * @param first what it is, as it was seen
     * @param store its store
     * @throws InvalidRequestException it is sealed and there are no keys, or plain and there are, or on its way
     */
    public Opened open(ArchiveOpening.Seen first, ObjectStore store) throws IOException {
        ArchiveDescription description = first.description();
        Optional<ArchiveKeyRecord> record = description.keys();
        check(record, store);
        Duration sight = protection.map(ArchiveProtection::sight).orElse(sightWithoutKeys);
        DescriptionWatch watch =
                new DescriptionWatch(new RetryingObjectStore(store, retryPolicy), withKeys(), sight, first);
        if (protection.isEmpty()) {
            return new Opened(Optional.empty(), new SteadyStore(store, watch), watch, false, sight);
        }
        ProtectedArchive sealed = mayBePlain
                ? protection.get().openMoving(description.id(), record, description.digest(), store, retryPolicy, watch)
                : protection
                        .get()
                        .open(description.id(), record.orElseThrow(), description.digest(), store, retryPolicy);
        watch.follow(sealed);
        ObjectStore seen = mayBePlain ? sealed.store() : new SteadyStore(sealed.store(), watch);
        return new Opened(Optional.of(sealed), seen, watch, mayBePlain, sight);
    }

    private void check(Optional<ArchiveKeyRecord> record, ObjectStore store) throws InvalidRequestException {
        if (record.isPresent() && protection.isEmpty()) {
            throw new InvalidRequestException(
                    "open",
                    store.name(),
                    "the archive is encrypted, so its key is needed: "
                            + String.join(" or ", record.get().keyEncryptionKeys()));
        }
        if (opaqueNames && !record.flatMap(ArchiveKeyRecord::namingKey).isPresent()) {
            throw new InvalidRequestException(
                    "open",
                    store.name(),
                    "the archive has no opaque names; they are chosen when an encrypted one is made");
        }
        if (protection.isEmpty() || mayBePlain) {
            return;
        }
        if (record.isEmpty()) {
            throw new InvalidRequestException(
                    "open", store.name(), "the archive is not encrypted, but a key was given for it");
        }
        SealingState state = record.get().sealing().state();
        if (state != SealingState.ENCRYPTED) {
            throw new InvalidRequestException(
                    "open",
                    store.name(),
                    "the archive is being " + (state == SealingState.ENCRYPTING ? "encrypted" : "decrypted")
                            + ", so some of it may lie in the clear; say that it may be plain");
        }
    }
}
