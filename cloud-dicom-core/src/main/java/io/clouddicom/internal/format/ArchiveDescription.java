package io.clouddicom.internal.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.clouddicom.CorruptDataException;
import io.clouddicom.StoragePolicy;
import io.clouddicom.UnsupportedFeatureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The object {@code archive.json}: what this archive is. No secret.
 *
 * @param format the version of the format
 * @param id a random number that tells this archive from others
 * @param naming how object keys are made: {@code plain}
 * @param encryption how objects are encrypted: {@code none}
 * @param policy what stored objects hold, unless a put says otherwise
 */
public record ArchiveDescription(int format, UUID id, String naming, String encryption, StoragePolicy policy) {

    /** The version of the format that is written, and the newest that is read. */
    public static final int FORMAT = 1;

    /** The longest description that is read. */
    public static final int MAX_BYTES = 64 << 10;

    private static final String PLAIN = "plain";
    private static final String NONE = "none";

    /**
     * The description of a new archive.
     *
     * @param policy what its stored objects hold
     */
    public static ArchiveDescription create(StoragePolicy policy) {
        return new ArchiveDescription(FORMAT, UUID.randomUUID(), PLAIN, NONE, policy);
    }

    /** The description as JSON. */
    public byte[] toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("format", format);
            json.writeStringField("id", id.toString());
            json.writeStringField("naming", naming);
            json.writeStringField("encryption", encryption);
            json.writeStringField("policy", policy.label());
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        out.write('\n');
        return out.toByteArray();
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
        String policy = StoragePolicy.AS_RECEIVED.label();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CorruptDataException("open", object, "it is no description of an archive");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value.isStructStart()) {
                    parser.skipChildren();
                    continue;
                }
                switch (name) {
                    case "format" -> format = parser.getIntValue();
                    case "id" -> id = parser.getText();
                    case "naming" -> naming = parser.getText();
                    case "encryption" -> encryption = parser.getText();
                    case "policy" -> policy = parser.getText();
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
        if (!naming.equals(PLAIN) || !encryption.equals(NONE)) {
            throw new UnsupportedFeatureException(
                    "open", object, "the archive has naming '" + naming + "' and encryption '" + encryption + "'");
        }
        try {
            return new ArchiveDescription(format, UUID.fromString(id), naming, encryption, policy(policy, object));
        } catch (IllegalArgumentException e) {
            throw new CorruptDataException("open", object, "the archive's id is no UUID", e);
        }
    }

    private static StoragePolicy policy(String label, String object) throws UnsupportedFeatureException {
        return StoragePolicy.ofLabel(label)
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "open", object, "the archive has the storage policy '" + label + "'"));
    }
}
