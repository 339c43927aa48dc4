package io.clouddicom.key;

import java.io.IOException;
import java.util.List;

/** Makes protections of key URIs; found by {@link java.util.ServiceLoader}. */
public interface ArchiveProtectionProvider {

    /**
     * Opens key-encryption keys.
     *
     * @param keyUris their URIs, such as {@code local:/etc/cloud-dicom/key.json}; at least one
     * @return the protection
     * @throws io.clouddicom.InvalidRequestException a URI is not understood
     * @throws io.clouddicom.UnsupportedFeatureException nothing opens a scheme
     * @throws IOException another {@link io.clouddicom.CloudDicomException}: a key cannot be opened
     */
    ArchiveProtection open(List<String> keyUris) throws IOException;
}
