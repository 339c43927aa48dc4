package io.clouddicom.s3.internal;

import io.clouddicom.CorruptDataException;
import io.clouddicom.store.Listing;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * A listing, a page at a time. The first page is fetched when the listing is made, so that an error comes there.
 *
 * @param <T> what is listed
 */
final class S3Listing<T> implements Listing<T> {
    /** Tells what of a page is listed. */
    @FunctionalInterface
    interface PageEntries<T> {
        List<T> of(ListObjectsV2Response page) throws IOException;
    }

    private final S3Bucket bucket;
    private final PageEntries<T> entries;
    private final Deque<T> page = new ArrayDeque<>();
    private @Nullable ListObjectsV2Request request;

    /**
     * Fetches the first page.
     *
     * @param first the request for it
     * @param entries what of a page is listed, in its order
     */
    S3Listing(S3Bucket bucket, ListObjectsV2Request first, PageEntries<T> entries) throws IOException {
        this.bucket = bucket;
        this.entries = entries;
        this.request = first;
        fetch(first);
    }

    private S3Listing(S3Bucket bucket) {
        this.bucket = bucket;
        this.entries = response -> List.of();
    }

    /** A listing of nothing, for which nothing is requested. */
    static <T> S3Listing<T> empty(S3Bucket bucket) {
        return new S3Listing<>(bucket);
    }

    @Override
    public @Nullable T next() throws IOException {
        while (page.isEmpty() && request != null) {
            fetch(request);
        }
        return page.poll();
    }

    private void fetch(ListObjectsV2Request wanted) throws IOException {
        ListObjectsV2Response response;
        try {
            response = bucket.client().listObjectsV2(wanted);
        } catch (SdkException e) {
            throw S3Errors.of(e, "list", bucket.name(), S3Errors.Effect.NONE);
        }
        page.addAll(entries.of(response));
        request = Boolean.TRUE.equals(response.isTruncated()) ? following(wanted, response) : null;
    }

    private ListObjectsV2Request following(ListObjectsV2Request wanted, ListObjectsV2Response response)
            throws IOException {
        String continuation = response.nextContinuationToken();
        if (continuation == null || continuation.equals(wanted.continuationToken())) {
            // Going on as if this were all would make objects look absent.
            throw new CorruptDataException("list", bucket.name(), "the server has more but does not say where");
        }
        return wanted.toBuilder().continuationToken(continuation).build();
    }

    @Override
    public void close() {
        page.clear();
        request = null;
    }
}
