package io.clouddicom.s3.internal;

import io.clouddicom.CorruptDataException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.UnavailableException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.s3.internal.S3Errors.Effect;
import io.clouddicom.store.ContentSink;
import io.clouddicom.store.Crc32c;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * One put. An object that fits one part is one request; a larger one is sent in parts while its content is written.
 *
 * <p>A server may honour a condition on a single request and ignore it when parts are completed ({@link S3Probe} finds out).
 * There, a large object is completed under a name of the store's own and sent from there in one request that has the
 * condition.
 */
final class S3Put {
    /** The largest object of a single request (API reference, PutObject): 5 GiB. */
    private static final long LARGEST_SINGLE_BYTES = 5L << 30;

    private static final String OCTETS = "application/octet-stream";

    private final S3Bucket bucket;
    private final S3Probe probe;
    private final UploadThreads threads;
    private final ObjectKey key;
    private final @Nullable String ifNoneMatch;
    private final @Nullable String ifMatch;

    private S3Put(S3Bucket bucket, S3Probe probe, UploadThreads threads, ObjectKey key, PutCondition condition) {
        this.bucket = bucket;
        this.probe = probe;
        this.threads = threads;
        this.key = key;
        this.ifNoneMatch = condition instanceof PutCondition.IfAbsent ? "*" : null;
        this.ifMatch = condition instanceof PutCondition.IfVersion pinned
                ? pinned.version().token()
                : null;
    }

    static PutResult run(
            S3Bucket bucket,
            S3Probe probe,
            UploadThreads threads,
            ObjectKey key,
            ObjectContent content,
            PutCondition condition)
            throws IOException {
        return new S3Put(bucket, probe, threads, key, condition).run(content);
    }

    private PutResult run(ObjectContent content) throws IOException {
        if (key.value().startsWith(S3Bucket.OWN)) {
            throw new UnsupportedFeatureException(
                    "put", key.value(), "names below " + S3Bucket.OWN + " are the store's own");
        }
        S3Probe.Findings server = probe.findings();
        if (ifNoneMatch != null && !server.conditionalCreate()) {
            throw new UnsupportedFeatureException("put", key.value(), "the server ignores the condition 'if absent'");
        }
        if (ifMatch != null && !server.conditionalReplace()) {
            throw new UnsupportedFeatureException("put", key.value(), "the server ignores the condition 'if version'");
        }
        boolean byWayOfOwn = (ifNoneMatch != null || ifMatch != null) && !server.conditionalComplete();
        ObjectKey target = byWayOfOwn ? ObjectKey.of(S3Bucket.OWN_UPLOADS + UUID.randomUUID()) : key;
        PartWriter parts = new PartWriter(bucket, threads, target, content.lengthBytes());
        try {
            ContentSink sink = ContentSink.take(key, content, parts);
            MultipartUpload upload = parts.finish();
            if (upload == null) {
                return single(sink, MultipartUpload.body(parts.buffer(), parts.bufferedBytes()));
            }
            return byWayOfOwn ? resent(upload, target, sink) : completed(upload, sink);
        } catch (IOException | RuntimeException | Error e) {
            MultipartUpload upload = parts.upload();
            if (upload != null) {
                IOException remains = upload.abort();
                if (remains != null) {
                    e.addSuppressed(remains);
                }
            }
            throw e;
        }
    }

    private PutResult single(ContentSink sink, RequestBody body) throws IOException {
        PutObjectRequest.Builder request = bucket.put(key)
                .contentLength(sink.sizeBytes())
                .ifNoneMatch(ifNoneMatch)
                .ifMatch(ifMatch);
        if (bucket.sendsChecksums()) {
            request.checksumCRC32C(Crc32c.base64(sink.crc32c()));
        }
        PutObjectResponse response;
        try {
            response = bucket.client().putObject(request.build(), body);
        } catch (SdkException e) {
            throw failed(e);
        }
        return verified(sink, response.eTag(), response.checksumCRC32C(), null);
    }

