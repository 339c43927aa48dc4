package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.internal.observe.Observation;
import io.clouddicom.observe.ActivityStatistics;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stores of the core and the decorators of the testkit keep the contract, alone and one upon the other. */
class StoresContractTest {

    @Nested
    class Memory extends ObjectStoreContract {
        @Override
        protected ObjectStore createStore() {
            return ObjectStores.memory();
        }
    }

    @Nested
    class File extends ObjectStoreContract {
        @TempDir
        private Path folder;

        @Override
        protected ObjectStore createStore() throws IOException {
            return ObjectStores.directory(folder);
        }
    }

    abstract static class Recorded extends ObjectStoreContract {
        private RecordingStore recording;

        abstract ObjectStore recorded() throws IOException;

        @Override
        protected ObjectStore createStore() throws IOException {
            recording = new RecordingStore(recorded());
            return recording;
        }

        @AfterEach
        void theContractClosesWhatItOpens() {
            recording.assertAllClosed();
        }
    }

    @Nested
    class RecordedMemory extends Recorded {
        @Override
        ObjectStore recorded() {
            return ObjectStores.memory();
        }
    }

    @Nested
    class RecordedFile extends Recorded {
        @TempDir
        private Path folder;

        @Override
        ObjectStore recorded() throws IOException {
            return ObjectStores.directory(folder);
        }
    }

    @Nested
    class ObservedMemory extends ObjectStoreContract {
        @Override
        protected ObjectStore createStore() {
            return Observation.of(List.of(new ActivityStatistics()), Optional.empty())
                    .over(ObjectStores.memory());
        }
    }

    @Nested
    class FaultlessMemory extends ObjectStoreContract {
        @Override
        protected ObjectStore createStore() {
            return FaultInjectingStore.over(ObjectStores.memory()).seed(seed()).build();
        }
    }

    @Nested
    class FaultlessFile extends ObjectStoreContract {
        @TempDir
        private Path folder;

        @Override
        protected ObjectStore createStore() throws IOException {
            return FaultInjectingStore.over(ObjectStores.directory(folder))
                    .seed(seed())
                    .build();
        }
    }

    /** Transient faults, and a caller that tries again: to those above it, nothing is different. */
    abstract static class Retried extends ObjectStoreContract {
        private FaultInjectingStore faulty;

        abstract ObjectStore retried() throws IOException;

        @Override
        protected ObjectStore createStore() throws IOException {
            faulty = FaultInjectingStore.over(retried())
                    .seed(seed())
                    .chance(Fault.UNAVAILABLE, 0.1)
                    .chance(Fault.THROTTLED, 0.1)
                    .chance(Fault.TORN_READ, 0.2)
                    .chance(Fault.LATENCY, 0.05)
                    .longestPause(Duration.ofMillis(1))
                    .build();
            return new RetryingStore(faulty);
        }

        @Test
        @Override
        void aListingOfManyIsCompleteFromAnywhere() throws IOException {
            super.aListingOfManyIsCompleteFromAnywhere();
            assertThat(faulty.injected(Fault.UNAVAILABLE)).isGreaterThan(50);
            assertThat(faulty.injected(Fault.THROTTLED)).isGreaterThan(50);
            assertThat(faulty.injected(Fault.LATENCY)).isGreaterThan(20);
        }
    }

    @Nested
    class RetriedMemory extends Retried {
        @Override
        ObjectStore retried() {
            return ObjectStores.memory();
        }
    }

    @Nested
    class RetriedFile extends Retried {
        @TempDir
        private Path folder;

        @Override
        ObjectStore retried() throws IOException {
            return ObjectStores.directory(folder);
        }
    }
}
