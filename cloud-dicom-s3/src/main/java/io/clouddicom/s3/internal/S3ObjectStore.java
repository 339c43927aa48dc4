package io.clouddicom.s3.internal;

import io.clouddicom.CloudDicomException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.NotFoundException;
import io.clouddicom.UnavailableException;
import io.clouddicom.s3.S3Options;
import io.clouddicom.store.AnswerReader;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ContentRange;
import io.clouddicom.store.DeleteResult;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PagedListing;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import io.clouddicom.store.StoreAbility;
import io.clouddicom.store.StoreCapabilities;
import io.clouddicom.store.SweepReport;
import io.clouddicom.store.UnfinishedPuts;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The store over the protocol of Amazon S3. Reads, listings and deletes are here; puts are in {@link S3Put}, what the
 * server can do is found out by {@link S3Probe}.
 *
 * <p>Times are kept in whole seconds, since heads and listings give them with different precision.
 */
public final class S3ObjectStore implements ObjectStore, UnfinishedPuts {
    /** How many keys one request deletes (API reference, DeleteObjects). */
    private static final int DELETE_BATCH = 1000;

    private final S3Bucket bucket;
    private final S3Probe probe;
    private final UploadThreads threads;
    private final S3ColdStorage coldStorage;
    private final Closeable whenClosed;
    private volatile boolean closed;

    private S3ObjectStore(S3Bucket bucket, Closeable whenClosed) {
        this.bucket = bucket;
        this.probe = new S3Probe(bucket);
        this.threads = new UploadThreads(bucket.name(), bucket.options().uploadParallelism());
        this.coldStorage = new S3ColdStorage(bucket);
        this.whenClosed = whenClosed;
    }

    /**
     * Opens a store; nothing is requested yet.
     *
     * @param client the client
     * @param options where and how
     * @param whenClosed is closed with the store
     * @return the store
     */
    public static S3ObjectStore over(S3Client client, S3Options options, Closeable whenClosed) {
        return new S3ObjectStore(new S3Bucket(client, options), whenClosed);
    }

    /**
     * Opens a store on a client that does not block; nothing is requested yet.
     *
     * @param client the client, which is not closed with the store
     * @param options where and how
     * @return the store
     */
    public static S3ObjectStore over(S3AsyncClient client, S3Options options) {
        ExecutorService bodies = UploadThreads.asNeeded("cloud-dicom-body", options.bucket());
        return over(new AwaitingS3Client(client, bodies), options, bodies::shutdownNow);
    }

    @Override
    public String name() {
        return bucket.name();
    }

    @Override
    public StoreCapabilities capabilities() {
        try {
            requireOpen();
            S3Probe.Findings found = probe.findings();
            return new StoreCapabilities(found.conditionalCreate(), found.conditionalReplace(), true);
        } catch (IOException e) {
            return new StoreCapabilities(false, false, true);
        }
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(condition, "condition");
        requireOpen();
        return S3Put.run(bucket, probe, threads, key, content, condition);
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        requireOpen();
        GetObjectRequest.Builder request = bucket.get(key);
        range.header().ifPresent(request::range);
        pinned.ifPresent(version -> request.ifMatch(version.token()));
        try {
            return reader(key, range, bucket.client().getObject(request.build()));
        } catch (SdkException e) {
            if (S3Errors.isRangeNotSatisfiable(e) && range instanceof ByteRange.Suffix) {
                // A suffix lies outside only of an empty object, which has no last byte.
                return emptyObject(key, pinned, e);
            }
            if (S3ColdStorage.isNotReadable(e)) {
                throw coldStorage.notReadable(key, e);
            }
            throw S3Errors.of(e, "get", key.value(), S3Errors.Effect.NONE);
        }
    }

    private static ObjectReader reader(ObjectKey key, ByteRange range, ResponseInputStream<GetObjectResponse> answer)
            throws IOException {
        GetObjectResponse response = answer.response();
        try {
            Long length = response.contentLength();
            if (length == null || (range.header().isPresent() != (response.contentRange() != null))) {
                throw unexpected(key, "Content-Length " + length + ", Content-Range " + response.contentRange());
            }
            ContentRange part = new ContentRange(0, length, length);
            if (response.contentRange() != null) {
                part = ContentRange.parse(response.contentRange())
                        .filter(told -> told.lengthBytes() == length)
                        .orElseThrow(
                                () -> unexpected(key, "Content-Length " + length + " with " + response.contentRange()));
            }
            ObjectInfo info = info(key, part.sizeBytes(), response.eTag(), response.lastModified());
            return new S3ObjectReader(info, part.offsetBytes(), length, answer);
        } catch (CorruptDataException e) {
            answer.abort();
            throw e;
        }
    }

