package io.clouddicom.crypto.internal;

import io.clouddicom.store.ObjectKey;

/**
 * One key for all objects, whatever their names.
 *
 * @param key the key
 */
record FixedKey(SealingKey key) implements SealingKeys {

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
