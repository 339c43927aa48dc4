package io.clouddicom.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.storage.Storage;
import io.clouddicom.RetryPolicy;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.ObjectStoreContract;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The contract of stores on a server that speaks the JSON API, on which nothing may be left of what was not finished. */
public abstract class ContractOnGcs extends ObjectStoreContract {
    /** Many quick attempts. */
    protected static final RetryPolicy QUICK =
            new RetryPolicy(12, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMinutes(1));

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

    /** The server of all stores of one class. */
    protected static GcsServer server() {
        return server;
    }

    /** A store in a bucket of its own. */
    protected static ObjectStore storeOnServer() {
        return GcsStores.open(
                client,
                GcsOptions.bucket(GcsTestStores.bucket(server))
                        .uploadRetries(QUICK)
                        .build());
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(server.unfinishedUploads()).isEmpty();
    }
}
