package io.clouddicom.key;

import java.util.List;
import java.util.Optional;

/**
 * What the description of a sealed archive says of its keys. No secret.
 *
 * @param keyEncryptionKeys the identifiers of the key-encryption keys that wrap the archive's keys: the first wraps new
 *     ones, the others are on their way out
 * @param namingKey of an archive with opaque names: the key that makes them, wrapped, in base64
 */
public record ArchiveKeyRecord(List<String> keyEncryptionKeys, Optional<String> namingKey) {
    /** Copies the list. */
    public ArchiveKeyRecord {
        keyEncryptionKeys = List.copyOf(keyEncryptionKeys);
        if (keyEncryptionKeys.isEmpty()) {
            throw new IllegalArgumentException("a sealed archive has a key-encryption key");
        }
    }
}
