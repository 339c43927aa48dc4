package io.clouddicom.testkit;

import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileStoreContractTest extends ObjectStoreContract {
    @TempDir
    private Path folder;

    @Override
    protected ObjectStore createStore() throws IOException {
        return ObjectStores.directory(folder);
    }
}
