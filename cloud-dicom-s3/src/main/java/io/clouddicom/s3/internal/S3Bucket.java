package io.clouddicom.s3.internal;

import io.clouddicom.s3.S3Checksums;
import io.clouddicom.s3.S3Encryption;
import io.clouddicom.s3.S3Options;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.RetryBudget;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
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

    private final S3Client client;
    private final S3Options options;
    private final RetryBudget retryBudget = RetryBudget.standard();
    private final @Nullable String tagging;
    private @Nullable ServerSideEncryption serverSide;
    private @Nullable String kmsKeyId;
    private @Nullable Boolean bucketKey;
    private @Nullable String customerAlgorithm;
    private @Nullable String customerKey;
    private @Nullable String customerKeyMd5;

    S3Bucket(S3Client client, S3Options options) {
        this.client = client;
        this.options = options;
        this.tagging = options.tags().isEmpty() ? null : tagging(options.tags());
        if (options.encryption() instanceof S3Encryption.S3Managed) {
            serverSide = ServerSideEncryption.AES256;
        } else if (options.encryption() instanceof S3Encryption.Kms kms) {
            serverSide = ServerSideEncryption.AWS_KMS;
            kmsKeyId = kms.keyId().orElse(null);
            bucketKey = kms.bucketKey();
        } else if (options.encryption() instanceof S3Encryption.CustomerKey key) {
            customerAlgorithm = "AES256";
            customerKey = key.base64();
            customerKeyMd5 = key.md5Base64();
        }
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
                .sseCustomerAlgorithm(customerAlgorithm)
                .sseCustomerKey(customerKey)
                .sseCustomerKeyMD5(customerKeyMd5);
    }

    HeadObjectRequest head(ObjectKey key) {
        return HeadObjectRequest.builder()
                .bucket(options.bucket())
                .key(objectName(key))
                .sseCustomerAlgorithm(customerAlgorithm)
                .sseCustomerKey(customerKey)
                .sseCustomerKeyMD5(customerKeyMd5)
                .build();
    }

    PutObjectRequest.Builder put(ObjectKey key) {
        return PutObjectRequest.builder()
                .bucket(options.bucket())
                .key(objectName(key))
                .storageClass(storageClass(key))
                .tagging(tagging)
                .serverSideEncryption(serverSide)
                .ssekmsKeyId(kmsKeyId)
                .bucketKeyEnabled(bucketKey)
                .sseCustomerAlgorithm(customerAlgorithm)
                .sseCustomerKey(customerKey)
                .sseCustomerKeyMD5(customerKeyMd5);
    }

    CreateMultipartUploadRequest createUpload(ObjectKey key) {
        return CreateMultipartUploadRequest.builder()
                .bucket(options.bucket())
                .key(objectName(key))
                .storageClass(storageClass(key))
                .tagging(tagging)
                .serverSideEncryption(serverSide)
                .ssekmsKeyId(kmsKeyId)
                .bucketKeyEnabled(bucketKey)
                .sseCustomerAlgorithm(customerAlgorithm)
                .sseCustomerKey(customerKey)
                .sseCustomerKeyMD5(customerKeyMd5)
                .checksumAlgorithm(sendsChecksums() ? ChecksumAlgorithm.CRC32_C : null)
                .checksumType(sendsChecksums() ? ChecksumType.FULL_OBJECT : null)
                .build();
    }

    UploadPartRequest.Builder part(ObjectKey key, String uploadId) {
        return UploadPartRequest.builder()
                .bucket(options.bucket())
                .key(objectName(key))
                .uploadId(uploadId)
                .sseCustomerAlgorithm(customerAlgorithm)
                .sseCustomerKey(customerKey)
                .sseCustomerKeyMD5(customerKeyMd5);
    }

    CompleteMultipartUploadRequest.Builder complete(ObjectKey key, String uploadId) {
        return CompleteMultipartUploadRequest.builder()
                .bucket(options.bucket())
                .key(objectName(key))
                .uploadId(uploadId)
                .sseCustomerAlgorithm(customerAlgorithm)
                .sseCustomerKey(customerKey)
                .sseCustomerKeyMD5(customerKeyMd5);
    }

    AbortMultipartUploadRequest abort(ObjectKey key, String uploadId) {
        return AbortMultipartUploadRequest.builder()
                .bucket(options.bucket())
                .key(objectName(key))
                .uploadId(uploadId)
                .build();
    }
}
