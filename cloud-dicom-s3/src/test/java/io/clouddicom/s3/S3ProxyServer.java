package io.clouddicom.s3;

import io.clouddicom.testkit.ServerGap;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import org.gaul.s3proxy.junit.S3ProxyExtension;

/** An S3Proxy in this JVM that checks signatures and keeps objects in memory. */
final class S3ProxyServer extends TestServer {
    private final S3ProxyExtension proxy;

    private S3ProxyServer(S3ProxyExtension proxy, URI endpoint) {
        super(endpoint, S3Checksums.CRC32C);
        this.proxy = proxy;
    }

    static S3ProxyServer start() throws Exception {
        S3ProxyExtension proxy = S3ProxyExtension.builder()
                .withCredentials(ACCESS_KEY, SECRET_KEY)
                .withBlobStoreProvider("transient-nio2")
                .ignoreUnknownHeaders()
                .build();
        proxy.beforeEach(null);
        return new S3ProxyServer(proxy, proxy.getUri());
    }

    /** It keeps objects as files. */
    @Override
    Set<ServerGap> gaps() {
        return EnumSet.complementOf(EnumSet.of(ServerGap.ATOMIC_CREATE, ServerGap.TORN_WHILE_CHANGED));
    }

    @Override
    public void close() {
        super.close();
        proxy.afterEach(null);
    }
}
