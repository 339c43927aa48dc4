package io.clouddicom.crypto.internal;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.Key;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingKey;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of a study, ready for use: the first seals, any of them opens. Safe for use by any number of threads.
 *
 * @param primitives one for each key, the primary one first
 * @param primaryKey the first of them as a key: a secret
 */
record SealingKey(List<StreamingAead> primitives, Key primaryKey) {
    private static final int KEY_BYTES = 32;
    private static final AesGcmHkdfStreamingParameters PARAMETERS;

    static {
        try {
            StreamingAeadConfig.register();
            PARAMETERS = AesGcmHkdfStreamingParameters.builder()
                    .setKeySizeBytes(KEY_BYTES)
                    .setDerivedAesGcmKeySizeBytes(KEY_BYTES)
                    .setHkdfHashType(AesGcmHkdfStreamingParameters.HashType.SHA256)
                    .setCiphertextSegmentSizeBytes(SegmentLayout.SEGMENT_BYTES)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink knows these parameters", e);
        }
    }

    SealingKey {
        primitives = List.copyOf(primitives);
    }

    /** A keyset with a fresh key. */
    static KeysetHandle newKeyset() {
        try {
            return KeysetHandle.generateNew(PARAMETERS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink makes keys of these parameters", e);
        }
    }

    /** The bytes of a keyset, as Tink writes them: a secret. */
    static byte[] serialize(KeysetHandle keyset) {
        try {
            return TinkProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink writes the keysets that it makes", e);
        }
    }

    /**
     * Reads a keyset.
     *
     * @throws GeneralSecurityException it is none, or its keys are not of the one kind that format 1 has
     */
    static KeysetHandle parse(byte[] keyset) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.parseKeyset(keyset, InsecureSecretKeyAccess.get());
    }

    /**
     * The keys of a keyset.
     *
     * @throws GeneralSecurityException they are not of the one kind that format 1 has
     */
    static SealingKey of(KeysetHandle keyset) throws GeneralSecurityException {
        List<StreamingAead> primitives = new ArrayList<>();
        primitives.add(primitive(keyset.getPrimary().getKey()));
        for (int i = 0; i < keyset.size(); i++) {
            if (!keyset.getAt(i).isPrimary()) {
                primitives.add(primitive(keyset.getAt(i).getKey()));
            }
        }
        return new SealingKey(primitives, keyset.getPrimary().getKey());
    }

    /** The keys of a keyset and a fresh one, which is the primary one. */
    static KeysetHandle withNewPrimary(KeysetHandle keyset) {
        try {
            return KeysetHandle.newBuilder(keyset)
                    .addEntry(KeysetHandle.generateEntryFromParameters(PARAMETERS)
                            .withRandomId()
                            .makePrimary())
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink makes keys of these parameters", e);
        }
    }

    /** The primary key of a keyset alone. */
    static KeysetHandle primaryAlone(KeysetHandle keyset) {
        try {
            KeysetHandle.Entry primary = keyset.getPrimary();
            return KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.importKey(primary.getKey())
                            .withFixedId(primary.getId())
                            .makePrimary())
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink keeps the keys that it makes", e);
        }
    }

    private static StreamingAead primitive(Key key) throws GeneralSecurityException {
        if (key instanceof AesGcmHkdfStreamingKey streaming
                && streaming.getParameters().equals(PARAMETERS)) {
            return AesGcmHkdfStreaming.create(streaming);
        }
        throw new GeneralSecurityException("a study's key is not AES-256-GCM-HKDF with segments of 64 KiB");
    }

    /** The key that seals. */
    StreamingAead primary() {
        return primitives.get(0);
    }

    /** Whether both seal by the same key. */
    boolean sealsAs(SealingKey other) {
        return primaryKey.equalsKey(other.primaryKey);
    }

    /** The primary key alone: opens only what it sealed itself. */
    SealingKey primaryAlone() {
        return new SealingKey(List.of(primary()), primaryKey);
    }

    /** These keys, and behind them those of another that this one does not have. */
    SealingKey and(SealingKey other) {
        List<StreamingAead> all = new ArrayList<>(primitives);
        all.addAll(other.primitives);
        return new SealingKey(all, primaryKey);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "SealingKey[" + primitives.size() + "]";
    }
}
