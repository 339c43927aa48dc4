package io.clouddicom.crypto;

import io.clouddicom.DicomArchive;
import io.clouddicom.testkit.KilledProcessContract;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Kills of a process do not lose sealed instances, nor the keys to them. */
class SealedKilledProcessTest extends KilledProcessContract {
    @Override
    protected DicomArchive.Builder builder(Path folder, URI store) throws IOException {
        Path file = folder.resolve("key.json");
        KeyEncryptionKey key = Files.exists(file)
                ? LocalKeyFile.open(file, Optional.empty())
                : LocalKeyFile.create(file, Optional.empty());
        return DicomArchive.builder(store).protection(EnvelopeEncryption.with(key));
    }
}
