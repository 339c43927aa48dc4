package io.clouddicom.benchmarks;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import io.clouddicom.RetryPolicy;
import io.clouddicom.crypto.EnvelopeEncryption;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.crypto.internal.SealedObjectStore;
import io.clouddicom.crypto.internal.StudyKeys;
import io.clouddicom.key.ArchiveKeyRecord;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Keys and sealed stores in memory for the benchmarks. */
final class Sealing {
    private static final int SEGMENT_BYTES = 64 << 10;
    private static final int KEY_BYTES = 32;
    private static final UUID ARCHIVE = new UUID(1, 2);

    private Sealing() {}

    static KeyEncryptionKey newKey() {
        try {
            AeadConfig.register();
            KeysetHandle keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
            return KeyEncryptionKey.of("benchmark", keyset.getPrimitive(RegistryConfiguration.get(), Aead.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tink's own streaming with what a study's key has: 256 bits, segments of 64 KiB. */
    static StreamingAead tink() {
        try {
            StreamingAeadConfig.register();
            KeysetHandle keyset = KeysetHandle.generateNew(AesGcmHkdfStreamingParameters.builder()
                    .setKeySizeBytes(KEY_BYTES)
                    .setDerivedAesGcmKeySizeBytes(KEY_BYTES)
                    .setHkdfHashType(AesGcmHkdfStreamingParameters.HashType.SHA256)
                    .setCiphertextSegmentSizeBytes(SEGMENT_BYTES)
                    .build());
            return keyset.getPrimitive(RegistryConfiguration.get(), StreamingAead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A sealed store as an archive has it. */
    static ObjectStore store() throws IOException {
        KeyEncryptionKey key = newKey();
        EnvelopeEncryption encryption = EnvelopeEncryption.with(key);
        byte[] digest = new byte[KEY_BYTES];
        ArchiveKeyRecord keys =
                new ArchiveKeyRecord(List.of(key.id()), Optional.empty()).withSeal(encryption.seal(ARCHIVE, digest));
        return encryption
                .open(ARCHIVE, keys, digest, ObjectStores.memory(), RetryPolicy.DEFAULT)
                .store();
    }

    /** The same, made without what an archive begins when it is opened. */
    static ObjectStore storeWithoutWarmUp() {
        KeyEncryptionKey key = newKey();
        ObjectStore memory = ObjectStores.memory();
        StudyKeys keys = new StudyKeys(
                ARCHIVE,
                memory,
                RetryPolicy.DEFAULT,
                Map.of(key.id(), key),
                key,
                new StudyKeys.Bounds(Duration.ofHours(1), 10));
        return new SealedObjectStore(memory, ARCHIVE, keys);
    }
}
