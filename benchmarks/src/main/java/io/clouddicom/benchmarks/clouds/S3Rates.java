package io.clouddicom.benchmarks.clouds;

import io.clouddicom.s3.S3Options;
import io.clouddicom.s3.S3Stores;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/**
 * The archive on S3 beside the plain AWS SDK, on S3Proxy.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar io.clouddicom.benchmarks.clouds.S3Rates [puts] [frames] [large] [--quick]}
 */
public final class S3Rates {
    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static final AwsCredentialsProvider CREDENTIALS = StaticCredentialsProvider.create(
            AwsBasicCredentials.create(S3ProxyServer.ACCESS_KEY, S3ProxyServer.SECRET_KEY));

    private S3Rates() {}

    /** The SDK's two clients: one for single requests, one that sends parts side by side. */
    private static final class Sdk implements CloudRates.Cloud {
        private final S3Client client;
        private final S3AsyncClient inParts;

        Sdk(URI endpoint) {
            client = S3Client.builder()
                    .endpointOverride(endpoint)
                    .region(Region.US_EAST_1)
                    .forcePathStyle(true)
                    .credentialsProvider(CREDENTIALS)
                    .httpClientBuilder(Apache5HttpClient.builder().maxConnections(64))
                    .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                    // As a client is that a store's URI makes.
                    .serviceConfiguration(service -> service.expectContinueEnabled(false))
                    .build();
            inParts = S3AsyncClient.builder()
                    .endpointOverride(endpoint)
                    .region(Region.US_EAST_1)
                    .forcePathStyle(true)
                    .credentialsProvider(CREDENTIALS)
                    .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                    .multipartEnabled(true)
                    .multipartConfiguration(settings -> settings.minimumPartSizeInBytes((long) CloudRates.PART_BYTES)
                            .thresholdInBytes((long) CloudRates.PART_BYTES)
                            .parallelConfiguration(parallel -> parallel.maxInFlightParts(CloudRates.THREADS)))
                    .build();
        }

        @Override
        public String name() {
            return "S3";
        }

        @Override
        public String newBucket() {
            String name = "bucket-" + BUCKETS.incrementAndGet();
            client.createBucket(request -> request.bucket(name));
            return name;
        }

        @Override
        public void empty(String bucket) {
            ListObjectsV2Response page = client.listObjectsV2(request -> request.bucket(bucket));
            while (!page.contents().isEmpty()) {
                List<ObjectIdentifier> names = page.contents().stream()
                        .map(object ->
                                ObjectIdentifier.builder().key(object.key()).build())
                        .toList();
                client.deleteObjects(request -> request.bucket(bucket).delete(delete -> delete.objects(names)));
                page = client.listObjectsV2(request -> request.bucket(bucket));
            }
        }

        @Override
        public ObjectStore store(String bucket) {
            return S3Stores.open(
                    client,
                    S3Options.bucket(bucket)
                            .partBytes(CloudRates.PART_BYTES)
                            .uploadParallelism(CloudRates.THREADS)
                            .build());
        }

        @Override
        public void put(String bucket, String name, byte[] bytes) {
            client.putObject(
                    request -> request.bucket(bucket).key(name).ifNoneMatch("*"), RequestBody.fromBytes(bytes));
        }

        @Override
        public void read(String bucket, String name, long offset, byte[] into, int from, int length)
                throws IOException {
            String range = "bytes=" + offset + "-" + (offset + length - 1);
            try (InputStream body =
                    client.getObject(request -> request.bucket(bucket).key(name).range(range))) {
                body.readNBytes(into, from, length);
            }
        }

        @Override
        public void putInParts(String bucket, String name, byte[] bytes) {
            inParts.putObject(request -> request.bucket(bucket).key(name), AsyncRequestBody.fromBytesUnsafe(bytes))
                    .join();
        }

        @Override
        public void close() {
            client.close();
            inParts.close();
        }
    }

    /**
     * Measures.
     *
     * @param arguments which of puts, frames and large, all of them without any; and {@code --quick} for one round
     */
    public static void main(String[] arguments) throws Exception {
        CloudRates.measure(S3ProxyServer.class, Sdk::new, arguments);
    }
}
