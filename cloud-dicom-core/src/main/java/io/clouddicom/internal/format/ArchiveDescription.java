package io.clouddicom.internal.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.clouddicom.CorruptDataException;
import io.clouddicom.Fidelity;
import io.clouddicom.StoragePolicy;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.key.ArchiveKeyRecord;
import io.clouddicom.key.ArchiveSealing;
import io.clouddicom.key.SealingState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The object {@code archive.json}: what this archive is. No secret.
 *
 * @param format the version of the format
 * @param id a random number that tells this archive from others
 * @param naming how object keys are made: {@code plain} or {@code opaque}
 * @param keys what is to be known of the keys, if objects are sealed
 * @param policy what stored objects hold, unless a put says otherwise
 * @param leastFidelity how exactly at least what was put comes back, unless a put says otherwise
 */
public record ArchiveDescription(
        int format,
        UUID id,
        String naming,
        Optional<ArchiveKeyRecord> keys,
        StoragePolicy policy,
        Fidelity leastFidelity) {

    /** The version of the format that is written, and the newest that is read. */
    public static final int FORMAT = 1;

    /** The longest description that is read. */
    public static final int MAX_BYTES = 64 << 10;

    private static final String PLAIN = "plain";
    private static final String OPAQUE = "opaque";
    private static final String NONE = "none";
    private static final String STUDY_KEYS = "study-keys";
    private static final String ENCRYPTING = "encrypting";
    private static final String DECRYPTING = "decrypting";
    private static final int MOST_KEY_ENCRYPTION_KEYS = 100;

    /**
     * The description of a new archive.
     *
     * @param policy what its stored objects hold
     * @param leastFidelity how exactly at least what was put comes back
     * @param id a random number
     * @param keys what is to be known of its keys, if it is sealed
     */
    public static ArchiveDescription create(
            StoragePolicy policy, Fidelity leastFidelity, UUID id, Optional<ArchiveKeyRecord> keys) {
        boolean opaque = keys.flatMap(ArchiveKeyRecord::namingKey).isPresent();
        return new ArchiveDescription(FORMAT, id, opaque ? OPAQUE : PLAIN, keys, policy, leastFidelity);
    }

    /**
     * The same archive with other keys.
     *
     * @param other what is to be known of them
     */
    public ArchiveDescription withKeys(ArchiveKeyRecord other) {
        return new ArchiveDescription(format, id, naming, Optional.of(other), policy, leastFidelity);
    }

    /** The same archive, of which nothing is sealed any more. */
    public ArchiveDescription withoutKeys() {
        return new ArchiveDescription(format, id, naming, Optional.empty(), policy, leastFidelity);
    }

    /** How far it is encrypted. */
    public ArchiveSealing sealing() {
        return keys.map(ArchiveKeyRecord::sealing).orElse(ArchiveSealing.PLAIN);
    }

    private String encryption() {
        return switch (sealing().state()) {
            case PLAIN -> NONE;
            case ENCRYPTING -> ENCRYPTING;
            case ENCRYPTED -> STUDY_KEYS;
            case DECRYPTING -> DECRYPTING;
        };
    }

    /** The state that a description names; empty for none that is known here. */
    private static Optional<SealingState> state(String encryption) {
        return switch (encryption) {
            case NONE -> Optional.of(SealingState.PLAIN);
            case ENCRYPTING -> Optional.of(SealingState.ENCRYPTING);
            case STUDY_KEYS -> Optional.of(SealingState.ENCRYPTED);
            case DECRYPTING -> Optional.of(SealingState.DECRYPTING);
            default -> Optional.empty();
        };
    }

    /**
     * The same archive, its description sealed.
     *
     * @param seal what its key-encryption key made of the {@link #digest}
     */
    public ArchiveDescription sealed(String seal) {
        return withKeys(keys.orElseThrow().withSeal(seal));
    }

    /**
     * The SHA-256 of all that the description says but the seal, whatever its JSON looks like: of each value the length of
     * its UTF-8 and its UTF-8.
     */
    public byte[] digest() {
        List<String> values = new ArrayList<>();
        values.add(Integer.toString(format));
        values.add(id.toString());
        values.add(naming);
        values.add(encryption());
        List<String> keks = keys.map(ArchiveKeyRecord::keyEncryptionKeys).orElse(List.of());
        values.add(Integer.toString(keks.size()));
        values.addAll(keks);
        values.add(keys.flatMap(ArchiveKeyRecord::namingKey).orElse(""));
        values.add(policy.label());
        values.add(leastFidelity.label());
        if (sealing().state() == SealingState.ENCRYPTING) {
            values.add(sealing().through());
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String value : values) {
                byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
                sha256.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
                sha256.update(utf8);
            }
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The description as JSON. */
    public byte[] toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("format", format);
            json.writeStringField("id", id.toString());
            json.writeStringField("naming", naming);
            json.writeStringField("encryption", encryption());
            if (keys.isPresent()) {
                json.writeArrayFieldStart("keks");
                for (String kek : keys.get().keyEncryptionKeys()) {
                    json.writeString(kek);
                }
                json.writeEndArray();
                if (keys.get().namingKey().isPresent()) {
                    json.writeStringField("namingKey", keys.get().namingKey().get());
                }
                if (sealing().state() == SealingState.ENCRYPTING) {
                    json.writeStringField("through", sealing().through());
                }
                json.writeStringField("seal", keys.get().seal());
            }
            json.writeStringField("policy", policy.label());
            json.writeStringField("leastFidelity", leastFidelity.label());
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        out.write('\n');
        return out.toByteArray();
    }

    /**
     * Whether it is written exactly so. What the seal of a description does not cover is nothing but the way in which it is
     * written.
     *
     * @param json the bytes of a description that says this
     */
    public boolean isWrittenAs(byte[] json) {
        return Arrays.equals(toJson(), json);
    }

    /**
     * Reads a description.
     *
     * @param json its bytes
     * @param object the object, for messages
     * @throws CorruptDataException it is no description
     * @throws UnsupportedFeatureException the archive is of a newer format, or of a kind that this version does not know
     */
    public static ArchiveDescription parse(byte[] json, String object)
            throws CorruptDataException, UnsupportedFeatureException {
        int format = 0;
        @Nullable String id = null;
        String naming = PLAIN;
        String encryption = NONE;
        List<String> keks = List.of();
        @Nullable String namingKey = null;
        String through = "";
        String seal = "";
        String policy = StoragePolicy.AS_RECEIVED.label();
        String leastFidelity = Fidelity.BYTE_EXACT.label();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CorruptDataException("open", object, "it is no description of an archive");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("keks")) {
                    keks = keks(parser, object);
                    continue;
                }
                if (value.isStructStart()) {
                    parser.skipChildren();
                    continue;
                }
                switch (name) {
                    case "format" -> format = parser.getIntValue();
                    case "id" -> id = parser.getText();
                    case "namingKey" -> namingKey = parser.getText();
                    case "through" -> through = parser.getText();
                    case "seal" -> seal = parser.getText();
                    case "naming" -> naming = parser.getText();
                    case "encryption" -> encryption = parser.getText();
                    case "policy" -> policy = parser.getText();
                    case "leastFidelity" -> leastFidelity = parser.getText();
                    default -> {}
                }
            }
        } catch (CorruptDataException e) {
            throw e;
        } catch (IOException e) {
            throw new CorruptDataException("open", object, "it is no description of an archive", e);
        }
        if (format > FORMAT) {
            throw new UnsupportedFeatureException(
                    "open", object, "the archive is of format " + format + "; this version knows up to " + FORMAT);
        }
        if (format < 1 || id == null) {
            throw new CorruptDataException("open", object, "it is no description of an archive");
        }
        Optional<SealingState> state = state(encryption);
        if (!(naming.equals(PLAIN) || naming.equals(OPAQUE)) || state.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "open", object, "the archive has naming '" + naming + "' and encryption '" + encryption + "'");
        }
        if (encryption.equals(NONE) && !(keks.isEmpty() && seal.isEmpty())) {
            throw new CorruptDataException("open", object, "it names keys, and says that nothing is encrypted");
        }
        try {
            Optional<ArchiveKeyRecord> keys = encryption.equals(NONE)
                    ? Optional.empty()
                    : Optional.of(new ArchiveKeyRecord(
                            keks, Optional.ofNullable(namingKey), new ArchiveSealing(state.get(), through), seal));
            if (naming.equals(OPAQUE) != (keys.isPresent() && namingKey != null)) {
                throw new CorruptDataException("open", object, "the naming key does not go with the naming");
            }
            return new ArchiveDescription(
                    format, UUID.fromString(id), naming, keys, policy(policy, object), fidelity(leastFidelity, object));
        } catch (IllegalArgumentException e) {
            throw new CorruptDataException("open", object, "the archive's id or keys are none", e);
        }
    }

    private static List<String> keks(JsonParser parser, String object) throws IOException {
        List<String> keks = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new CorruptDataException("open", object, "it is no description of an archive");
        }
        while (parser.nextToken() == JsonToken.VALUE_STRING && keks.size() < MOST_KEY_ENCRYPTION_KEYS) {
            keks.add(parser.getText());
        }
        if (parser.currentToken() != JsonToken.END_ARRAY) {
            throw new CorruptDataException("open", object, "it is no description of an archive");
        }
        return keks;
    }

    private static StoragePolicy policy(String label, String object) throws UnsupportedFeatureException {
        return StoragePolicy.ofLabel(label)
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "open", object, "the archive has the storage policy '" + label + "'"));
    }

    private static Fidelity fidelity(String label, String object) throws UnsupportedFeatureException {
        return Fidelity.ofLabel(label)
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "open", object, "the archive wants the fidelity '" + label + "'"));
    }
}
