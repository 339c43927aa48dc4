package io.clouddicom.s3;

import io.clouddicom.RetryPolicy;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.ObjectStoreContract;
import io.clouddicom.testkit.ServerGap;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * The store keeps the contract on a client that does not block. This one does not notice when the server has closed a
 * connection that it wants to use again; so whoever puts looks at what became of it, as the archive does.
 */
class S3AsyncClientContractTest extends ObjectStoreContract {
    private static final RetryPolicy QUICK =
            new RetryPolicy(10, Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMinutes(2));

    private static S3ProxyServer server;
    private static S3AsyncClient client;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3ProxyServer.start();
        client = server.asyncClient(server.endpoint());
    }

    @AfterAll
    static void stopServer() {
        client.close();
        server.close();
    }

    @Override
    protected ObjectStore createStore() {
        ObjectStore store = S3Stores.open(
                client, server.options(server.bucket()).partRetries(QUICK).build());
        return new PersistentStore(store, QUICK);
    }

    @Override
    protected boolean everyPutHasAVersionOfItsOwn() {
        return false;
    }

    @Override
    protected Set<ServerGap> serverGaps() {
        return server.gaps();
    }

    @Override
    protected int manyObjects() {
        return 60;
    }
}
