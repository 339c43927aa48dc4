package io.clouddicom.gcs;

import com.google.auth.Credentials;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.gcs.internal.GcpKmsKey;

/**
 * Key-encryption keys in Google's Cloud KMS, with the caller's own credentials. Those of {@code
 * gcp-kms://projects/P/locations/L/keyRings/R/cryptoKeys/K} are opened by the URI alone.
 */
public final class GcpKeys {

    private GcpKeys() {}

    /**
     * Opens a key. Nothing is requested before it is used.
     *
     * @param uri its URI
     * @param credentials with the scope {@code https://www.googleapis.com/auth/cloudkms} or a larger one
     * @return the key
     * @throws InvalidRequestException the URI is not understood
     */
    public static KeyEncryptionKey open(String uri, Credentials credentials) throws InvalidRequestException {
        return GcpKmsKey.open(uri, credentials);
    }
}
