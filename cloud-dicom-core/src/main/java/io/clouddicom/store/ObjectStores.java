package io.clouddicom.store;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.internal.store.FileStoreProvider;
import io.clouddicom.internal.store.MemoryStoreProvider;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Opens a store by its URI, with whatever backends the class path or module path holds; also makes the stores that need
 * no backend.
 */
public final class ObjectStores {

    private static final Pattern SCHEME_ALONE = Pattern.compile("\\p{Alpha}[\\p{Alnum}+.-]*:");

    private ObjectStores() {}

    /**
     * Opens a store.
     *
     * @param uri such as {@code file:///var/dicom}, {@code mem:name}, {@code s3://bucket/prefix}; here, other than as a
     *     {@link URI}, also {@code mem:} for a fresh store in memory
     * @return a store that the caller closes
     * @throws InvalidRequestException this is not a URI, has no scheme, or has a part that its backend does not
     *     understand
     * @throws UnsupportedFeatureException no backend opens this scheme; the message lists those that are there
     * @throws IOException another {@link io.clouddicom.CloudDicomException}: the store cannot be reached or opened
     */
    public static ObjectStore open(String uri) throws IOException {
        try {
            return open(new URI(SCHEME_ALONE.matcher(uri).matches() ? uri + "/" : uri));
        } catch (URISyntaxException e) {
            throw new InvalidRequestException("open", uri, "this is not a URI: " + e.getReason(), e);
        }
    }

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
        if (uri.getScheme() == null) {
            throw new InvalidRequestException("open", uri.toString(), "a store URI begins with a scheme such as file:");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        TreeSet<String> known = new TreeSet<>();
        // The context class loader knows the application's backends; in a container that sets another one, those beside
        // this class are still found.
        for (ServiceLoader<ObjectStoreProvider> providers : List.of(
                ServiceLoader.load(ObjectStoreProvider.class),
                ServiceLoader.load(ObjectStoreProvider.class, ObjectStores.class.getClassLoader()))) {
            for (ObjectStoreProvider provider : providers) {
                if (provider.schemes().contains(scheme)) {
                    return provider.open(uri);
                }
                known.addAll(provider.schemes());
            }
        }
        throw new UnsupportedFeatureException(
                "open", scheme + ":", "no backend for this scheme is on the class path; there are " + known);
    }

    /**
     * Makes a store in memory that is shared with nobody. For one that several parts of a program share, open
     * {@code mem:name}.
     *
     * @return an empty store, whose objects are gone when nothing refers to it any more
     */
    public static ObjectStore memory() {
        return MemoryStoreProvider.fresh();
    }

    /**
     * Opens the store in a directory, as {@code file:///directory} does.
     *
     * @param directory where it is, or will be made by the first put: opening and reading touch nothing
     * @return a store that the caller closes
     * @throws InvalidRequestException this is a file
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    public static ObjectStore directory(Path directory) throws IOException {
        return FileStoreProvider.directory(directory);
    }
}
