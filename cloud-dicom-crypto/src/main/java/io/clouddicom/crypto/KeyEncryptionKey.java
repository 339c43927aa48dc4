package io.clouddicom.crypto;

import com.google.crypto.tink.Aead;
import io.clouddicom.crypto.internal.AeadKeyEncryptionKey;
import io.clouddicom.crypto.internal.KeyEncryptionKeys;
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
     * {@code "aws-kms://arn:aws:kms:eu-central-1:111122223333:key/…"}. No secret; at most 512 characters, none of them {@code #}.
     */
    String id();

    /**
     * Which version of this key wraps, as of now; {@link #unwrap} takes keys that any version wrapped that is still kept.
     * It stands behind the {@link #id} of a wrapped key, so that a key can be wrapped anew when the version has changed.
     *
     * @return up to 128 characters; empty if the key has no versions, or does not tell
     * @throws IOException a {@link io.clouddicom.CloudDicomException}
     */
    default String version() throws IOException {
        return "";
    }

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
     * Opens a key by its URI, with whatever {@link KeyEncryptionKeyProvider}s there are on the class path or module path.
     *
     * @param uri its URI, such as {@code local:/etc/cloud-dicom/key.json}
     * @return the key
     * @throws io.clouddicom.InvalidRequestException the URI is not understood
     * @throws io.clouddicom.UnsupportedFeatureException nothing opens its scheme; the message lists what there is
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    static KeyEncryptionKey open(String uri) throws IOException {
        return KeyEncryptionKeys.open(uri);
    }

    /**
     * A key of the caller's own: any {@code Aead} of Tink, be it of a keyset or of a KMS client.
     *
     * @param id what names it
     * @param aead encrypts and decrypts keys
     * @return the key
     */
    static KeyEncryptionKey of(String id, Aead aead) {
        return new AeadKeyEncryptionKey(id, "", aead);
    }
}
