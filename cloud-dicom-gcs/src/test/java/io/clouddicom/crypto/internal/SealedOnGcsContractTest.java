package io.clouddicom.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.storage.Storage;
import io.clouddicom.gcs.GcsOptions;
import io.clouddicom.gcs.GcsStores;
import io.clouddicom.gcs.GcsTestStores;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.ObjectStoreContract;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Sealed, the store on Google Cloud Storage is a store like any other. */
class SealedOnGcsContractTest extends ObjectStoreContract {
    private static GcsServer server;
    private static Storage client;

    @BeforeAll
    static void startServer() throws IOException {
        server = GcsServer.start();
        client = GcsTestStores.client(server);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    protected ObjectStore createStore() throws IOException {
        ObjectStore plain = GcsStores.open(
                client, GcsOptions.bucket(GcsTestStores.bucket(server)).build());
        return new SealedObjectStore(plain, UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"), OneKey.random());
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(server.unfinishedUploads()).isEmpty();
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
