package io.clouddicom.s3;

import io.clouddicom.testkit.ServerGap;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** A server for tests, and a client of it that repeats nothing, as the store wants it. */
abstract class TestServer implements AutoCloseable {
    static final String ACCESS_KEY = "access";
    static final String SECRET_KEY = "secret";

    /** For a server that answers, on a machine that may be busy. */
    private static final Duration PATIENT = Duration.ofSeconds(60);

    /** Short, since a test waits so long for an answer that never comes. */
    private static final Duration IMPATIENT = Duration.ofSeconds(3);

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private final URI endpoint;
    private final S3Checksums checksums;
    private final S3Client client;

    TestServer(URI endpoint, S3Checksums checksums) {
        this.endpoint = endpoint;
        this.checksums = checksums;
        this.client = client(endpoint, PATIENT);
    }

    final URI endpoint() {
        return endpoint;
    }

    final S3Client client() {
        return client;
    }

    /** What it is known not to do. */
    abstract Set<ServerGap> gaps();

    /** What is right for a store on this server. */
    final S3Options.Builder options(String bucket) {
        return S3Options.bucket(bucket).checksums(checksums);
    }

    /** A client that the caller closes, of a proxy before the server that may never answer. */
    final S3Client client(URI at) {
        return client(at, IMPATIENT);
    }

    private S3Client client(URI at, Duration timeout) {
        boolean always = checksums == S3Checksums.CRC32C;
        return S3Client.builder()
                .endpointOverride(at)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .httpClientBuilder(
                        Apache5HttpClient.builder().maxConnections(64).socketTimeout(timeout))
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .requestChecksumCalculation(
                        always ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(always))
                .build();
    }

    /** The URI of a store in a bucket, for a process of its own. */
    final String uri(String bucket) {
        boolean always = checksums == S3Checksums.CRC32C;
        return "s3://" + bucket + "?pathStyle=true&endpoint=" + endpoint
                + (always ? "" : "&checksums=when-required&chunkedEncoding=false");
    }

    /** Makes a bucket that nobody else uses. */
    final String bucket() {
        String name = "bucket-" + BUCKETS.incrementAndGet();
        client.createBucket(request -> request.bucket(name));
        return name;
    }

    @Override
    public void close() {
        client.close();
    }
}
