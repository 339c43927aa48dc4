package io.clouddicom.key;

import java.util.List;
import java.util.Optional;

/**
 * What the description of a sealed archive says of its keys. No secret.
 *
 * @param keyEncryptionKeys the identifiers of the key-encryption keys that wrap the archive's keys: the first wraps new
 *     ones, the others are on their way out
 * @param namingKey of an archive with opaque names: the key that makes them, wrapped, in base64
 * @param sealing how far the archive is encrypted; not {@link SealingState#PLAIN}
 * @param seal what the first of the key-encryption keys made of the digest of the description, in base64; empty only until
 *     it is made
 */
public record ArchiveKeyRecord(
        List<String> keyEncryptionKeys, Optional<String> namingKey, ArchiveSealing sealing, String seal) {
    /** Copies the list. */
    public ArchiveKeyRecord {
        keyEncryptionKeys = List.copyOf(keyEncryptionKeys);
        if (keyEncryptionKeys.isEmpty()) {
            throw new IllegalArgumentException("a sealed archive has a key-encryption key");
        }
        if (sealing.state() == SealingState.PLAIN) {
            throw new IllegalArgumentException("a plain archive has no keys");
        }
    }

    /**
     * The record of an archive that is encrypted as a whole, not sealed yet.
     *
     * @param keyEncryptionKeys as in the record
     * @param namingKey as in the record
     */
    public ArchiveKeyRecord(List<String> keyEncryptionKeys, Optional<String> namingKey) {
        this(keyEncryptionKeys, namingKey, ArchiveSealing.ENCRYPTED, "");
    }

    /**
     * The same with other keys, not sealed yet.
     *
     * @param otherKeys the identifiers of the key-encryption keys
     * @param otherNamingKey the key that makes opaque names, wrapped by the first of them
     * @return the record
     */
    public ArchiveKeyRecord withKeys(List<String> otherKeys, Optional<String> otherNamingKey) {
        return new ArchiveKeyRecord(otherKeys, otherNamingKey, sealing, "");
    }

    /**
     * The same in another state, not sealed yet.
     *
     * @param other how far the archive is encrypted
     * @return the record
     */
    public ArchiveKeyRecord withSealing(ArchiveSealing other) {
        return new ArchiveKeyRecord(keyEncryptionKeys, namingKey, other, "");
    }

    /**
     * The same, sealed.
     *
     * @param other the seal
     * @return the record
     */
    public ArchiveKeyRecord withSeal(String other) {
        return new ArchiveKeyRecord(keyEncryptionKeys, namingKey, sealing, other);
    }
}
