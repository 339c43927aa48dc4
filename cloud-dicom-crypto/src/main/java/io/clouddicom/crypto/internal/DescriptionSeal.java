package io.clouddicom.crypto.internal;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.UUID;

/**
 * The seal of an archive's description: its digest, wrapped by the key-encryption key. Nobody else can make one, so nobody
 * else can alter what an archive says of itself.
 */
public final class DescriptionSeal {
    private static final ObjectKey DESCRIPTION = new ObjectKey("archive.json");

    private DescriptionSeal() {}

    /**
     * Seals.
     *
     * @param digest of all that the description says
     * @return the seal, in base64
     */
    public static String make(UUID archive, KeyEncryptionKey kek, byte[] digest, RetryPolicy retryPolicy)
            throws IOException {
        byte[] associatedData = AssociatedData.DESCRIPTION.of(archive, DESCRIPTION);
        return Base64.getEncoder().encodeToString(Retries.run(retryPolicy, () -> kek.wrap(digest, associatedData)));
    }

    /**
     * Checks.
     *
     * @param seal what the description holds
     * @param digest of all that it says
     * @throws AuthenticationFailedException it says other than what was sealed
     */
    public static void check(UUID archive, KeyEncryptionKey kek, String seal, byte[] digest, RetryPolicy retryPolicy)
            throws IOException {
        byte[] wrapped;
        try {
            wrapped = Base64.getDecoder().decode(seal);
        } catch (IllegalArgumentException e) {
            throw altered(e);
        }
        if (!Base64.getEncoder().encodeToString(wrapped).equals(seal)) {
            // Several texts are decoded to the same bytes.
            throw altered(null);
        }
        if (wrapped.length == 0) {
            throw new AuthenticationFailedException(
                    "open", DESCRIPTION.value(), "the archive's description has no seal");
        }
        byte[] associatedData = AssociatedData.DESCRIPTION.of(archive, DESCRIPTION);
        byte[] sealed;
        try {
            sealed = Retries.run(retryPolicy, () -> kek.unwrap(wrapped, associatedData));
        } catch (AuthenticationFailedException e) {
            throw altered(e);
        }
        if (!MessageDigest.isEqual(sealed, digest)) {
            throw altered(null);
        }
    }

    private static AuthenticationFailedException altered(@org.jspecify.annotations.Nullable Throwable cause) {
        return new AuthenticationFailedException(
                "open",
                DESCRIPTION.value(),
                "archive.json was altered or damaged: it is not what its key sealed",
                cause);
    }
}
