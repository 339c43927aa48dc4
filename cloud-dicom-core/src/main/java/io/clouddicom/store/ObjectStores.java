package io.clouddicom.store;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.UnsupportedFeatureException;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** Opens a store by its URI, with whatever backends the class path or module path holds. */
public final class ObjectStores {
    private ObjectStores() {}

    /**
     * Opens a store.
     *
     * @param uri such as {@code file:///var/dicom}, {@code mem:name}, {@code s3://bucket/prefix}
     * @return a store that the caller closes
     * @throws InvalidRequestException the URI has no scheme, or a part that its backend does not understand
     * @throws UnsupportedFeatureException no backend opens this scheme; the message lists those that are there
     * @throws IOException another {@link io.clouddicom.CloudDicomException}: the store cannot be reached or opened
     */
    public static ObjectStore open(URI uri) throws IOException {
        String scheme = uri.getScheme();
        if (scheme == null) {
            throw new InvalidRequestException("open", uri.toString(), "a store URI begins with a scheme such as file:");
        }
        TreeSet<String> known = new TreeSet<>();
        for (ObjectStoreProvider provider : ServiceLoader.load(ObjectStoreProvider.class)) {
            if (provider.schemes().contains(scheme.toLowerCase(Locale.ROOT))) {
                return provider.open(uri);
            }
            known.addAll(provider.schemes());
        }
        throw new UnsupportedFeatureException(
                "open", scheme + ":", "no backend for this scheme is on the class path; there are " + known);
    }
}
