package io.clouddicom.internal.archive;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.internal.format.ArchiveDescription;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.key.ArchiveKeyRecord;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
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
     */
    public static ArchiveDescription open(ObjectStore store, Optional<NewArchive> create, RetryPolicy retryPolicy)
            throws IOException {
        Retries retries = RetryingObjectStore.retries(store, retryPolicy);
        while (true) {
            try {
                return read(store);
            } catch (NotFoundException e) {
                if (create.isEmpty()) {
                    throw new NotFoundException("open", store.name(), "there is no archive", e);
                }
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

    /**
     * Changes the keys that an archive's description names.
     *
     * @param change makes the new record of the one that is there
     */
    static void changeKeys(ObjectStore store, UnaryOperator<ArchiveKeyRecord> change, RetryPolicy retryPolicy)
            throws IOException {
        Retries retries = RetryingObjectStore.retries(store, retryPolicy);
        while (true) {
            ObjectVersion version;
            ArchiveDescription present;
            try (ObjectReader reader =
                    store.get(ObjectNames.ARCHIVE_DESCRIPTION, ByteRange.suffix(ArchiveDescription.MAX_BYTES))) {
                version = reader.info().version();
                present = ArchiveDescription.parse(reader.readAllBytes(), ObjectNames.ARCHIVE_DESCRIPTION.value());
            }
            ArchiveKeyRecord keys = present.keys().orElseThrow();
            ArchiveKeyRecord changed = change.apply(keys);
            if (changed.equals(keys)) {
                return;
            }
            try {
                store.put(
                        ObjectNames.ARCHIVE_DESCRIPTION,
                        ObjectContent.of(present.withKeys(changed).toJson()),
                        PutCondition.ifVersion(version));
                return;
            } catch (PreconditionFailedException | OutcomeUnknownException e) {
                retries.pauseOrThrow(e);
            }
        }
    }

    private static ArchiveDescription read(ObjectStore store) throws IOException {
        try (ObjectReader reader =
                store.get(ObjectNames.ARCHIVE_DESCRIPTION, ByteRange.suffix(ArchiveDescription.MAX_BYTES))) {
            return ArchiveDescription.parse(reader.readAllBytes(), ObjectNames.ARCHIVE_DESCRIPTION.value());
        }
    }
}