    private ObjectReader emptyObject(ObjectKey key, Optional<ObjectVersion> pinned, SdkException unsatisfiable)
            throws IOException {
        ObjectInfo info = head("get", key);
        if (info.sizeBytes() > 0 || (pinned.isPresent() && !pinned.get().equals(info.version()))) {
            throw S3Errors.of(unsatisfiable, "get", key.value(), S3Errors.Effect.NONE);
        }
        return AnswerReader.ofNothing(info);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        requireOpen();
        return head("head", key);
    }

    private ObjectInfo head(String operation, ObjectKey key) throws IOException {
        HeadObjectResponse response;
        try {
            response = bucket.client().headObject(bucket.head(key));
        } catch (SdkException e) {
            throw S3Errors.of(e, operation, key.value(), S3Errors.Effect.NONE);
        }
        Long size = response.contentLength();
        if (size == null) {
            throw unexpected(key, "no Content-Length");
        }
        return info(key, size, response.eTag(), response.lastModified());
    }

    private static ObjectInfo info(ObjectKey key, long size, @Nullable String eTag, @Nullable Instant modified)
            throws CorruptDataException {
        if (eTag == null || modified == null) {
            throw unexpected(key, "no ETag or no time");
        }
        return new ObjectInfo(key, size, version(eTag), modified.truncatedTo(ChronoUnit.SECONDS));
    }

    /** The version of an ETag, whose quotes some servers leave out. */
    static ObjectVersion version(String eTag) {
        int length = eTag.length();
        boolean quoted = length > 2 && eTag.charAt(0) == '"' && eTag.charAt(length - 1) == '"';
        return new ObjectVersion(quoted ? eTag.substring(1, length - 1) : eTag);
    }

    private static CorruptDataException unexpected(ObjectKey key, String what) {
        return new CorruptDataException("get", key.value(), "the server's answer makes no sense: " + what);
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        requireOpen();
        return listing(prefix, listRequest(prefix, startAfter), response -> objects(response, prefix));
    }

    /** The objects of a page. Names that are no legal keys (folder marks, say) were never put by a store. */
    private List<ObjectInfo> objects(ListObjectsV2Response response, String prefix) throws IOException {
        List<ObjectInfo> objects = new ArrayList<>(response.contents().size());
        for (S3Object object : response.contents()) {
            String name = ownName(object.key());
            if (name == null || !name.startsWith(prefix) || !ObjectKey.isLegal(name)) {
                continue;
            }
            ObjectKey key = ObjectKey.of(name);
            if (object.eTag() == null) {
                // A server that looks at names and at objects one after the other has lost one in between.
                throw new UnavailableException("list", key.value(), "the server lists it without an ETag");
            }
            objects.add(info(key, object.size(), object.eTag(), object.lastModified()));
        }
        return objects;
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        requireOpen();
        ObjectKey.requireFolder(prefix);
        return listing(
                prefix,
                listRequest(prefix, startAfter).delimiter("/"),
                response -> response.commonPrefixes().stream()
                        .map(common -> ownName(common.prefix()))
                        .filter(Objects::nonNull)
                        .filter(name -> ObjectKey.compareUtf8(name, startAfter) > 0)
                        .toList());
    }

    /** Tells what of a page is listed. */
    @FunctionalInterface
    private interface PageEntries<T> {
        List<T> of(ListObjectsV2Response page) throws IOException;
    }