    private PutResult completed(MultipartUpload upload, ContentSink sink) throws IOException {
        MultipartUpload.Completed completed;
        try {
            completed = upload.complete(sink.sizeBytes(), sink.crc32c(), ifNoneMatch, ifMatch);
        } catch (SdkException e) {
            throw failed(e);
        }
        CompleteMultipartUploadResponse response = completed.response();
        String composite = bucket.sendsChecksums() ? MultipartUpload.compositeChecksum(completed.parts()) : null;
        return verified(sink, response.eTag(), response.checksumCRC32C(), composite);
    }

    /** Completes the upload under a name of the store's own, and puts it from there. */
    private PutResult resent(MultipartUpload upload, ObjectKey own, ContentSink sink) throws IOException {
        if (sink.sizeBytes() > LARGEST_SINGLE_BYTES) {
            throw new UnsupportedFeatureException(
                    "put",
                    key.value(),
                    "the server honours conditions on single requests only, which have 5 GiB at most");
        }
        String ownName = bucket.objectName(own);
        UnderWay.begin(ownName);
        try {
            completeOwn(upload, sink);
            return single(sink, RequestBody.fromContentProvider(() -> ownContent(own, sink), sink.sizeBytes(), OCTETS));
        } catch (RuntimeException e) {
            // So the client says that it could not read what it is to sign or to send: the server's own copy.
            SdkClientException unread = SdkClientException.create("the server's own copy could not be read", e);
            throw S3Errors.of(unread, "put", key.value(), Effect.CHANGE);
        } finally {
            deleteOwn(own);
            UnderWay.end(ownName);
        }
    }

    private void completeOwn(MultipartUpload upload, ContentSink sink) throws IOException {
        try {
            upload.complete(sink.sizeBytes(), sink.crc32c(), null, null);
        } catch (SdkException e) {
            throw MultipartUpload.nothingVisible(key, S3Errors.of(e, "put", key.value(), Effect.CHANGE));
        }
    }

    private InputStream ownContent(ObjectKey own, ContentSink sink) {
        return new VerifiedStream(bucket.client().getObject(bucket.get(own).build()), key, sink);
    }

    /** A stream that does not end well unless its bytes are those that were sent. */
    private static final class VerifiedStream extends FilterInputStream {
        private final ObjectKey key;
        private final ContentSink sent;
        private final CRC32C crc = new CRC32C();
        private long left;

        VerifiedStream(InputStream in, ObjectKey key, ContentSink sent) {
            super(in);
            this.key = key;
            this.sent = sent;
            this.left = sent.sizeBytes();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = super.read(into, offset, length);
            if (n > 0) {
                crc.update(into, offset, n);
                left -= n;
                if (left == 0 && (int) crc.getValue() != sent.crc32c()) {
                    throw new CorruptDataException("put", key.value(), "the server's own copy has another checksum");
                }
            }
            return n;
        }
    }

    private void deleteOwn(ObjectKey own) {
        try {
            MultipartUpload.repeated(bucket, key, () -> {
                delete(own);
                return true;
            });
        } catch (IOException e) {
            // It remains until the sweeper finds it: no reason to call a put failed that succeeded.
        }
    }

    /** The error of the request that would have made the object appear. */
    private IOException failed(SdkException e) {
        boolean conditional = ifNoneMatch != null || ifMatch != null;
        if (conditional && S3Errors.isPreconditionFailed(e)) {
            return S3Errors.conditionFailed(ifNoneMatch != null, key.value(), e);
        }
        if (ifMatch != null && S3Errors.isNotFound(e)) {
            // Some servers say so of a version that is wanted of an object that is not there.
            return S3Errors.conditionFailed(false, key.value(), e);
        }
        if (conditional && S3Errors.isConflict(e)) {
            return afterConflict(e);
        }
        return S3Errors.of(e, "put", key.value(), Effect.CHANGE);
    }

