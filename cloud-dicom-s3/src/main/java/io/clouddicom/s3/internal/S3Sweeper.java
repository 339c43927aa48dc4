package io.clouddicom.s3.internal;

import io.clouddicom.s3.internal.S3Errors.Effect;
import io.clouddicom.store.SweepReport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.S3Response;

/**
 * One sweep: ends uploads below the store's prefix that nobody will complete, and deletes what the store itself completed
 * under a name of its own and never put where it belongs. Whose process lives cannot be seen from here, so age decides, by
 * the server's clock.
 */
final class S3Sweeper {
    private final S3Bucket bucket;
    private final Duration olderThan;
    private int removed;
    private int kept;
    private final Map<String, IOException> failures = new LinkedHashMap<>();

    S3Sweeper(S3Bucket bucket, Duration olderThan) {
        this.bucket = bucket;
        this.olderThan = olderThan;
    }

    SweepReport run() throws IOException {
        sweepUploads();
        sweepOwnObjects();
        return new SweepReport(removed, kept, failures);
    }

    private void sweepUploads() throws IOException {
        ListMultipartUploadsRequest request = ListMultipartUploadsRequest.builder()
                .bucket(bucket.options().bucket())
                .prefix(bucket.options().prefix())
                .build();
        while (true) {
            ListMultipartUploadsResponse page;
            try {
                page = bucket.client().listMultipartUploads(request);
            } catch (SdkException e) {
                throw S3Errors.of(e, "sweep", bucket.name(), Effect.NONE);
            }
            Instant limit = now(page).minus(olderThan);
            for (MultipartUpload upload : page.uploads()) {
                if (UnderWay.contains(upload.uploadId()) || !isBefore(upload.initiated(), limit)) {
                    kept++;
                } else {
                    remove(upload.key(), () -> abort(upload));
                }
            }
            String nextKey = page.nextKeyMarker();
            boolean goesOn = Boolean.TRUE.equals(page.isTruncated())
                    && nextKey != null
                    && !(nextKey.equals(request.keyMarker())
                            && String.valueOf(page.nextUploadIdMarker()).equals(request.uploadIdMarker()));
            if (!goesOn) {
                return;
            }
            request = request.toBuilder()
                    .keyMarker(nextKey)
                    .uploadIdMarker(page.nextUploadIdMarker())
                    .build();
        }
    }

    private void abort(MultipartUpload upload) {
        bucket.client()
                .abortMultipartUpload(AbortMultipartUploadRequest.builder()
                        .bucket(bucket.options().bucket())
                        .key(upload.key())
                        .uploadId(upload.uploadId())
                        .build());
    }

    private void sweepOwnObjects() throws IOException {
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(bucket.options().bucket())
                .prefix(bucket.options().prefix() + S3Bucket.OWN_UPLOADS)
                .build();
        while (true) {
            ListObjectsV2Response page;
            try {
                page = bucket.client().listObjectsV2(request);
            } catch (SdkException e) {
                throw S3Errors.of(e, "sweep", bucket.name(), Effect.NONE);
            }
            Instant limit = now(page).minus(olderThan);
            for (S3Object object : page.contents()) {
                if (UnderWay.contains(object.key()) || !isBefore(object.lastModified(), limit)) {
                    kept++;
                } else {
                    remove(object.key(), () -> delete(object));
                }
            }
            if (!Boolean.TRUE.equals(page.isTruncated()) || page.nextContinuationToken() == null) {
                return;
            }
            request = request.toBuilder()
                    .continuationToken(page.nextContinuationToken())
                    .build();
        }
    }

    private void delete(S3Object object) {
        bucket.client()
                .deleteObject(DeleteObjectRequest.builder()
                        .bucket(bucket.options().bucket())
                        .key(object.key())
                        .build());
    }

    private void remove(String name, Runnable removal) throws IOException {
        try {
            removal.run();
            removed++;
        } catch (SdkException e) {
            if (S3Errors.isNotFound(e)) {
                // Completed, ended or deleted meanwhile.
                return;
            }
            IOException error = S3Errors.of(e, "sweep", name, Effect.NONE);
            if (Thread.currentThread().isInterrupted()) {
                throw error;
            }
            failures.put(name, error);
        }
    }

    /** One of which the server does not say when it began is taken for young. */
    private static boolean isBefore(@Nullable Instant time, Instant limit) {
        return time != null && !time.isAfter(limit);
    }

    /** The time by the server's clock, with which those in the listing can be compared. */
    private static Instant now(S3Response response) {
        try {
            return response.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .map(date -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)))
                    .orElseGet(Instant::now);
        } catch (DateTimeParseException e) {
            return Instant.now();
        }
    }
}