    private <T> Listing<T> listing(String prefix, ListObjectsV2Request.Builder request, PageEntries<T> entries)
            throws IOException {
        if (!ObjectKey.canBeginWith(prefix)) {
            return PagedListing.ofNothing();
        }
        return new PagedListing<>(name(), token -> {
            ListObjectsV2Response page;
            try {
                page = bucket.client()
                        .listObjectsV2(request.continuationToken(token).build());
            } catch (SdkException e) {
                throw S3Errors.of(e, "list", name(), S3Errors.Effect.NONE);
            }
            boolean more = Boolean.TRUE.equals(page.isTruncated());
            if (more && page.nextContinuationToken() == null) {
                // Going on as if this were all would make objects look absent.
                throw new CorruptDataException("list", name(), "the server has more but does not say where");
            }
            return new PagedListing.Page<>(entries.of(page), more ? page.nextContinuationToken() : null);
        });
    }

    private ListObjectsV2Request.Builder listRequest(String prefix, String startAfter) {
        ListObjectsV2Request.Builder request = ListObjectsV2Request.builder()
                .bucket(bucket.options().bucket())
                .prefix(bucket.options().prefix() + prefix);
        if ((bucket.options().prefix() + prefix + startAfter).indexOf('%') < 0) {
            // Names that XML cannot hold come encoded. Ceph answers with the prefix as it is, and the client decodes
            // it.
            request.encodingType(EncodingType.URL);
        }
        if (!startAfter.isEmpty()) {
            request.startAfter(bucket.options().prefix() + startAfter);
        }
        return request;
    }

    /** A name below the store's prefix; null for what is not there or is the store's own. */
    private @Nullable String ownName(String objectName) {
        String prefix = bucket.options().prefix();
        if (!objectName.startsWith(prefix)) {
            return null;
        }
        String name = objectName.substring(prefix.length());
        return name.startsWith(S3Bucket.OWN) ? null : name;
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        requireOpen();
        try {
            bucket.client()
                    .deleteObject(DeleteObjectRequest.builder()
                            .bucket(bucket.options().bucket())
                            .key(bucket.objectName(key))
                            .build());
        } catch (SdkException e) {
            IOException error = S3Errors.of(e, "delete", key.value(), S3Errors.Effect.CHANGE);
            if (!(error instanceof NotFoundException)) {
                throw error;
            }
        }
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        requireOpen();
        Map<ObjectKey, CloudDicomException> failures = new HashMap<>();
        List<ObjectKey> distinct = new ArrayList<>(new LinkedHashSet<>(keys));
        for (int from = 0; from < distinct.size(); from += DELETE_BATCH) {
            deleteBatch(distinct.subList(from, Math.min(from + DELETE_BATCH, distinct.size())), failures);
        }
        return new DeleteResult(failures);
    }

    private void deleteBatch(List<ObjectKey> keys, Map<ObjectKey, CloudDicomException> failures) throws IOException {
        List<ObjectIdentifier> identifiers = keys.stream()
                .map(key ->
                        ObjectIdentifier.builder().key(bucket.objectName(key)).build())
                .toList();
        DeleteObjectsResponse response;
        try {
            response = bucket.client()
                    .deleteObjects(DeleteObjectsRequest.builder()
                            .bucket(bucket.options().bucket())
                            .delete(Delete.builder()
                                    .objects(identifiers)
                                    .quiet(true)
                                    .build())
                            .build());
        } catch (SdkException e) {
            throw S3Errors.of(e, "delete", bucket.name(), S3Errors.Effect.CHANGE);
        }
        for (S3Error error : response.errors()) {
            String name = ownName(error.key());
            if (name != null && !"NoSuchKey".equals(error.code())) {
                IOException failure = S3Errors.ofKey(Objects.requireNonNullElse(error.code(), ""), "delete", name);
                failures.put(ObjectKey.of(name), (CloudDicomException) failure);
            }
        }
    }

    @Override
    public SweepReport sweep(Duration olderThan) throws IOException {
        if (olderThan.isNegative()) {
            throw new IllegalArgumentException("a negative age: " + olderThan);
        }
        requireOpen();
        return new S3Sweeper(bucket, olderThan).run();
    }

    @Override
    public <A extends StoreAbility> Optional<A> ability(Class<A> ability) {
        return Stream.of(this, coldStorage, new S3PresignedReads(bucket), new S3Observations(bucket, probe))
                .filter(ability::isInstance)
                .map(ability::cast)
                .findFirst();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        threads.close();
        whenClosed.close();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store " + name() + " is closed");
        }
    }
}
