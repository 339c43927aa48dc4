package io.clouddicom.testkit;

import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;

class MemoryStoreContractTest extends ObjectStoreContract {
    @Override
    protected ObjectStore createStore() {
        return ObjectStores.memory();
    }
}
