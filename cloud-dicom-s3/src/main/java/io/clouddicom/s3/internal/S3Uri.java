package io.clouddicom.s3.internal;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.s3.S3Checksums;
import io.clouddicom.s3.S3Encryption;
import io.clouddicom.s3.S3Options;
import io.clouddicom.store.BucketUri;
import io.clouddicom.store.UriOptions;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * A store's URI, {@code s3://bucket/prefix?option=value&...}, taken apart. Secrets are never part of it: credentials come
 * from where the SDK looks for them (environment, profile, instance), a customer key from an environment variable that the
 * URI names.
 */
final class S3Uri {
    /** What a store's URI may ask for. */
    private static final Set<String> OPTIONS = Set.of(
            "region",
            "endpoint",
            "pathStyle",
            "profile",
            BucketUri.STORAGE_CLASS,
            BucketUri.INSTANCE_STORAGE_CLASS,
            "sse",
            "sseKmsKeyId",
            "bucketKey",
            "sseCustomerKeyEnv",
            "checksums",
            "chunkedEncoding",
            "expectContinue",
            "readBack",
            "partSize",
            "uploadParallelism",
            "partAttempts",
            "partRetrySeconds",
            "connectTimeout",
            "readTimeout",
            "maxConnections");

    private static final String TAG = "tag.";

    private final BucketUri uri;
    private final UriOptions values;

    private S3Uri(BucketUri uri) {
        this.uri = uri;
        this.values = uri.options();
    }

    static S3Uri parse(URI uri) throws InvalidRequestException {
        return new S3Uri(BucketUri.parse(uri, "an S3 store", OPTIONS, Set.of(TAG)));
    }

    /** What the store does with the bucket. */
    S3Options options() throws InvalidRequestException {
        try {
            S3Options.Builder options = S3Options.bucket(uri.bucket())
                    .prefix(uri.prefix())
                    .storageClass(uri.storageClasses())
                    .encryption(encryption())
                    .readBack(values.flag("readBack", false))
                    .partRetries(values.retries("partAttempts", "partRetrySeconds"))
                    .uploadParallelism(values.number("uploadParallelism", 8))
                    .partBytes(values.number("partSize", 8 << 20));
            values.all().forEach((name, value) -> {
                if (name.startsWith(TAG)) {
                    options.tag(name.substring(TAG.length()), value);
                }
            });
            return options.checksums(checksums()).build();
        } catch (IllegalArgumentException e) {
            throw values.wrong(e);
        }
    }

    private S3Checksums checksums() throws InvalidRequestException {
        return switch (values.value("checksums").orElse("crc32c")) {
            case "crc32c" -> S3Checksums.CRC32C;
            case "when-required" -> S3Checksums.WHEN_REQUIRED;
            default -> throw values.wrong("the option 'checksums' is crc32c or when-required");
        };
    }

    private S3Encryption encryption() throws InvalidRequestException {
        Optional<String> customer = values.value("sseCustomerKeyEnv");
        if (customer.isPresent()) {
            return customerKey(customer.get());
        }
        return switch (values.value("sse").orElse("")) {
            case "" -> new S3Encryption.BucketDefault();
            case "AES256" -> new S3Encryption.S3Managed();
            case "aws:kms" -> new S3Encryption.Kms(values.value("sseKmsKeyId"), values.flag("bucketKey", true));
            default -> throw values.wrong("the option 'sse' is AES256 or aws:kms");
        };
    }

    private S3Encryption customerKey(String variable) throws InvalidRequestException {
        String key = System.getenv(variable);
        if (key == null) {
            throw values.wrong("the environment variable " + variable + " is not set");
        }
        try {
            return new S3Encryption.CustomerKey(Base64.getDecoder().decode(key));
        } catch (IllegalArgumentException e) {
            // Without the cause, whose message may show what is in the variable.
            throw values.wrong("the environment variable " + variable + " does not hold 32 bytes in Base64");
        }
    }

    /** A client of its own, which repeats nothing: the archive and the upload of parts do. */
    S3Client client() throws InvalidRequestException {
        boolean always = checksums() == S3Checksums.CRC32C;
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(InterruptibleHttpClient.builder(Apache5HttpClient.builder()
                        .connectionTimeout(values.seconds("connectTimeout", 10))
                        .socketTimeout(values.seconds("readTimeout", 60))
                        .maxConnections(values.number("maxConnections", 64))))
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .requestChecksumCalculation(
                        always ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(
                        always ? ResponseChecksumValidation.WHEN_SUPPORTED : ResponseChecksumValidation.WHEN_REQUIRED)
                .forcePathStyle(values.flag("pathStyle", false));
        boolean chunked = values.flag("chunkedEncoding", true);
        // Asking for leave before a body is sent costs a whole round trip for each part.
        boolean asking = values.flag("expectContinue", false);
        builder.serviceConfiguration(
                service -> service.chunkedEncodingEnabled(chunked).expectContinueEnabled(asking));
        values.value("region").map(Region::of).ifPresent(builder::region);
        values.value("profile")
                .ifPresent(profile -> builder.credentialsProvider(DefaultCredentialsProvider.builder()
                        .profileName(profile)
                        .build()));
        Optional<URI> endpoint = values.url("endpoint");
        if (endpoint.isPresent()) {
            builder.endpointOverride(endpoint.get());
            if (values.value("region").isEmpty()) {
                // Servers of one's own have no regions, but a signature names one.
                builder.region(Region.US_EAST_1);
            }
        }
        try {
            return builder.build();
        } catch (SdkException e) {
            throw values.wrong(e);
        }
    }
}
