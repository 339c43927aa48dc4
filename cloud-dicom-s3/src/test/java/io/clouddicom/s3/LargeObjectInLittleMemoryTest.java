package io.clouddicom.s3;

import io.clouddicom.testkit.LargeObjectContract;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A large object on S3, in parts. */
class LargeObjectInLittleMemoryTest extends LargeObjectContract {
    private S3ProxyServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = S3ProxyServer.onDisk();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Override
    protected URI emptyStore() {
        return URI.create(server.uri(server.bucket()));
    }

    @Override
    protected Map<String, String> environment() {
        return Map.of("AWS_ACCESS_KEY_ID", TestServer.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", TestServer.SECRET_KEY);
    }
}
