package io.clouddicom.crypto;

import io.clouddicom.DicomArchive;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.ArchiveUnderFaultsContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** With encryption nothing that was acknowledged is lost either. */
class SealedArchiveUnderFaultsTest extends ArchiveUnderFaultsContract {
    @TempDir
    private Path folder;

    private KeyEncryptionKey key;

    @BeforeEach
    void makeKey() throws IOException {
        key = LocalKeyFile.create(folder.resolve("key.json"), Optional.empty());
    }

    @Override
    protected DicomArchive.Builder builder(ObjectStore store) {
        return DicomArchive.builder(store).protection(EnvelopeEncryption.with(key));
    }
}