    /** Another conditional put was under way: what is there now tells whether it won. */
    private IOException afterConflict(SdkException conflict) {
        try {
            HeadObjectResponse there = bucket.client().headObject(bucket.head(key));
            boolean same = ifMatch != null
                    && S3ObjectStore.version(there.eTag()).token().equals(ifMatch);
            if (!same) {
                return S3Errors.conditionFailed(ifNoneMatch != null, key.value(), conflict);
            }
        } catch (SdkException e) {
            if (!S3Errors.isNotFound(e)) {
                conflict.addSuppressed(e);
            } else if (ifMatch != null) {
                return S3Errors.conditionFailed(false, key.value(), conflict);
            }
        }
        return new UnavailableException("put", key.value(), "another put was under way", conflict);
    }

    /** Holds what the server says that it took over against what was sent. */
    private PutResult verified(
            ContentSink sink, @Nullable String eTag, @Nullable String checksum, @Nullable String composite)
            throws IOException {
        String version = eTag == null || eTag.isEmpty() ? storedETag(sink.sizeBytes()) : eTag;
        PutResult result = new PutResult(S3ObjectStore.version(version), sink.sizeBytes(), sink.crc32c());
        if (checksum != null) {
            if (!checksum.equals(Crc32c.base64(sink.crc32c())) && !checksum.equals(composite)) {
                throw damaged("the server took over bytes with another checksum");
            }
        } else if (!probe.findings().refusesWrongChecksums()) {
            requireSize(result);
        }
        if (bucket.options().readBack()) {
            requireReadBack(result);
        }
        return result;
    }

    /** The ETag of what lies there, for a server that does not tell it when parts are completed. */
    private String storedETag(long sizeBytes) throws IOException {
        HeadObjectResponse there = stored();
        if (there == null || there.contentLength() != sizeBytes) {
            throw new OutcomeUnknownException(
                    "put", key.value(), "the object was replaced before its version was known");
        }
        return there.eTag();
    }

    /** Compares the size, unless the object has been replaced or deleted since. */
    private void requireSize(PutResult result) throws IOException {
        HeadObjectResponse there = stored();
        if (there != null
                && S3ObjectStore.version(there.eTag()).equals(result.version())
                && there.contentLength() != result.sizeBytes()) {
            throw damaged("the server took over " + there.contentLength() + " of " + result.sizeBytes() + " bytes");
        }
    }

    private @Nullable HeadObjectResponse stored() throws IOException {
        try {
            return bucket.client().headObject(bucket.head(key));
        } catch (SdkException e) {
            if (S3Errors.isNotFound(e)) {
                return null;
            }
            throw new OutcomeUnknownException("put", key.value(), "what was stored could not be looked at", e);
        }
    }

    private void requireReadBack(PutResult result) throws IOException {
        CRC32C crc = new CRC32C();
        try (ResponseInputStream<GetObjectResponse> stored = bucket.client()
                .getObject(bucket.get(key).ifMatch(result.version().token()).build())) {
            byte[] buffer = new byte[1 << 16];
            for (int n = stored.read(buffer); n >= 0; n = stored.read(buffer)) {
                crc.update(buffer, 0, n);
            }
        } catch (SdkException | IOException | UncheckedIOException e) {
            if (e instanceof SdkException answer && S3ColdStorage.isNotReadable(answer)) {
                // It went into a storage class from which nothing is read back.
                requireSize(result);
                return;
            }
            throw new OutcomeUnknownException("put", key.value(), "what was stored could not be read back", e);
        }
        if ((int) crc.getValue() != result.crc32c()) {
            throw damaged("what was stored is read back with another checksum");
        }
    }

    /** The object is there and is wrong: it goes away again where nobody else can have made it. */
    private IOException damaged(String detail) {
        if (ifNoneMatch == null) {
            return new OutcomeUnknownException("put", key.value(), detail);
        }
        try {
            delete(key);
        } catch (SdkException e) {
            return new OutcomeUnknownException("put", key.value(), detail, e);
        }
        return new CorruptDataException("put", key.value(), detail);
    }

    private void delete(ObjectKey which) {
        bucket.client()
                .deleteObject(DeleteObjectRequest.builder()
                        .bucket(bucket.options().bucket())
                        .key(bucket.objectName(which))
                        .build());
    }
}
