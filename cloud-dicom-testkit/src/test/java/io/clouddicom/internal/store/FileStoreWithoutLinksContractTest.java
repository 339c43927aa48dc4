package io.clouddicom.internal.store;

import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.ObjectStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The file store as it works on a file system without hard links. */
class FileStoreWithoutLinksContractTest extends ObjectStoreContract {

    @TempDir
    private Path folder;

    @Override
    protected ObjectStore createStore() throws IOException {
        return FileObjectStore.open(folder, false);
    }
}
