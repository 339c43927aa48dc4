package io.clouddicom.gcs.internal;

import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Objects;
import io.clouddicom.CorruptDataException;
import io.clouddicom.store.Listing;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listing, a page at a time. The first page is fetched when the listing is made, so that an error comes there.
 *
 * @param <T> what is listed
 */
final class GcsListing<T> implements Listing<T> {
    /** Tells what of a page is listed. */
    @FunctionalInterface
    interface PageEntries<T> {
        List<T> of(Objects page) throws IOException;
    }

    private final GcsBucket bucket;
    private final PageEntries<T> entries;
    private final Deque<T> page = new ArrayDeque<>();
    private Storage.Objects.@Nullable List request;

    /**
     * Fetches the first page.
     *
     * @param first the request for it
     * @param entries what of a page is listed, in its order
     */
    GcsListing(GcsBucket bucket, Storage.Objects.List first, PageEntries<T> entries) throws IOException {
        this.bucket = bucket;
        this.entries = entries;
        this.request = first;
        fetch(first);
    }

    private GcsListing(GcsBucket bucket) {
        this.bucket = bucket;
        this.entries = page -> List.of();
    }

    /** A listing of nothing, for which nothing is requested. */
    static <T> GcsListing<T> empty(GcsBucket bucket) {
        return new GcsListing<>(bucket);
    }

    @Override
    public @Nullable T next() throws IOException {
        while (page.isEmpty() && request != null) {
            fetch(request);
        }
        return page.poll();
    }

    private void fetch(Storage.Objects.List wanted) throws IOException {
        Objects answer;
        try {
            answer = bucket.parsed(bucket.send(wanted), Objects.class);
        } catch (IOException e) {
            throw GcsErrors.of(e, "list", bucket.name(), GcsErrors.Effect.NONE);
        }
        page.addAll(entries.of(answer));
        request = following(wanted, answer.getNextPageToken());
    }

    private Storage.Objects.@Nullable List following(Storage.Objects.List wanted, @Nullable String token)
            throws IOException {
        if (token == null || token.isEmpty()) {
            return null;
        }
        if (token.equals(wanted.getPageToken())) {
            // Asking for the same page for ever would be no better than to stop short.
            throw new CorruptDataException("list", bucket.name(), "the server gives one page after itself");
        }
        return wanted.setPageToken(token);
    }

    @Override
    public void close() {
        page.clear();
        request = null;
    }
}
