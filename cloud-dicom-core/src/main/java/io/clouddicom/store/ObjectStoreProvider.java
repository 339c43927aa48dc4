package io.clouddicom.store;

import java.io.IOException;
import java.net.URI;
import java.util.Set;

/** Opens stores by URI; found by {@link java.util.ServiceLoader}. */
public interface ObjectStoreProvider {

    /** The URI schemes that this provider opens, in lower case, such as {@code "s3"}. */
    Set<String> schemes();

    /**
     * Opens a store.
     *
     * @param uri the store's URI, whose scheme is one of {@link #schemes()}
     * @return a store that the caller closes
     * @throws io.clouddicom.InvalidRequestException the URI has a part or an option that is not understood; the message
     *     names it
     * @throws IOException another {@link io.clouddicom.CloudDicomException}: the store cannot be reached or opened
     */
    ObjectStore open(URI uri) throws IOException;
}
