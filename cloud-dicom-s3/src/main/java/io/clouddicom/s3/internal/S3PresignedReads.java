package io.clouddicom.s3.internal;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.s3.S3Encryption;
import io.clouddicom.s3.internal.S3Errors.Effect;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.PresignedRead;
import io.clouddicom.store.PresignedReads;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;

/**
 * GET requests signed in their query, as "Authenticating Requests: Using Query Parameters" of the API reference of Amazon S3
 * describes, with the client's own credentials, region and addresses.
 *
 * <p>A range that is signed is a header that has to be sent as it is; without one any range may be asked for.
 */
final class S3PresignedReads implements PresignedReads {
    /** The longest that a signature is valid. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private static final String RANGE = "Range";

    private final S3Bucket bucket;

    S3PresignedReads(S3Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public PresignedRead presign(ObjectKey key, Optional<ByteRange> range, Duration validFor) throws IOException {
        if (validFor.isNegative() || validFor.isZero()) {
            throw new IllegalArgumentException("a read is valid for some time, not " + validFor);
        }
        if (validFor.compareTo(LONGEST) > 0) {
            throw new InvalidRequestException("presign", key.value(), "a signature is valid for 7 days at most");
        }
        if (bucket.options().encryption() instanceof S3Encryption.CustomerKey) {
            throw new UnsupportedFeatureException(
                    "presign",
                    key.value(),
                    "the server encrypts with a customer key, which whoever reads would have to be given");
        }
        S3ServiceClientConfiguration client = bucket.client().serviceClientConfiguration();
        Map<String, String> headers = new LinkedHashMap<>();
        String rangeHeader = range.flatMap(ByteRange::header).orElse(null);
        if (rangeHeader != null) {
            headers.put(RANGE, rangeHeader);
        }
        Instant expires = Instant.now().plus(validFor);
        try {
            SdkHttpRequest request = request(key, rangeHeader);
            AwsCredentialsIdentity identity = identity(client.credentialsProvider());
            SdkHttpRequest signed = AwsV4HttpSigner.create()
                    .sign(sign -> sign.identity(identity)
                            .request(request)
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                            .putProperty(
                                    AwsV4HttpSigner.REGION_NAME, client.region().id())
                            .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                            .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, validFor)
                            .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                            .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                            .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false))
                    .request();
            return new PresignedRead(signed.getUri(), headers, expires);
        } catch (SdkException e) {
            throw S3Errors.of(e, "presign", key.value(), Effect.NONE);
        }
    }

    private SdkHttpRequest request(ObjectKey key, @Nullable String range) throws IOException {
        try {
            SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                    .method(SdkHttpMethod.GET)
                    .uri(bucket.client()
                            .utilities()
                            .getUrl(url -> url.bucket(bucket.options().bucket()).key(bucket.objectName(key)))
                            .toURI());
            if (range != null) {
                request.putHeader(RANGE, range);
            }
            return request.build();
        } catch (URISyntaxException e) {
            throw new InvalidRequestException("presign", key.value(), "its name gives no address", e);
        }
    }

    private AwsCredentialsIdentity identity(IdentityProvider<? extends AwsCredentialsIdentity> credentials)
            throws IOException {
        try {
            return credentials.resolveIdentity().join();
        } catch (CompletionException e) {
            throw new AccessDeniedException("presign", bucket.name(), "no credentials were found", e);
        }
    }
}
