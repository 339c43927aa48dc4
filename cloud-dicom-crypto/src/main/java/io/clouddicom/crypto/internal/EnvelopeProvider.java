package io.clouddicom.crypto.internal;

import io.clouddicom.crypto.EnvelopeEncryption;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.key.ArchiveProtection;
import io.clouddicom.key.ArchiveProtectionProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds envelope encryption for the archive's builder. */
public final class EnvelopeProvider implements ArchiveProtectionProvider {

    /** For the service loader. */
    public EnvelopeProvider() {}

    @Override
    public ArchiveProtection open(List<String> keyUris) throws IOException {
        List<KeyEncryptionKey> keys = new ArrayList<>();
        for (String uri : keyUris) {
            keys.add(KeyEncryptionKeys.open(uri));
        }
        return EnvelopeEncryption.with(keys);
    }
}
