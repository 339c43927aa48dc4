package io.clouddicom.crypto;

import java.io.IOException;
import java.util.Set;

/** Opens key-encryption keys by URI; found by {@link java.util.ServiceLoader}. */
public interface KeyEncryptionKeyProvider {

    /** The URI schemes that this provider opens, in lower case, such as {@code "aws-kms"}. */
    Set<String> schemes();

    /**
     * Opens a key.
     *
     * @param uri its URI, as it was given; it begins with one of {@link #schemes()} and a colon
     * @return the key
     * @throws io.clouddicom.InvalidRequestException the URI has a part that is not understood
     * @throws io.clouddicom.NotFoundException there is no such key
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    KeyEncryptionKey open(String uri) throws IOException;
}
