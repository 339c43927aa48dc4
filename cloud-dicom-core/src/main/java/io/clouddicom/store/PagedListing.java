package io.clouddicom.store;

import io.clouddicom.CorruptDataException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For those who write a store: a listing that a server gives in pages, each with a token that asks for the next. The first
 * page is fetched when the listing is made, so that an error comes there.
 *
 * @param <T> what is listed
 */
public final class PagedListing<T> implements Listing<T> {
    private final String store;
    private final Pages<T> pages;
    private final Deque<T> entries = new ArrayDeque<>();
    private @Nullable String token;
    private boolean over;

    /**
     * A page.
     *
     * @param entries what it lists, in its order; there may be none
     * @param next what asks for the page behind it, or null where it is the last
     * @param <T> what is listed
     */
    public record Page<T>(List<T> entries, @Nullable String next) {
        /** Keeps the entries. */
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Fetches pages.
     *
     * @param <T> what is listed
     */
    @FunctionalInterface
    public interface Pages<T> {
        /**
         * Fetches a page.
         *
         * @param token of the page, or null for the first
         * @return the page
         * @throws IOException a {@link io.clouddicom.CloudDicomException}
         */
        Page<T> fetch(@Nullable String token) throws IOException;
    }

    /**
     * Fetches the first page.
     *
     * @param store the store's name, for messages
     * @param pages fetches pages
     * @throws IOException that failed
     */
    public PagedListing(String store, Pages<T> pages) throws IOException {
        this.store = store;
        this.pages = pages;
        fetch();
    }

    private PagedListing() {
        this.store = "";
        this.pages = token -> new Page<>(List.of(), null);
        this.over = true;
    }

    /**
     * A listing of nothing, for which nothing is requested.
     *
     * @param <T> what would be listed
     * @return the listing
     */
    public static <T> Listing<T> ofNothing() {
        return new PagedListing<>();
    }

    @Override
    public @Nullable T next() throws IOException {
        while (entries.isEmpty() && !over) {
            fetch();
        }
        return entries.poll();
    }

    private void fetch() throws IOException {
        Page<T> page = pages.fetch(token);
        if (page.next() != null && page.next().equals(token)) {
            // Asking for the same page for ever would be no better than to stop short.
            throw new CorruptDataException("list", store, "the server gives one page after itself");
        }
        entries.addAll(page.entries());
        token = page.next();
        over = token == null;
    }

    @Override
    public void close() {
        entries.clear();
        over = true;
    }
}
