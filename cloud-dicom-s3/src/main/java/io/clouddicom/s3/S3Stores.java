package io.clouddicom.s3;

import io.clouddicom.s3.internal.S3ObjectStore;
import io.clouddicom.store.ObjectStore;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Opens stores on the caller's own client. */
public final class S3Stores {

    private S3Stores() {}

    /**
     * Opens a store. Nothing is requested before the first call.
     *
     * <p>The client should not repeat requests by itself ({@code DefaultRetryStrategy.doNotRetry()}): the archive repeats
     * them, and when a client has repeated a conditional put whose answer was lost, the store cannot tell its own object
     * from another's and says that it already exists.
     *
     * @param client the client, which stays the caller's: closing the store does not close it
     * @param options where and how
     * @return a store that the caller closes
     */
    public static ObjectStore open(S3Client client, S3Options options) {
        return S3ObjectStore.over(client, options, () -> {});
    }

    /**
     * Opens a store on a client that does not block. Threads wait for its answers, so that nothing is gained by it for the
     * store; it is for programs that have one and want no other. Otherwise as the method above.
     *
     * @param client the client, which stays the caller's; it neither repeats requests nor splits them into parts
     *     ({@code multipartEnabled(false)}, as it is unless set), which the store does
     * @param options where and how
     * @return a store that the caller closes
     */
    public static ObjectStore open(S3AsyncClient client, S3Options options) {
        return S3ObjectStore.over(client, options);
    }
}
