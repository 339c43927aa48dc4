package io.clouddicom.s3.internal;

import io.clouddicom.s3.S3Checksums;
import io.clouddicom.s3.S3Encryption;
import io.clouddicom.s3.S3Options;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.RetryBudget;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * A bucket, or the part of it below a prefix: the names of its objects, and requests with the settings that every one of
 * their kind carries.
 */
final class S3Bucket {
    /** The store's own objects: probes, and uploads that are not yet what they will be. No listing shows them. */
    static final String OWN = ".cloud-dicom/";

    /** Where uploads are completed that cannot be completed where they belong. */
    static final String OWN_UPLOADS = OWN + "uploads/";

    private static final String SERVER_SIDE_ENCRYPTION = "x-amz-server-side-encryption";

    private final S3Client client;
    private final S3Options options;
    private final RetryBudget retryBudget = RetryBudget.standard();
    private final @Nullable String tagging;
    /** The settings of requests that read, or send a part. */
    private final AwsRequestOverrideConfiguration reading;

    /** The settings of requests by which an object begins to be. */
    private final AwsRequestOverrideConfiguration creating;

    S3Bucket(S3Client client, S3Options options) {
        this.client = client;
        this.options = options;
        this.tagging = options.tags().isEmpty() ? null : tagging(options.tags());
        this.reading = headers(keyHeaders(options.encryption()));
        this.creating = headers(encryptionHeaders(options.encryption()));
    }

    private static AwsRequestOverrideConfiguration headers(Map<String, String> headers) {
        AwsRequestOverrideConfiguration.Builder settings = AwsRequestOverrideConfiguration.builder();
        headers.forEach(settings::putHeader);
        return settings.build();
    }

    /** What a request says that reads or writes bytes of an object: the key, where that is the caller's. */
    private static Map<String, String> keyHeaders(S3Encryption encryption) {
        return encryption instanceof S3Encryption.CustomerKey key
                ? Map.of(
                        SERVER_SIDE_ENCRYPTION + "-customer-algorithm", "AES256",
                        SERVER_SIDE_ENCRYPTION + "-customer-key", key.base64(),
                        SERVER_SIDE_ENCRYPTION + "-customer-key-MD5", key.md5Base64())
                : Map.of();
    }

    /** What a request says that makes an object. */
    private static Map<String, String> encryptionHeaders(S3Encryption encryption) {
        if (encryption instanceof S3Encryption.S3Managed) {
            return Map.of(SERVER_SIDE_ENCRYPTION, "AES256");
        }
        if (encryption instanceof S3Encryption.Kms kms) {
            Map<String, String> headers = new HashMap<>();
            headers.put(SERVER_SIDE_ENCRYPTION, "aws:kms");
            headers.put(SERVER_SIDE_ENCRYPTION + "-bucket-key-enabled", Boolean.toString(kms.bucketKey()));
            kms.keyId().ifPresent(id -> headers.put(SERVER_SIDE_ENCRYPTION + "-aws-kms-key-id", id));
            return headers;
        }
        return keyHeaders(encryption);
    }

    private static String tagging(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> encoded(tag.getKey()) + "=" + encoded(tag.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    S3Client client() {
        return client;
    }

    S3Options options() {
        return options;
    }

    /** Of all parts that are sent to it. */
    RetryBudget retryBudget() {
        return retryBudget;
    }

    /** The store's name. */
    String name() {
        String prefix = options.prefix();
        return "s3://" + options.bucket() + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
    }

    /** The object's name in the bucket. */
    String objectName(ObjectKey key) {
        return options.prefix() + key.value();
    }

    /** The storage class of an object; none of the store's own, which come and go. */
    private @Nullable String storageClass(ObjectKey key) {
        return key.value().startsWith(OWN) ? null : options.storageClass(key).orElse(null);
    }

    boolean sendsChecksums() {
        return options.checksums() == S3Checksums.CRC32C;
    }

    GetObjectRequest.Builder get(ObjectKey key) {
        return GetObjectRequest.builder()
                .bucket(options.bucket())
                .key(objectName(key))
                .overrideConfiguration(reading);
    }

    HeadObjectRequest head(ObjectKey key) {
        return HeadObjectRequest.builder()
                .bucket(options.bucket())
                .key(objectName(key))
                .overrideConfiguration(reading)
                .build();
    }

    PutObjectRequest.Builder put(ObjectKey key) {
        return PutObjectRequest.builder()
                .bucket(options.bucket())
                .key(objectName(key))
                .storageClass(storageClass(key))
                .tagging(tagging)
                .overrideConfiguration(creating);
    }

    CreateMultipartUploadRequest createUpload(ObjectKey key) {
        return CreateMultipartUploadRequest.builder()
                .bucket(options.bucket())
                .key(objectName(key))
                .storageClass(storageClass(key))
                .tagging(tagging)
                .overrideConfiguration(creating)
                .checksumAlgorithm(sendsChecksums() ? ChecksumAlgorithm.CRC32_C : null)
                .checksumType(sendsChecksums() ? ChecksumType.FULL_OBJECT : null)
                .build();
    }

    UploadPartRequest.Builder part(ObjectKey key, String uploadId) {
        return UploadPartRequest.builder()
                .bucket(options.bucket())
                .key(objectName(key))
                .uploadId(uploadId)
                .overrideConfiguration(reading);
    }

    CompleteMultipartUploadRequest.Builder complete(ObjectKey key, String uploadId) {
        return CompleteMultipartUploadRequest.builder()
                .bucket(options.bucket())
                .key(objectName(key))
                .uploadId(uploadId)
                .overrideConfiguration(reading);
    }

    AbortMultipartUploadRequest abort(ObjectKey key, String uploadId) {
        return AbortMultipartUploadRequest.builder()
                .bucket(options.bucket())
                .key(objectName(key))
                .uploadId(uploadId)
                .build();
    }
}
