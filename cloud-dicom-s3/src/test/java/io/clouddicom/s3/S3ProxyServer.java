package io.clouddicom.s3;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.junit.S3ProxyExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3Proxy in this JVM that checks signatures and keeps objects in a temporary folder. */
final class S3ProxyServer implements AutoCloseable {
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private final S3ProxyExtension proxy;
    private final S3Client client;

    S3ProxyServer() throws Exception {
        proxy = S3ProxyExtension.builder()
                .withCredentials("access", "secret")
                .withBlobStoreProvider("transient-nio2")
                .ignoreUnknownHeaders()
                .build();
        proxy.beforeEach(null);
        client = client(proxy.getUri());
    }

    /** A client of a server, as the store wants it: it repeats nothing. */
    S3Client client(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(proxy.getAccessKey(), proxy.getSecretKey())))
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(64))
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    URI endpoint() {
        return proxy.getUri();
    }

    S3Client client() {
        return client;
    }

    /** Makes a bucket that nobody else uses. */
    String bucket() {
        String name = "bucket-" + BUCKETS.incrementAndGet();
        client.createBucket(request -> request.bucket(name));
        return name;
    }

    @Override
    public void close() {
        client.close();
        proxy.afterEach(null);
    }
}
