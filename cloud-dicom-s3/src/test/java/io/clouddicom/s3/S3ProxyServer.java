package io.clouddicom.s3;

import io.clouddicom.testkit.ServerGap;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import org.gaul.s3proxy.junit.S3ProxyExtension;

/** An S3Proxy in this JVM that checks signatures. */
final class S3ProxyServer extends TestServer {
    private final S3ProxyExtension proxy;

    private S3ProxyServer(S3ProxyExtension proxy, URI endpoint) {
        super(endpoint, S3Checksums.CRC32C);
        this.proxy = proxy;
    }

    /** One that keeps objects in memory. */
    static S3ProxyServer start() throws Exception {
        return start("transient-nio2");
    }

    /** One that keeps objects in a temporary folder, for those that this JVM cannot hold. */
    static S3ProxyServer onDisk() throws Exception {
        return start("filesystem-nio2");
    }

    private static S3ProxyServer start(String provider) throws Exception {
        S3ProxyExtension proxy = S3ProxyExtension.builder()
                .withCredentials(ACCESS_KEY, SECRET_KEY)
                .withBlobStoreProvider(provider)
                .ignoreUnknownHeaders()
                .build();
        proxy.beforeEach(null);
        return new S3ProxyServer(proxy, proxy.getUri());
    }

    /**
     * It keeps objects as files. While one is replaced it answers now and then with length and ETag of one content and the
     * bytes of another, to a plain client too (22 of 5,897 reads), and ends the connection where the lengths do not agree.
     */
    @Override
    Set<ServerGap> gaps() {
        return EnumSet.complementOf(EnumSet.of(ServerGap.ATOMIC_CREATE));
    }

    @Override
    public void close() {
        super.close();
        proxy.afterEach(null);
    }
}
