package io.clouddicom.crypto.internal;

import com.google.crypto.tink.Aead;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.UnavailableException;
import io.clouddicom.crypto.KeyEncryptionKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Objects;

/**
 * A key that is one of Tink's.
 *
 * @param id what names it
 * @param aead encrypts and decrypts keys
 */
public record AeadKeyEncryptionKey(String id, Aead aead) implements KeyEncryptionKey {
    private static final int LONGEST_ID = 512;

    /** Checks the name. */
    public AeadKeyEncryptionKey {
        Objects.requireNonNull(aead, "aead");
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw new IllegalArgumentException("the id of a key has 1 to " + LONGEST_ID + " characters");
        }
    }

    @Override
    public byte[] wrap(byte[] key, byte[] associatedData) throws IOException {
        try {
            return aead.encrypt(key, associatedData);
        } catch (GeneralSecurityException e) {
            throw new UnavailableException("wrap", id, "the key-encryption key cannot be used", e);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associatedData) throws IOException {
        try {
            return aead.decrypt(wrapped, associatedData);
        } catch (GeneralSecurityException e) {
            throw new AuthenticationFailedException(
                    "unwrap", id, "the wrapped key was altered or moved, or is of another key-encryption key", e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return id;
    }
}
