package io.clouddicom.crypto.internal;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;

/**
 * The key that makes opaque names; the archive's description holds it, wrapped.
 *
 * @param keyset as Tink writes it: a secret
 */
public record NamingKey(byte[] keyset) {
    private static final ObjectKey DESCRIPTION = new ObjectKey("archive.json");

    /** A fresh one. */
    public static NamingKey create() {
        return new NamingKey(OpaqueNames.newKeyset());
    }

    /** Wraps it, as the description holds it. */
    public String wrap(UUID archive, KeyEncryptionKey kek) throws IOException {
        byte[] wrapped = kek.wrap(keyset, AssociatedData.NAMING_KEY.of(archive, DESCRIPTION));
        return Base64.getEncoder().encodeToString(wrapped);
    }

    /**
     * Unwraps one.
     *
     * @throws AuthenticationFailedException it was altered, or is of another archive or key
     */
    public static NamingKey unwrap(UUID archive, KeyEncryptionKey kek, String wrapped) throws IOException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(wrapped);
        } catch (IllegalArgumentException e) {
            throw new AuthenticationFailedException("open", DESCRIPTION.value(), "the naming key was altered", e);
        }
        return new NamingKey(kek.unwrap(bytes, AssociatedData.NAMING_KEY.of(archive, DESCRIPTION)));
    }

    private OpaqueNames names(UUID archive) {
        try {
            return new OpaqueNames(archive, keyset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("what was unwrapped is a naming key", e);
        }
    }

    /** The store with the names that the archive gives. */
    public ObjectStore over(ObjectStore store, UUID archive) {
        return new OpaqueNamesStore(store, names(archive));
    }

    /** The name of a study's segment. */
    public String study(String segment, UUID archive) {
        return names(archive).hide(OpaqueNames.Level.STUDY, segment);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "NamingKey";
    }
}
