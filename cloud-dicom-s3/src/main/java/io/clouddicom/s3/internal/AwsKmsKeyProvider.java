package io.clouddicom.s3.internal;

import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.crypto.KeyEncryptionKeyProvider;
import io.clouddicom.store.UriOptions;
import java.io.IOException;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * Opens {@code aws-kms://ARN?option=value}: a key of the AWS Key Management Service, in the region that its ARN names. The
 * client lives as long as the process; it repeats nothing, which those do who wrap and unwrap.
 */
public final class AwsKmsKeyProvider implements KeyEncryptionKeyProvider {
    private static final Set<String> OPTIONS = Set.of("endpoint", "profile", "connectTimeout", "readTimeout");

    /** For the service loader. */
    public AwsKmsKeyProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("aws-kms");
    }

    @Override
    public KeyEncryptionKey open(String uri) throws IOException {
        UriOptions options = new UriOptions(uri, OPTIONS);
        if (!options.base().startsWith(AwsKmsKey.PREFIX)) {
            throw options.wrong("a key is written " + AwsKmsKey.PREFIX + "ARN");
        }
        String arn = options.base().substring(AwsKmsKey.PREFIX.length());
        KmsClientBuilder builder = KmsClient.builder()
                .region(Region.of(AwsKmsKey.region(arn)))
                .httpClientBuilder(Apache5HttpClient.builder()
                        .connectionTimeout(options.seconds("connectTimeout", 5))
                        .socketTimeout(options.seconds("readTimeout", 10)))
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()));
        options.value("profile")
                .ifPresent(profile -> builder.credentialsProvider(DefaultCredentialsProvider.builder()
                        .profileName(profile)
                        .build()));
        options.url("endpoint").ifPresent(builder::endpointOverride);
        try {
            return AwsKmsKey.open(builder.build(), arn);
        } catch (SdkException e) {
            throw options.wrong(e);
        }
    }
}
