package io.clouddicom.benchmarks.clouds;

import org.gaul.s3proxy.junit.S3ProxyExtension;

/** An S3Proxy that checks signatures and keeps objects in memory. */
final class S3ProxyServer {
    static final String ACCESS_KEY = "access";
    static final String SECRET_KEY = "secret";

    private S3ProxyServer() {}

    /**
     * Prints its endpoint and serves until its input ends.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws Exception {
        S3ProxyExtension proxy = S3ProxyExtension.builder()
                .withCredentials(ACCESS_KEY, SECRET_KEY)
                .withBlobStoreProvider("transient-nio2")
                .ignoreUnknownHeaders()
                .build();
        proxy.beforeEach(null);
        System.out.println(proxy.getUri());
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        System.exit(0);
    }
}
