package io.clouddicom.s3.internal;

import io.clouddicom.CloudDicomException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.UnavailableException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.store.Crc32c;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.Retries;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * An object that is sent in parts, several at once, and appears when it is completed. Belongs to one thread, which hands
 * over the parts; they are sent by others. It ends with {@link #complete} or {@link #abort}.
 */
final class MultipartUpload {
    /** The most parts of an object (API reference, "Multipart upload limits"). */
    static final int MOST_PARTS = 10_000;

    private static final String OCTETS = "application/octet-stream";

    private final S3Bucket bucket;
    private final UploadThreads threads;
    private final ObjectKey key;
    private final String uploadId;
    private final List<Future<CompletedPart>> parts = new ArrayList<>();
    private final Queue<byte[]> freeBuffers = new ConcurrentLinkedQueue<>();
    private volatile boolean aborted;

    private MultipartUpload(S3Bucket bucket, UploadThreads threads, ObjectKey key, String uploadId) {
        this.bucket = bucket;
        this.threads = threads;
        this.key = key;
        this.uploadId = uploadId;
    }

    /** Begins an upload. */
    static MultipartUpload begin(S3Bucket bucket, UploadThreads threads, ObjectKey key) throws IOException {
        String id = repeated(
                bucket,
                key,
                () -> bucket.client()
                        .createMultipartUpload(bucket.createUpload(key))
                        .uploadId());
        UnderWay.begin(id);
        return new MultipartUpload(bucket, threads, key, id);
    }

    /** A request that may be made again after any failure that can pass, an unknown outcome included. */
    static <T> T repeated(S3Bucket bucket, ObjectKey key, Retries.Request<T> request) throws IOException {
        Retries retries = new Retries(bucket.options().partRetries(), bucket.retryBudget());
        while (true) {
            IOException error;
            try {
                T answer = request.send();
                retries.succeeded();
                return answer;
            } catch (SdkException e) {
                error = S3Errors.of(e, "put", key.value(), S3Errors.Effect.CHANGE);
            }
            boolean again = error instanceof OutcomeUnknownException
                    || (error instanceof CloudDicomException known && known.retryable());
            if (!again) {
                throw error;
            }
            retries.pauseOrThrow(nothingVisible(key, error));
        }
    }

    /** While an upload is not completed, no failure leaves open whether there is an object. */
    static IOException nothingVisible(ObjectKey key, IOException error) {
        return error instanceof OutcomeUnknownException unknown
                ? new UnavailableException(
                        "put",
                        key.value(),
                        "a part could not be sent",
                        unknown.retryAfter().orElse(null),
                        error)
                : error;
    }

    /**
     * Hands a part over to be sent; waits while as many as may be are under way.
     *
     * @param buffer the bytes, which are the upload's until a later {@link #freeBuffer} gives them back
     * @param length how many of them
     */
    void send(byte[] buffer, int length) throws IOException {
        if (parts.size() == MOST_PARTS) {
            throw new UnsupportedFeatureException(
                    "put", key.value(), "the object has more than " + MOST_PARTS + " parts; use larger ones");
        }
        throwFailures();
        try {
            threads.permits().acquire();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        int number = parts.size() + 1;
        try {
            parts.add(threads.executor().submit(() -> {
                try {
                    return sendPart(number, buffer, length);
                } finally {
                    freeBuffers.add(buffer);
                    threads.permits().release();
                }
            }));
        } catch (RejectedExecutionException e) {
            threads.permits().release();
            throw new IllegalStateException("the store " + bucket.name() + " is closed", e);
        }
    }

    /** A buffer that is no longer needed, or none. */
    byte @Nullable [] freeBuffer() {
        return freeBuffers.poll();
    }

    private void throwFailures() throws IOException {
        for (Future<CompletedPart> part : parts) {
            if (part.isDone()) {
                await(part);
            }
        }
    }

    private CompletedPart sendPart(int number, byte[] buffer, int length) throws IOException {
        String checksum = Crc32c.base64(Crc32c.of(buffer, 0, length));
        UploadPartRequest.Builder request =
                bucket.part(key, uploadId).partNumber(number).contentLength((long) length);
        if (bucket.sendsChecksums()) {
            request.checksumCRC32C(checksum);
        }
        UploadPartRequest built = request.build();
        UploadPartResponse response = repeated(bucket, key, () -> {
            if (aborted) {
                throw new IOException("the upload is given up");
            }
            return bucket.client().uploadPart(built, body(buffer, length));
        });
        if (response.checksumCRC32C() != null && !response.checksumCRC32C().equals(checksum)) {
            throw new CorruptDataException("put", key.value(), "part " + number + " arrived with another checksum");
        }
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(response.eTag())
                .checksumCRC32C(bucket.sendsChecksums() ? checksum : null)
                .build();
    }

    /** A body that lies in an array and can be sent again. */
    static RequestBody body(byte[] bytes, int length) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes, 0, length), length, OCTETS);
    }

    /** What became of an upload. */
    record Completed(CompleteMultipartUploadResponse response, List<CompletedPart> parts) {}

    /**
     * Makes the object appear, if its condition holds.
     *
     * @param sizeBytes its size, which the server checks
     * @param crc32c CRC-32C of all bytes, which the server checks
     * @param ifNoneMatch the condition, or null
     * @param ifMatch the condition, or null
     * @throws SdkException the server's answer, or that there was none
     */
    Completed complete(long sizeBytes, int crc32c, @Nullable String ifNoneMatch, @Nullable String ifMatch)
            throws IOException {
        List<CompletedPart> sent = new ArrayList<>(parts.size());
        for (Future<CompletedPart> part : parts) {
            sent.add(await(part));
        }
        CompleteMultipartUploadRequest.Builder request = bucket.complete(key, uploadId)
                .multipartUpload(upload -> upload.parts(sent))
                .ifNoneMatch(ifNoneMatch)
                .ifMatch(ifMatch);
        if (bucket.sendsChecksums()) {
            request.mpuObjectSize(sizeBytes)
                    .checksumType(ChecksumType.FULL_OBJECT)
                    .checksumCRC32C(Crc32c.base64(crc32c));
        }
        CompleteMultipartUploadResponse response = bucket.client().completeMultipartUpload(request.build());
        UnderWay.end(uploadId);
        return new Completed(response, sent);
    }

    /** The checksum of the checksums of the parts, as a server gives it that does not know that of the whole. */
    static String compositeChecksum(List<CompletedPart> parts) {
        CRC32C crc = new CRC32C();
        for (CompletedPart part : parts) {
            crc.update(ByteBuffer.wrap(Base64.getDecoder().decode(part.checksumCRC32C())));
        }
        return Crc32c.base64((int) crc.getValue()) + "-" + parts.size();
    }

    private CompletedPart await(Future<CompletedPart> part) throws IOException {
        try {
            return part.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException error) {
                throw error;
            }
            throw new IllegalStateException("a part could not be sent", e.getCause());
        }
    }

    private InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException error = new InterruptedIOException("put " + key + ": the thread was interrupted");
        error.initCause(e);
        return error;
    }

    /**
     * Lets nothing of the upload remain, unless it was completed. Waits for parts that are under way, which would remain
     * otherwise; does its work also on a thread that is interrupted.
     *
     * @return the failure where parts may remain, or null
     */
    @Nullable
    IOException abort() {
        aborted = true;
        boolean interrupted = Thread.interrupted();
        try {
            for (Future<CompletedPart> part : parts) {
                try {
                    part.get();
                } catch (ExecutionException e) {
                    // It is not under way any more; why it failed, was told before.
                }
            }
            repeated(bucket, key, () -> {
                try {
                    return bucket.client().abortMultipartUpload(bucket.abort(key, uploadId));
                } catch (SdkException e) {
                    if (S3Errors.isNotFound(e)) {
                        return null;
                    }
                    throw e;
                }
            });
            return null;
        } catch (IOException e) {
            return e;
        } catch (InterruptedException e) {
            interrupted = true;
            return interrupted(e);
        } finally {
            UnderWay.end(uploadId);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
