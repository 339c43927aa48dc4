package io.clouddicom.gcs.internal;

import com.google.cloud.storage.Storage;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStoreProvider;
import java.io.IOException;
import java.net.URI;
import java.util.Set;

/** Opens {@code gs://bucket/prefix?option=value}. */
public final class GcsStoreProvider implements ObjectStoreProvider {

    /** For the service loader. */
    public GcsStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("gs");
    }

    @Override
    public ObjectStore open(URI uri) throws IOException {
        GcsUri parsed = GcsUri.parse(uri);
        Storage client = parsed.client();
        return GcsObjectStore.over(client, parsed.options(), client);
    }
}
