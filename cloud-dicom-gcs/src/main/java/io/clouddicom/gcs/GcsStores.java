package io.clouddicom.gcs;

import com.google.cloud.storage.Storage;
import io.clouddicom.gcs.internal.GcsObjectStore;
import io.clouddicom.store.ObjectStore;

/** Opens stores on the caller's own client. */
public final class GcsStores {

    private GcsStores() {}

    /**
     * Opens a store. Nothing is requested before the first call.
     *
     * <p>Endpoint, credentials, transport and time-outs are the client's. Its retry settings are not used: the store sends
     * each request once, and the archive repeats it where that is safe. A client that repeats a conditional put whose
     * answer was lost would meet its own object and could not tell it from another's.
     *
     * @param client the client, which speaks HTTP ({@code StorageOptions.http()}) and stays the caller's: closing the
     *     store does not close it
     * @param options where and how
     * @return a store that the caller closes
     * @throws IllegalArgumentException the client speaks gRPC
     */
    public static ObjectStore open(Storage client, GcsOptions options) {
        return GcsObjectStore.over(client, options, () -> {});
    }
}
