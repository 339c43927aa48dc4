package io.clouddicom.internal.cache;

import io.clouddicom.cache.Cache;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.testkit.ObjectStoreContract;
import io.clouddicom.testkit.RecordingStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** A store over which a cache lies for all keys is a store like any other. */
class CachedStoreContractTest {

    abstract static class Cached extends ObjectStoreContract {
        @TempDir
        private Path cacheFolder;

        private DiskCache cache;
        private RecordingStore recording;

        abstract ObjectStore cached() throws IOException;

        @Override
        protected ObjectStore createStore() throws IOException {
            cache = DiskCache.open(Cache.none()
                    .disk(cacheFolder, 512, SizeUnit.MEBIBYTES)
                    .keepFree(0, SizeUnit.BYTES)
                    .disk()
                    .orElseThrow());
            recording = new RecordingStore(cached());
            return cache.over(recording, new UUID(1, 2), key -> true);
        }

        @AfterEach
        void closeCache() throws IOException {
            recording.assertAllClosed();
            cache.close();
        }
    }

    @Nested
    class Memory extends Cached {
        @Override
        ObjectStore cached() {
            return ObjectStores.memory();
        }
    }

    @Nested
    class File extends Cached {
        @TempDir
        private Path folder;

        @Override
        ObjectStore cached() throws IOException {
            return ObjectStores.directory(folder);
        }
    }
}
