package io.clouddicom.internal.archive;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.internal.format.ArchiveDescription;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.key.ArchiveKeyRecord;
import io.clouddicom.key.ProtectedArchive;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Finds out what the archive in a store is, or makes one. */
public final class ArchiveOpening {
    private ArchiveOpening() {}

    /** Describes an archive that is to be made. */
    @FunctionalInterface
    public interface NewArchive {
        /** The description. */
        ArchiveDescription describe() throws IOException;
    }

    /**
     * Reads the archive's description. Where there is none, one is put if absent and read again: of two that make an
     * archive at once, both end with the same one.
     *
     * @param create what the one that is made is; empty if none is made
     * @param withKeys whether there are keys, to which a description that was altered is one that is not authentic
     */
    public static ArchiveDescription open(
            ObjectStore store, Optional<NewArchive> create, boolean withKeys, RetryPolicy retryPolicy)
            throws IOException {
        Retries retries = RetryingObjectStore.retries(store, retryPolicy);
        while (true) {
            try {
                return StoredDescription.read(store, withKeys).description();
            } catch (NotFoundException e) {
                if (create.isEmpty()) {
                    throw new NotFoundException("open", store.name(), "there is no archive", e);
                }
            }
            if (hasStudies(store)) {
                // Unless it came meanwhile, it was lost or taken away: another one would not fit what is there.
                return readOfStudies(store, withKeys);
            }
            try {
                store.put(
                        ObjectNames.ARCHIVE_DESCRIPTION,
                        ObjectContent.of(create.get().describe().toJson()),
                        PutCondition.ifAbsent());
            } catch (AlreadyExistsException e) {
                // Made by another one meanwhile: that is the archive.
                continue;
            } catch (OutcomeUnknownException e) {
                retries.pauseOrThrow(e);
            }
        }
    }

    private static boolean hasStudies(ObjectStore store) throws IOException {
        try (Listing<String> prefixes = store.listPrefixes(ObjectNames.STUDIES, "")) {
            return prefixes.next() != null;
        }
    }

    private static ArchiveDescription readOfStudies(ObjectStore store, boolean withKeys) throws IOException {
        try {
            return StoredDescription.read(store, withKeys).description();
        } catch (NotFoundException e) {
            throw new CorruptDataException(
                    "open",
                    ObjectNames.ARCHIVE_DESCRIPTION.value(),
                    "there are studies, but the description of their archive is gone",
                    e);
        }
    }

    /**
     * Changes the keys that an archive's description names. What is there is checked before, and what comes is sealed.
     *
     * @param archive its keys
     * @param change makes the new record of the one that is there
     */
    static void changeKeys(
            ObjectStore store,
            ProtectedArchive archive,
            UnaryOperator<ArchiveKeyRecord> change,
            RetryPolicy retryPolicy)
            throws IOException {
        Retries retries = RetryingObjectStore.retries(store, retryPolicy);
        while (true) {
            StoredDescription stored = StoredDescription.read(store, true);
            ArchiveDescription present = stored.description();
            ArchiveKeyRecord keys = present.keys().orElseThrow();
            archive.checkSeal(keys, present.digest());
            ArchiveDescription changed = present.withKeys(change.apply(keys));
            if (changed.equals(present)) {
                return;
            }
            try {
                store.put(
                        ObjectNames.ARCHIVE_DESCRIPTION,
                        ObjectContent.of(
                                changed.sealed(archive.seal(changed.digest())).toJson()),
                        PutCondition.ifVersion(stored.version()));
                return;
            } catch (PreconditionFailedException | OutcomeUnknownException e) {
                retries.pauseOrThrow(e);
            }
        }
    }
}
