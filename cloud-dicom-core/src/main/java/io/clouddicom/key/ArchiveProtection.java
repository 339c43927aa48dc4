package io.clouddicom.key;

import io.clouddicom.RetryPolicy;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * An encryption with the keys that were given, before it is known for which archive. Safe for use by any number of
 * threads.
 */
public interface ArchiveProtection {

    /**
     * Begins the protection of an archive that is being made.
     *
     * @param archive its random number
     * @param opaqueNames whether the names of its objects are to tell nothing
     * @return what its description is to record
     * @throws IOException a {@link io.clouddicom.CloudDicomException}: the keys cannot be used
     */
    ArchiveKeyRecord create(UUID archive, boolean opaqueNames) throws IOException;

    /**
     * Seals the description of an archive that is being made, so that nobody without the key can alter it.
     *
     * @param archive its random number
     * @param digest the digest of all that the description says
     * @return the seal, in base64
     * @throws IOException a {@link io.clouddicom.CloudDicomException}: the keys cannot be used
     */
    String seal(UUID archive, byte[] digest) throws IOException;

    /**
     * Opens a sealed archive.
     *
     * @param archive the archive's random number, to which everything sealed is bound
     * @param record what its description says of its keys
     * @param digest the digest of all that the description says, which has to be the one that was sealed
     * @param store the store with the sealed bytes; requests that fail are not repeated by it
     * @param retryPolicy how often requests for keys are repeated
     * @return the archive, opened
     * @throws io.clouddicom.AuthenticationFailedException the keys that were given are not the archive's, or its
     *     description was altered
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    ProtectedArchive open(
            UUID archive, ArchiveKeyRecord record, byte[] digest, ObjectStore store, RetryPolicy retryPolicy)
            throws IOException;

    /**
     * Opens an archive that may be plain, wholly or in part, and follows it while it is encrypted or decrypted in place.
     *
     * @param archive the archive's random number, to which everything sealed is bound
     * @param record what its description says of its keys; empty if it says that it is plain
     * @param digest the digest of all that the description says, which has to be the one that was sealed
     * @param store the store; requests that fail are not repeated by it
     * @param retryPolicy how often requests for keys are repeated
     * @param watch what the archive says of its encryption
     * @return the archive, opened
     * @throws io.clouddicom.AuthenticationFailedException the keys that were given are not the archive's, or its
     *     description was altered
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    ProtectedArchive openMoving(
            UUID archive,
            Optional<ArchiveKeyRecord> record,
            byte[] digest,
            ObjectStore store,
            RetryPolicy retryPolicy,
            SealingWatch watch)
            throws IOException;

    /** How long a put may go by what was seen of the archive's description; the same on all nodes. */
    default Duration sight() {
        return SIGHT;
    }

    /** The usual {@link #sight}, also of those who have no keys. A part of the format, as all nodes have to keep to it. */
    Duration SIGHT = Duration.ofSeconds(30);
}
