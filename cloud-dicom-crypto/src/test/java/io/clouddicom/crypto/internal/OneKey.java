package io.clouddicom.crypto.internal;

import com.google.crypto.tink.KeysetHandle;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import java.security.GeneralSecurityException;
import java.util.UUID;

/** One key for all objects, whatever their names. */
public record OneKey(SealingKey key) implements SealingKeys {
    static final UUID ARCHIVE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    static OneKey of(KeysetHandle keyset) {
        try {
            return new OneKey(SealingKey.of(keyset));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A store whose objects are sealed, every one, with a fresh key. */
    public static SealedObjectStore over(ObjectStore store) {
        return new SealedObjectStore(store, ARCHIVE, of(SealingKey.newKeyset()));
    }

    @Override
    public boolean sealed(ObjectKey object) {
        return true;
    }

    @Override
    public SealingKey toSeal(ObjectKey object) {
        return key;
    }

    @Override
    public SealingKey toOpen(ObjectKey object) {
        return key;
    }
}
