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
 * @param version which version of it wraps; empty if it has none
 * @param aead encrypts and decrypts keys
 */
public record AeadKeyEncryptionKey(String id, String version, Aead aead) implements KeyEncryptionKey {
    private static final int LONGEST_ID = 512;
    private static final int LONGEST_VERSION = 128;

    /** Checks the name. */
    public AeadKeyEncryptionKey {
        Objects.requireNonNull(aead, "aead");
        if (id.isEmpty() || id.length() > LONGEST_ID || id.indexOf('#') >= 0) {
            throw new IllegalArgumentException(
                    "the id of a key has 1 to " + LONGEST_ID + " characters, none of them #");
        }
        if (version.length() > LONGEST_VERSION) {
            throw new IllegalArgumentException("the version of a key has " + LONGEST_VERSION + " characters at most");
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
            if (failedElsewhere(e)) {
                throw new UnavailableException("unwrap", id, "the key-encryption key cannot be used", e);
            }
            throw new AuthenticationFailedException(
                    "unwrap", id, "the wrapped key was altered or moved, or is of another key-encryption key", e);
        }
    }

    /** An Aead of a KMS client has one type of error for a wrong ciphertext and for a KMS that does not answer. */
    private static boolean failedElsewhere(GeneralSecurityException error) {
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (!(cause instanceof GeneralSecurityException)) {
                return true;
            }
        }
        return false;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return id;
    }
}
