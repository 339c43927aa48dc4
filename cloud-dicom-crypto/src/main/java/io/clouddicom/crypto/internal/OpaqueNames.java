package io.clouddicom.crypto.internal;

import com.google.crypto.tink.DeterministicAead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.daead.AesSivParameters;
import com.google.crypto.tink.daead.DeterministicAeadConfig;
import io.clouddicom.store.ObjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.bouncycastle.util.encoders.Base32;

/**
 * Names that tell nothing: each UID in the key of an object is encrypted deterministically (AES-SIV), so that the same one
 * always has the same name, nobody without the naming key can tell or guess which, and whoever has it reads the names in
 * a listing. All names of UIDs that keep to the standard have the same length.
 */
final class OpaqueNames {
    private static final int KEY_BYTES = 64;
    private static final int PADDED_BYTES = 64;
    private static final int LONGEST = 128;
    private static final int BASE32_GROUP = 8;
    private static final String STUDIES = "studies";
    private static final String INSTANCES = "instances";
    /** Marks a name that was not made here, so that it cannot be taken for what it is not. */
    private static final String ALIEN = "_o";

    private final UUID archive;
    private final DeterministicAead aead;

    /** What is named: a study and a series of the same UID have other names. */
    enum Level {
        STUDY(1),
        SERIES(2),
        INSTANCE(3);

        private final int number;

        Level(int number) {
            this.number = number;
        }
    }

    /**
     * The names of an archive.
     *
     * @param keyset the naming key, as Tink writes it
     * @throws GeneralSecurityException it is none
     */
    OpaqueNames(UUID archive, byte[] keyset) throws GeneralSecurityException {
        DeterministicAeadConfig.register();
        this.archive = archive;
        this.aead = TinkProtoKeysetFormat.parseKeyset(keyset, InsecureSecretKeyAccess.get())
                .getPrimitive(RegistryConfiguration.get(), DeterministicAead.class);
    }

    /** A fresh naming key, as Tink writes it: a secret. */
    static byte[] newKeyset() {
        try {
            DeterministicAeadConfig.register();
            KeysetHandle keyset = KeysetHandle.generateNew(AesSivParameters.builder()
                    .setKeySizeBytes(KEY_BYTES)
                    .setVariant(AesSivParameters.Variant.NO_PREFIX)
                    .build());
            return TinkProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink makes keys of AES-SIV", e);
        }
    }

    private byte[] associatedData(Level level) {
        return ByteBuffer.allocate(1 + 2 * Long.BYTES)
                .put((byte) level.number)
                .putLong(archive.getMostSignificantBits())
                .putLong(archive.getLeastSignificantBits())
                .array();
    }

    /**
     * The name of a segment of a key.
     *
     * @throws IllegalArgumentException the segment is too long
     */
    String hide(Level level, String segment) {
        if (segment.startsWith(ALIEN)) {
            return segment.substring(ALIEN.length());
        }
        byte[] utf8 = segment.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > LONGEST) {
            throw new IllegalArgumentException("a UID of " + utf8.length + " characters cannot have an opaque name");
        }
        int padded = Math.max(1, (utf8.length + PADDED_BYTES - 1) / PADDED_BYTES) * PADDED_BYTES;
        try {
            byte[] hidden = aead.encryptDeterministically(Arrays.copyOf(utf8, padded), associatedData(level));
            String base32 = Base32.toBase32String(hidden).toLowerCase(Locale.ROOT);
            int end = base32.indexOf('=');
            return end < 0 ? base32 : base32.substring(0, end);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink encrypts names", e);
        }
    }

    /** The segment of a name; one that nobody can have meant where the name was not made here. */
    String reveal(Level level, String name) {
        int missing = (BASE32_GROUP - name.length() % BASE32_GROUP) % BASE32_GROUP;
        try {
            byte[] hidden = Base32.decode(name.toUpperCase(Locale.ROOT) + "=".repeat(missing));
            byte[] padded = aead.decryptDeterministically(hidden, associatedData(level));
            int length = padded.length;
            while (length > 0 && padded[length - 1] == 0) {
                length--;
            }
            String segment = new String(padded, 0, length, StandardCharsets.UTF_8);
            return hide(level, segment).equals(name) ? segment : ALIEN + name;
        } catch (GeneralSecurityException | IllegalArgumentException | IllegalStateException e) {
            return ALIEN + name;
        }
    }

    /** How one segment of a key is turned into another. */
    private interface Turning {
        String turn(Level level, String segment);
    }

    /** The key under which an object lies. */
    ObjectKey hide(ObjectKey key) {
        return new ObjectKey(turn(key.value(), this::hide));
    }

    /** The key that an archive gave to the object. */
    ObjectKey reveal(ObjectKey key) {
        return new ObjectKey(revealPath(key.value()));
    }

    /** As {@link #hide(ObjectKey)} for a key, or a path that ends at a segment. */
    String hidePath(String path) {
        return turn(path, this::hide);
    }

    String revealPath(String path) {
        return turn(path, this::reveal);
    }

    private static String turn(String path, Turning turning) {
        String[] parts = path.split("/", -1);
        if (!parts[0].equals(STUDIES)) {
            return path;
        }
        if (parts.length > 1 && !parts[1].isEmpty()) {
            parts[1] = turning.turn(Level.STUDY, parts[1]);
        }
        if (parts.length > 3 && parts[2].equals(INSTANCES)) {
            if (!parts[3].isEmpty()) {
                parts[3] = turning.turn(Level.SERIES, parts[3]);
            }
            if (parts.length > 4 && !parts[4].isEmpty()) {
                int dot = parts[4].lastIndexOf('.');
                parts[4] = dot <= 0
                        ? turning.turn(Level.INSTANCE, parts[4])
                        : turning.turn(Level.INSTANCE, parts[4].substring(0, dot)) + parts[4].substring(dot);
            }
        }
        return String.join("/", parts);
    }
}
