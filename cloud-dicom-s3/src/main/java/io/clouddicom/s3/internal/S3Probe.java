package io.clouddicom.s3.internal;

import io.clouddicom.s3.internal.S3Errors.Effect;
import io.clouddicom.store.Crc32c;
import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Finds out, once, what a server does, instead of believing it: servers that ignore a condition answer as if it had held.
 *
 * <p>Works on one small object of the store's own, which stays: it is never deleted, so that two stores that probe at once
 * do not mislead each other and no permission to delete is needed.
 */
final class S3Probe {
    private static final ObjectKey KEY = ObjectKey.of(S3Bucket.OWN + "probe");
    private static final byte[] CONTENT = {'p'};
    private static final int CONTENT_CRC = Crc32c.of(CONTENT, 0, CONTENT.length);
    private static final String NO_SUCH_VERSION = "00000000000000000000000000000000";

    private final S3Bucket bucket;
    private @Nullable Findings findings;

    S3Probe(S3Bucket bucket) {
        this.bucket = bucket;
    }

    /**
     * What a server does.
     *
     * @param conditionalCreate honours <i>if absent</i> on a single request
     * @param conditionalReplace honours <i>if version</i> on a single request
     * @param conditionalComplete honours both when parts are completed
     * @param refusesWrongChecksums compares the checksum that goes with the bytes
     */
    record Findings(
            boolean conditionalCreate,
            boolean conditionalReplace,
            boolean conditionalComplete,
            boolean refusesWrongChecksums) {}

    /** What was found; the first call tries it out. A call that fails leaves it to the next one. */
    synchronized Findings findings() throws IOException {
        Findings known = findings;
        if (known == null) {
            known = probe();
            findings = known;
        }
        return known;
    }

    private Findings probe() throws IOException {
        try {
            // Whether it was there or not, now it is.
            refuses(put("*", null, CONTENT_CRC));
            boolean create = refuses(put("*", null, CONTENT_CRC));
            boolean replace = refuses(put(null, NO_SUCH_VERSION, CONTENT_CRC));
            boolean checksums = bucket.sendsChecksums() && refuses(put(null, null, ~CONTENT_CRC));
            return new Findings(create, replace, create && replace && refusesCompletion(), checksums);
        } catch (SdkException e) {
            throw S3Errors.of(e, "probe", bucket.name(), Effect.NONE);
        }
    }

    @FunctionalInterface
    private interface Attempt {
        void run();
    }

    private Attempt put(@Nullable String ifNoneMatch, @Nullable String ifMatch, int crc) {
        return () -> send(ifNoneMatch, ifMatch, crc);
    }

    /** Puts the object once more, for what the server answers. */
    PutObjectResponse put() {
        return send(null, null, CONTENT_CRC);
    }

    private PutObjectResponse send(@Nullable String ifNoneMatch, @Nullable String ifMatch, int crc) {
        return bucket.client()
                .putObject(
                        bucket.put(KEY)
                                .contentLength((long) CONTENT.length)
                                .ifNoneMatch(ifNoneMatch)
                                .ifMatch(ifMatch)
                                .checksumCRC32C(bucket.sendsChecksums() ? Crc32c.base64(crc) : null)
                                .build(),
                        RequestBody.fromBytes(CONTENT));
    }

    /** Whether the server refuses a request that asks for what does not hold. */
    private static boolean refuses(Attempt attempt) {
        try {
            attempt.run();
            return false;
        } catch (SdkException e) {
            if (S3Errors.isRefusal(e)) {
                return true;
            }
            throw e;
        }
    }

    private boolean refusesCompletion() {
        String uploadId =
                bucket.client().createMultipartUpload(bucket.createUpload(KEY)).uploadId();
        try {
            String checksum = bucket.sendsChecksums() ? Crc32c.base64(CONTENT_CRC) : null;
            String eTag = bucket.client()
                    .uploadPart(
                            bucket.part(KEY, uploadId)
                                    .partNumber(1)
                                    .contentLength((long) CONTENT.length)
                                    .checksumCRC32C(checksum)
                                    .build(),
                            RequestBody.fromBytes(CONTENT))
                    .eTag();
            CompletedPart part = CompletedPart.builder()
                    .partNumber(1)
                    .eTag(eTag)
                    .checksumCRC32C(checksum)
                    .build();
            return refuses(() -> bucket.client()
                    .completeMultipartUpload(bucket.complete(KEY, uploadId)
                            .multipartUpload(upload -> upload.parts(part))
                            .ifNoneMatch("*")
                            .build()));
        } finally {
            try {
                bucket.client().abortMultipartUpload(bucket.abort(KEY, uploadId));
            } catch (SdkException e) {
                // Where the server ignored the condition the upload is complete, and there is nothing to end.
            }
        }
    }
}
