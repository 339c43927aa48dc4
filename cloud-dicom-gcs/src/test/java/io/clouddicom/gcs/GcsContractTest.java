package io.clouddicom.gcs;

import io.clouddicom.store.ObjectStore;

/** The store keeps the contract. */
class GcsContractTest extends ContractOnGcs {
    @Override
    protected ObjectStore createStore() {
        return storeOnServer();
    }
}
