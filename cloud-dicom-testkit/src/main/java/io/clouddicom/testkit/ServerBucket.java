package io.clouddicom.testkit;

import io.clouddicom.RetryPolicy;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A bucket on a server of which a test can count and break the requests, and see what is there without a store's help. */
public interface ServerBucket extends AutoCloseable {
    /**
     * Opens a store in it, with a client of its own, and parts that are as small as may be.
     *
     * @param parts how parts are sent again
     * @return a store that the test closes
     * @throws IOException it cannot be opened
     */
    ObjectStore open(RetryPolicy parts) throws IOException;

    /**
     * Breaks every seventh request from now on, in any way that passes.
     *
     * @param seed of chance
     */
    void breakRequests(long seed);

    /** From now on requests are answered as they should be. */
    void mendRequests();

    /** The requests since they were last forgotten, such as {@code "GET /bucket/key"}. */
    List<String> requests();

    /** The header {@code Range} of those of them that have it. */
    List<String> ranges();

    /** Forgets the requests so far. */
    void forgetRequests();

    /**
     * Whether a request puts an object as a whole.
     *
     * @param request one of {@link #requests}
     */
    boolean isPut(String request);

    /** The names of all objects but those that the store has for itself. */
    Set<String> objectNames();

    /** The names of objects of whose puts the server still holds bytes, though they will never be finished. */
    List<String> unfinishedPuts();

    /** The URI of the store, for a process of its own. */
    URI uri();

    /** What of the environment that process needs, such as credentials. */
    default Map<String, String> environment() {
        return Map.of();
    }

    @Override
    void close();
}
