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
import io.clouddicom.key.Moment;
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

    /**
     * What an archive is.
     *
     * @param description what it says
     * @param moment when it was there
     */
    public record Seen(ArchiveDescription description, Moment moment) {}

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
    public static Seen open(ObjectStore store, Optional<NewArchive> create, boolean withKeys, RetryPolicy retryPolicy)
            throws IOException {
        Retries retries = RetryingObjectStore.retries(store, retryPolicy);
        while (true) {
            Moment now = Moment.now();
            try {
                return new Seen(StoredDescription.read(store, withKeys).description(), now);
            } catch (NotFoundException e) {
                if (create.isEmpty()) {
                    throw new NotFoundException("open", store.name(), "there is no archive", e);
                }
            }
            if (hasStudies(store)) {
                // Unless it came meanwhile, it was lost or taken away: another one would not fit what is there.
                return new Seen(readOfStudies(store, withKeys), now);
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
     * Changes what an archive's description says. What is there is checked before, and what comes is sealed, unless it says
     * that the archive is plain.
     *
     * @param archive its keys
     * @param change makes the new description of the one that is there; the same one if it is to stay
     * @return what is there now
     */
    static ArchiveDescription change(
            ObjectStore store,
            ProtectedArchive archive,
            UnaryOperator<ArchiveDescription> change,
            RetryPolicy retryPolicy)
            throws IOException {
        Retries retries = RetryingObjectStore.retries(store, retryPolicy);
        while (true) {
            StoredDescription stored = StoredDescription.read(store, true);
            ArchiveDescription present = stored.description();
            if (present.keys().isPresent()) {
                archive.checkSeal(present.keys().get(), present.digest());
            }
            ArchiveDescription changed = change.apply(present);
            if (changed.equals(present)) {
                return present;
            }
            if (changed.keys().isPresent()) {
                changed = changed.sealed(archive.seal(changed.digest()));
            }
            try {
                store.put(
                        ObjectNames.ARCHIVE_DESCRIPTION,
                        ObjectContent.of(changed.toJson()),
                        PutCondition.ifVersion(stored.version()));
                return changed;
            } catch (PreconditionFailedException | OutcomeUnknownException e) {
                retries.pauseOrThrow(e);
            }
        }
    }

    /** Changes the keys that the description of a sealed archive names. */
    static void changeKeys(
            ObjectStore store,
            ProtectedArchive archive,
            UnaryOperator<ArchiveKeyRecord> change,
            RetryPolicy retryPolicy)
            throws IOException {
        change(
                store,
                archive,
                present -> present.withKeys(change.apply(present.keys().orElseThrow())),
                retryPolicy);
    }
}
