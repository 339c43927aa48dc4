package io.clouddicom.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.storage.Storage;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.ObjectStoreContract;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The store keeps the contract on a server that speaks the JSON API. */
class GcsContractTest extends ObjectStoreContract {
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
    protected ObjectStore createStore() {
        return GcsStores.open(
                client, GcsOptions.bucket(GcsTestStores.bucket(server)).build());
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(server.unfinishedUploads()).isEmpty();
    }
}
