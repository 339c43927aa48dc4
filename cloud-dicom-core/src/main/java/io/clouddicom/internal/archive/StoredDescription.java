package io.clouddicom.internal.archive;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.internal.format.ArchiveDescription;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import java.io.IOException;

/**
 * The object {@code archive.json} as it lies in a store.
 *
 * @param description what it says
 * @param version its version
 */
record StoredDescription(ArchiveDescription description, ObjectVersion version) {
    private static final String NAME = ObjectNames.ARCHIVE_DESCRIPTION.value();

    /**
     * Reads it. To whoever has keys, one that is no description of a sealed archive as this version writes it, byte by byte,
     * is one that was altered; its seal, which covers what it says, is left to check.
     *
     * @param withKeys whether the reader has keys
     * @throws io.clouddicom.NotFoundException there is none
     * @throws AuthenticationFailedException it was altered; only with keys
     * @throws CorruptDataException it is no description; only without keys
     * @throws UnsupportedFeatureException it is one that this version does not know; only without keys
     */
    static StoredDescription read(ObjectStore store, boolean withKeys) throws IOException {
        try (ObjectReader reader =
                store.get(ObjectNames.ARCHIVE_DESCRIPTION, ByteRange.suffix(ArchiveDescription.MAX_BYTES))) {
            byte[] json = reader.readAllBytes();
            ArchiveDescription description = withKeys ? unaltered(json) : ArchiveDescription.parse(json, NAME);
            return new StoredDescription(description, reader.info().version());
        }
    }

    private static ArchiveDescription unaltered(byte[] json) throws AuthenticationFailedException {
        ArchiveDescription description;
        try {
            description = ArchiveDescription.parse(json, NAME);
        } catch (CorruptDataException e) {
            throw new AuthenticationFailedException("open", NAME, "archive.json was altered or damaged", e);
        } catch (UnsupportedFeatureException e) {
            // Nothing tells which keys a newer version asks, so no reason to take it for one.
            throw new AuthenticationFailedException(
                    "open", NAME, "archive.json was altered or damaged, or is of a newer version", e);
        }
        if (description.keys().isPresent() && !description.isWrittenAs(json)) {
            throw new AuthenticationFailedException("open", NAME, "archive.json was altered or damaged");
        }
        return description;
    }
}
