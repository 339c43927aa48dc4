package io.clouddicom.crypto.internal;

import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.testkit.Fault;
import io.clouddicom.testkit.FaultInjectingStore;
import io.clouddicom.testkit.ObjectStoreContract;
import io.clouddicom.testkit.RecordingStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** To those above it, a sealed store is a store like any other. */
class SealedStoreContractTest {

    @Nested
    class Memory extends ObjectStoreContract {
        private RecordingStore recording;

        @Override
        protected ObjectStore createStore() {
            recording = new RecordingStore(ObjectStores.memory());
            return OneKey.over(recording);
        }

        @AfterEach
        void whatIsOpenedIsClosed() {
            recording.assertAllClosed();
        }
    }

    @Nested
    class File extends ObjectStoreContract {
        @TempDir
        private Path folder;

        @Override
        protected ObjectStore createStore() throws IOException {
            return OneKey.over(ObjectStores.directory(folder));
        }
    }

    @Nested
    class Slow extends ObjectStoreContract {
        @Override
        protected ObjectStore createStore() {
            return OneKey.over(FaultInjectingStore.over(ObjectStores.memory())
                    .seed(seed())
                    .chance(Fault.LATENCY, 0.05)
                    .longestPause(Duration.ofMillis(1))
                    .build());
        }
    }
}
