package io.clouddicom.crypto;

import com.google.crypto.tink.Aead;
import io.clouddicom.crypto.internal.AeadKeyEncryptionKey;
import java.io.IOException;

/**
 * A key that wraps study keys and never leaves where it is kept: a KMS, an HSM, a file. Safe for use by any number of
 * threads.
 *
 * <p>Every implementation wraps with authentication: {@link #unwrap} ends with an
 * {@link io.clouddicom.AuthenticationFailedException} if a single bit of the wrapped key or of the associated data is
 * not what it was, or if it was another key that wrapped. Failures that may pass are
 * {@link io.clouddicom.UnavailableException} or {@link io.clouddicom.ThrottledException}, whose object is this key's
 * {@link #id}; a refusal is an {@link io.clouddicom.AccessDeniedException}. Repeating is the caller's.
 */
public interface KeyEncryptionKey {

    /**
     * What names this key in archives and messages, stable for its life and the same wherever it is opened, such as
     * {@code "aws-kms://arn:aws:kms:eu-central-1:111122223333:key/…"}. No secret; at most 512 characters.
     */
    String id();

    /**
     * Wraps a key.
     *
     * @param key the bytes of the key, less than 4096
     * @param associatedData what it is bound to
     * @return the wrapped key
     * @throws IOException a {@link io.clouddicom.CloudDicomException}
     */
    byte[] wrap(byte[] key, byte[] associatedData) throws IOException;

    /**
     * Unwraps a key.
     *
     * @param wrapped what {@link #wrap} gave
     * @param associatedData what it was bound to
     * @return the bytes of the key
     * @throws io.clouddicom.AuthenticationFailedException this is not what was wrapped by this key
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    byte[] unwrap(byte[] wrapped, byte[] associatedData) throws IOException;

    /**
     * A key of the caller's own: any {@code Aead} of Tink, be it of a keyset or of a KMS client.
     *
     * @param id what names it
     * @param aead encrypts and decrypts keys
     * @return the key
     */
    static KeyEncryptionKey of(String id, Aead aead) {
        return new AeadKeyEncryptionKey(id, aead);
    }
}
