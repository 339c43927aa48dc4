package io.clouddicom.s3;

import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.ObjectStoreContract;
import io.clouddicom.testkit.ServerGap;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The store keeps the contract on Ceph's RADOS gateway. */
class RadosGatewayContractTest extends ObjectStoreContract {
    private static RadosGatewayServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = RadosGatewayServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected ObjectStore createStore() {
        return S3Stores.open(server.client(), server.options(server.bucket()).build());
    }

    @Override
    protected boolean everyPutHasAVersionOfItsOwn() {
        return false;
    }

    /** It answers 500 to one of two replacements that meet. */
    @Override
    protected Set<ServerGap> serverGaps() {
        return EnumSet.of(ServerGap.ATOMIC_REPLACE);
    }
}
