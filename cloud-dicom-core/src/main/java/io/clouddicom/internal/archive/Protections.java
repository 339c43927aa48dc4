package io.clouddicom.internal.archive;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.internal.format.ArchiveDescription;
import io.clouddicom.key.ArchiveKeyRecord;
import io.clouddicom.key.ArchiveProtection;
import io.clouddicom.key.ArchiveProtectionProvider;
import io.clouddicom.key.ProtectedArchive;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Finds the encryption, and sees to it that an archive is opened as it was made: sealed with keys, plain without. */
public final class Protections {
    private Protections() {}

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

    /**
     * Opens an archive with its keys.
     *
     * @param description what it is
     * @param protection the keys that were given, if any
     * @param opaqueNames whether it has to have opaque names
     * @param store its store
     * @return the opened archive; empty if it is plain
     * @throws InvalidRequestException it is sealed and there are no keys, or plain and there are
     */
    public static Optional<ProtectedArchive> apply(
            ArchiveDescription description,
            Optional<ArchiveProtection> protection,
            boolean opaqueNames,
            ObjectStore store,
            RetryPolicy retryPolicy)
            throws IOException {
        Optional<ArchiveKeyRecord> record = description.keys();
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
        if (record.isEmpty() && protection.isPresent()) {
            throw new InvalidRequestException(
                    "open", store.name(), "the archive is not encrypted, but a key was given for it");
        }
        return record.isEmpty()
                ? Optional.empty()
                : Optional.of(protection
                        .get()
                        .open(description.id(), record.get(), description.digest(), store, retryPolicy));
    }
}
