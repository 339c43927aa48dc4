package io.clouddicom.s3;

import io.clouddicom.RetryPolicy;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.crypto.internal.OneKey;
import io.clouddicom.internal.cache.DiskCache;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.ObjectStoreContract;
import io.clouddicom.testkit.ServerGap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** The store keeps the contract on one server, alone, below others, and when its connections break. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ContractOnServer {
    private final TestServer server;

    ContractOnServer(TestServer server) {
        this.server = server;
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    private ObjectStore store(S3Client client) {
        return S3Stores.open(
                client,
                server.options(server.bucket()).partRetries(Unsteady.QUICK).build());
    }

    /** One shape of a store on the server. */
    abstract class OnServer extends ObjectStoreContract {
        @Override
        protected boolean everyPutHasAVersionOfItsOwn() {
            return false;
        }

        @Override
        protected Set<ServerGap> serverGaps() {
            return server.gaps();
        }
    }

    @Nested
    class Bare extends OnServer {
        @Override
        protected ObjectStore createStore() {
            return store(server.client());
        }
    }

    /** A shape that is beside {@link Bare}: listings of more than a page are the same in all. */
    abstract class OverBare extends OnServer {
        @Override
        protected int manyObjects() {
            return 60;
        }
    }

    @Nested
    class Sealed extends OverBare {
        @Override
        protected ObjectStore createStore() {
            return OneKey.over(store(server.client()));
        }
    }

    /** Below a cache on disk, for all keys. */
    @Nested
    class Cached extends OverBare {
        @TempDir
        private Path folder;

        private DiskCache cache;

        /** What lies over the cache. */
        ObjectStore over(ObjectStore cached) {
            return cached;
        }

        @Override
        protected ObjectStore createStore() throws IOException {
            cache = DiskCache.open(Cache.none()
                    .disk(folder, 512, SizeUnit.MEBIBYTES)
                    .keepFree(0, SizeUnit.BYTES)
                    .disk()
                    .orElseThrow());
            return over(cache.over(store(server.client()), new UUID(1, 2), key -> true));
        }

        @AfterEach
        void closeCache() throws IOException {
            cache.close();
        }
    }

    /** The cache holds what is sealed, as in an encrypted archive. */
    @Nested
    class CachedAndSealed extends Cached {
        @Override
        ObjectStore over(ObjectStore cached) {
            return OneKey.over(cached);
        }
    }

    /** Every seventh request is broken in some way; whoever puts looks at what became of it. */
    @Nested
    class Unsteady extends OverBare {
        private static final RetryPolicy QUICK =
                new RetryPolicy(20, Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMinutes(2));

        private FaultProxy proxy;
        private S3Client client;

        @Override
        protected ObjectStore createStore() throws IOException {
            proxy = new FaultProxy(server.endpoint());
            proxy.plan(FaultProxy.passingFaults(seed(), 0.15, 0.0004));
            client = server.client(proxy.endpoint());
            return new PersistentStore(store(client), QUICK);
        }

        @AfterEach
        void closeProxy() throws IOException {
            client.close();
            proxy.close();
        }

        /** Two who replace a version at once cannot tell which of them did when the answer is lost. */
        @Override
        protected Set<ServerGap> serverGaps() {
            Set<ServerGap> gaps = EnumSet.of(ServerGap.ATOMIC_REPLACE);
            gaps.addAll(server.gaps());
            return gaps;
        }
    }
}
