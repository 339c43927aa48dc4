package io.clouddicom.internal.archive;

import io.clouddicom.store.KeptCopies;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;

/** What is done about copies on a local disk that are sound by their checksums, but not what was stored. */
final class Copies {
    private Copies() {}

    /**
     * Forgets the copies of an object.
     *
     * @return whether there were any, so that reading again is worth while
     */
    static boolean distrust(ObjectStore store, ObjectKey key) {
        return store.ability(KeptCopies.class)
                .filter(copies -> copies.forget(key))
                .isPresent();
    }
}
