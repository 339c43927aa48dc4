package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.internal.archive.RetryingObjectStore;
import io.clouddicom.s3.FaultProxy.Fault;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.BrokenRequestsContract;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** The store says what became of every request that is broken on its way to S3Proxy. */
class S3UnderFaultsTest extends BrokenRequestsContract<Fault> {
    private static S3ProxyServer server;

    private FaultProxy proxy;
    private S3Client client;
    private String bucket;
    private ObjectStore store;

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

    @BeforeEach
    void openStore() throws IOException {
        proxy = new FaultProxy(server.endpoint());
        client = server.client(proxy.endpoint());
        bucket = server.bucket();
        store = S3Stores.open(
                client,
                server.options(bucket)
                        .partBytes(S3Options.LEAST_PART_BYTES)
                        .partRetries(QUICK)
                        .build());
        // What the server can do is found out before anything is broken.
        assertThat(store.capabilities().conditionalCreate()).isTrue();
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
        client.close();
        proxy.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected ObjectStore retrying(ObjectStore under) {
        return new RetryingObjectStore(under, QUICK);
    }

    @Override
    protected int largeBytes() {
        return S3Options.LEAST_PART_BYTES * 2 + 1000;
    }

    @Override
    protected Collection<Fault> faults() {
        return EnumSet.allOf(Fault.class);
    }

    @Override
    protected Fault none() {
        return Fault.NONE;
    }

    @Override
    protected Collection<Fault> passingFaults() {
        return EnumSet.complementOf(EnumSet.of(Fault.FORBIDDEN, Fault.ERROR_IN_200));
    }

    @Override
    protected Collection<Fault> veils() {
        return EnumSet.of(
                Fault.FORBIDDEN,
                Fault.SLOW_DOWN,
                Fault.TOO_MANY_REQUESTS,
                Fault.BARE_503,
                Fault.ERROR_AFTER_SUCCESS,
                Fault.RESET_INSTEAD_OF_ANSWER);
    }

    @Override
    protected Collection<Fault> refusals() {
        return EnumSet.of(Fault.FORBIDDEN);
    }

    @Override
    protected void plan(Function<String, Fault> plan) {
        proxy.plan(plan);
    }

    @Override
    protected List<String> requests() {
        return proxy.requests();
    }

    @Override
    protected void forgetRequests() {
        proxy.forgetRequests();
    }

    @Override
    protected Set<String> objectNames() {
        return server.objectNames(bucket);
    }

    @Override
    protected List<String> unfinishedPuts() {
        return server.unfinishedPuts(bucket);
    }

    @Test
    void aPutIsOneRequestAndSoIsARangeAndAHead() throws IOException {
        proxy.forgetRequests();
        store.put(KEY, ObjectContent.of(SMALL), PutCondition.ifAbsent());
        store.get(KEY, ByteRange.of(10, 100)).readAllBytes();
        store.get(KEY, ByteRange.suffix(100)).readAllBytes();
        store.head(KEY);
        assertThat(proxy.requests())
                .containsExactly(
                        "PUT /" + bucket + "/a/b",
                        "GET /" + bucket + "/a/b",
                        "GET /" + bucket + "/a/b",
                        "HEAD /" + bucket + "/a/b");
    }
}
