package io.clouddicom.internal.cache;

import io.clouddicom.cache.Cache;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.gcs.ContractOnGcs;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Behind a cache on disk, the store on Google Cloud Storage is a store like any other. */
class CachedOnGcsContractTest extends ContractOnGcs {
    @TempDir
    private Path folder;

    private DiskCache cache;

    @Override
    protected ObjectStore createStore() throws IOException {
        cache = DiskCache.open(Cache.none()
                .disk(folder, 512, SizeUnit.MEBIBYTES)
                .keepFree(0, SizeUnit.BYTES)
                .disk()
                .orElseThrow());
        return cache.over(storeOnServer(), new UUID(1, 2), key -> true);
    }

    @AfterEach
    void closeCache() throws IOException {
        cache.close();
    }
}
