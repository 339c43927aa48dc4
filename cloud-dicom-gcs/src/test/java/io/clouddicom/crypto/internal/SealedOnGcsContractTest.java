package io.clouddicom.crypto.internal;

import io.clouddicom.gcs.ContractOnGcs;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import java.util.UUID;

/** Sealed, the store on Google Cloud Storage is a store like any other. */
class SealedOnGcsContractTest extends ContractOnGcs {
    @Override
    protected ObjectStore createStore() {
        UUID archive = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        return new SealedObjectStore(storeOnServer(), archive, OneKey.random());
    }

    /** One key for all objects, whatever their names. */
    private record OneKey(SealingKey key) implements SealingKeys {
        static OneKey random() {
            try {
                return new OneKey(SealingKey.of(SealingKey.newKeyset()));
            } catch (java.security.GeneralSecurityException e) {
                throw new AssertionError(e);
            }
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
}
