package io.clouddicom.crypto.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.subtle.AesGcmJce;
import io.clouddicom.AccessDeniedException;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CorruptDataException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A keyset under a passphrase, as JSON: Argon2id (RFC 9106, its second recommended choice) makes an AES-256-GCM key of
 * the passphrase, which encrypts the keyset.
 */
public final class PassphraseProtection {
    private static final String KIND = "argon2id-aes256gcm";
    private static final int KEY_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final byte[] ASSOCIATED_DATA = "cloud-dicom local key 1".getBytes(StandardCharsets.US_ASCII);
    private static final Cost RECOMMENDED = new Cost(64 << 10, 3, 4);
    private static final int MOST_MEMORY_KIB = 1 << 20;
    private static final int MOST_ITERATIONS = 100;
    private static final int MOST_LANES = 64;

    private PassphraseProtection() {}

    /** What a guess costs. */
    private record Cost(int memoryKib, int iterations, int lanes) {
        boolean bearable() {
            return memoryKib >= 8 * lanes
                    && memoryKib <= MOST_MEMORY_KIB
                    && iterations >= 1
                    && iterations <= MOST_ITERATIONS
                    && lanes >= 1
                    && lanes <= MOST_LANES;
        }
    }

    /**
     * Protects a keyset.
     *
     * @return JSON
     */
    public static String protect(KeysetHandle keyset, char[] passphrase) throws GeneralSecurityException {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        byte[] encrypted = TinkProtoKeysetFormat.serializeEncryptedKeyset(
                keyset, aead(passphrase, salt, RECOMMENDED), ASSOCIATED_DATA);
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("protection", KIND);
            json.writeNumberField("memoryKib", RECOMMENDED.memoryKib());
            json.writeNumberField("iterations", RECOMMENDED.iterations());
            json.writeNumberField("lanes", RECOMMENDED.lanes());
            json.writeStringField("salt", Base64.getEncoder().encodeToString(salt));
            json.writeStringField("keyset", Base64.getEncoder().encodeToString(encrypted));
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        return text + "\n";
    }

    /** Whether a file is one of these rather than a keyset of Tink. */
    public static boolean isProtected(String json) {
        return json.contains("\"protection\"");
    }

    /**
     * Opens a keyset.
     *
     * @param json the file
     * @param passphrase what protects it
     * @param name of the file, for messages
     */
    public static KeysetHandle open(String json, Optional<char[]> passphrase, String name) throws IOException {
        if (passphrase.isEmpty()) {
            throw new AccessDeniedException(
                    "open", name, "the key file is protected by a passphrase, and none was given");
        }
        Map<String, String> fields = fields(json, name);
        byte[] salt;
        byte[] encrypted;
        Cost cost;
        try {
            salt = Base64.getDecoder().decode(fields.getOrDefault("salt", ""));
            encrypted = Base64.getDecoder().decode(fields.getOrDefault("keyset", ""));
            cost = new Cost(
                    Integer.parseInt(fields.getOrDefault("memoryKib", "")),
                    Integer.parseInt(fields.getOrDefault("iterations", "")),
                    Integer.parseInt(fields.getOrDefault("lanes", "")));
        } catch (IllegalArgumentException e) {
            throw new CorruptDataException("open", name, "this is no keyset", e);
        }
        if (!KIND.equals(fields.get("protection")) || salt.length < SALT_BYTES || !cost.bearable()) {
            throw new CorruptDataException("open", name, "the keyset is protected in a way that is not known");
        }
        try {
            return TinkProtoKeysetFormat.parseEncryptedKeyset(
                    encrypted, aead(passphrase.get(), salt, cost), ASSOCIATED_DATA);
        } catch (GeneralSecurityException e) {
            throw new AuthenticationFailedException(
                    "open", name, "the passphrase is wrong, or the file was altered", e);
        }
    }

    private static Map<String, String> fields(String json, String name) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CorruptDataException("open", name, "this is no keyset");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                if (parser.nextToken().isStructStart()) {
                    parser.skipChildren();
                } else {
                    fields.put(field, parser.getText());
                }
            }
            return fields;
        } catch (CorruptDataException e) {
            throw e;
        } catch (IOException e) {
            throw new CorruptDataException("open", name, "this is no keyset", e);
        }
    }

    private static Aead aead(char[] passphrase, byte[] salt, Cost cost) throws GeneralSecurityException {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(passphrase));
        byte[] utf8 = new byte[encoded.remaining()];
        encoded.get(utf8);
        byte[] key = new byte[KEY_BYTES];
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.iterations())
                .withParallelism(cost.lanes())
                .build());
        argon2.generateBytes(utf8, key);
        Arrays.fill(utf8, (byte) 0);
        Arrays.fill(encoded.array(), (byte) 0);
        return new AesGcmJce(key);
    }
}
