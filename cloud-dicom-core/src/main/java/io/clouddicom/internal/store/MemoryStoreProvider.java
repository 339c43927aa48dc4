package io.clouddicom.internal.store;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStoreProvider;
import java.net.URI;
import java.util.Set;

/**
 * Opens {@code mem:name}, shared within the JVM, and {@code mem:/}, a fresh store ({@code mem:} alone is no URI to
 * {@link URI}).
 */
public final class MemoryStoreProvider implements ObjectStoreProvider {

    /** For the service loader. */
    public MemoryStoreProvider() {}

    /** A fresh store that is shared with nobody. */
    public static ObjectStore fresh() {
        return MemoryObjectStore.unnamed();
    }

    @Override
    public Set<String> schemes() {
        return Set.of("mem");
    }

    @Override
    public ObjectStore open(URI uri) throws InvalidRequestException {
        if (uri.toString().equalsIgnoreCase("mem:/")) {
            return fresh();
        }
        if (!uri.isOpaque()
                || uri.getRawFragment() != null
                || uri.getSchemeSpecificPart().indexOf('?') >= 0) {
            throw new InvalidRequestException(
                    "open", uri.toString(), "a memory store is written mem:name, without path, query or fragment");
        }
        return MemoryObjectStore.named(uri.getSchemeSpecificPart());
    }
}
