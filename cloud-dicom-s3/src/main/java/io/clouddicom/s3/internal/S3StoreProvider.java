package io.clouddicom.s3.internal;

import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStoreProvider;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;

/** Opens {@code s3://bucket/prefix?option=value}. */
public final class S3StoreProvider implements ObjectStoreProvider {

    /** For the service loader. */
    public S3StoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("s3");
    }

    @Override
    public ObjectStore open(URI uri) throws IOException {
        S3Uri parsed = S3Uri.parse(uri);
        S3Client client = parsed.client();
        return S3ObjectStore.over(client, parsed.options(), client::close);
    }
}
