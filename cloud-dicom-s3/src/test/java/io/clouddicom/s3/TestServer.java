package io.clouddicom.s3;

import io.clouddicom.testkit.ServerGap;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A server for tests, and a client of it that repeats nothing, as the store wants it. */
abstract class TestServer implements AutoCloseable {
    /** What a store tries a server out with; it stays. */
    private static final String PROBE = ".cloud-dicom/probe";

    static final String ACCESS_KEY = "access";
    static final String SECRET_KEY = "secret";

    private static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY));

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
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(
                        Apache5HttpClient.builder().maxConnections(64).socketTimeout(timeout))
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .requestChecksumCalculation(
                        always ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(always))
                .build();
    }

    /** A client that does not block and that the caller closes. */
    final S3AsyncClient asyncClient(URI at) {
        boolean always = checksums == S3Checksums.CRC32C;
        return S3AsyncClient.builder()
                .endpointOverride(at)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().readTimeout(PATIENT))
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .requestChecksumCalculation(
                        always ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED)
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

    /** The names of all objects of a bucket but the store's probe. */
    final Set<String> objectNames(String bucket) {
        return client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .filter(key -> !key.equals(PROBE))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The uploads of a bucket that have parts. One whose beginning was not answered remains without. */
    final List<String> unfinishedPuts(String bucket) {
        return client.listMultipartUploads(request -> request.bucket(bucket)).uploads().stream()
                .filter(upload -> !client.listParts(request ->
                                request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()))
                        .parts()
                        .isEmpty())
                .map(MultipartUpload::key)
                .toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
