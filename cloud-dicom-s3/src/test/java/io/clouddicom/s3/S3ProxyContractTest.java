package io.clouddicom.s3;

import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.ObjectStoreContract;
import io.clouddicom.testkit.ServerGap;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The store keeps the contract on S3Proxy. */
class S3ProxyContractTest extends ObjectStoreContract {
    private static S3ProxyServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3ProxyServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected ObjectStore createStore() {
        return S3Stores.open(server.client(), S3Options.bucket(server.bucket()).build());
    }

    @Override
    protected boolean everyPutHasAVersionOfItsOwn() {
        return false;
    }

    /** All of them. */
    @Override
    protected Set<ServerGap> serverGaps() {
        return EnumSet.allOf(ServerGap.class);
    }
}
