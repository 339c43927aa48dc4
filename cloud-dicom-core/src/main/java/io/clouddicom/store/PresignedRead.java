package io.clouddicom.store;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A GET request that anybody can make who has it, until it expires: treat it as a secret. Its text form does not show it.
 *
 * @param uri where to
 * @param headers what has to be sent with it, exactly; other headers, such as a {@code Range} where this has none, may be
 * @param expires when it ceases to be valid
 */
public record PresignedRead(URI uri, Map<String, String> headers, Instant expires) {
    /** Copies the map. */
    public PresignedRead {
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(expires, "expires");
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "PresignedRead until " + expires;
    }
}
