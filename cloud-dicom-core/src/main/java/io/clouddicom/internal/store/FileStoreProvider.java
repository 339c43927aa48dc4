package io.clouddicom.internal.store;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStoreProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/** Opens {@code file:///absolute/directory}. */
public final class FileStoreProvider implements ObjectStoreProvider {

    /** For the service loader. */
    public FileStoreProvider() {}

    /**
     * Opens the store in a directory.
     *
     * @param directory where it is, or will be made by the first put
     * @return a store that the caller closes
     * @throws IOException a {@link io.clouddicom.CloudDicomException}
     */
    public static ObjectStore directory(Path directory) throws IOException {
        return FileObjectStore.open(directory);
    }

    @Override
    public Set<String> schemes() {
        return Set.of("file");
    }

    @Override
    public ObjectStore open(URI uri) throws IOException {
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new InvalidRequestException("open", uri.toString(), "a file store has no options, query or fragment");
        }
        Path directory;
        try {
            directory = Path.of(uri);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(
                    "open", uri.toString(), "a file store is written file:///absolute/directory", e);
        }
        return FileObjectStore.open(directory);
    }
}
