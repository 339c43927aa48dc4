package io.clouddicom.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingKey;
import io.clouddicom.DicomArchive;
import io.clouddicom.RetryPolicy;
import io.clouddicom.crypto.EnvelopeEncryption;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.crypto.LocalKeyFile;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was sealed once stays readable: objects and keys of format 1, as they were written when it was fixed. */
class FixedVectorsTest {
    private static final String[] OBJECTS = {"small", "empty", "segments"};
    private static final ObjectKey STUDY_KEY = new ObjectKey("studies/1.2.3/key");

    @TempDir
    private Path folder;

    private final Properties vectors = new Properties();
    private UUID archive;
    private KeyEncryptionKey kek;

    @BeforeEach
    void readVectors() throws IOException {
        try (InputStream in = FixedVectorsTest.class.getResourceAsStream("/io/clouddicom/crypto/format-1.properties")) {
            vectors.load(in);
        }
        archive = UUID.fromString(vectors.getProperty("archive"));
        kek = LocalKeyFile.open(
                Files.writeString(folder.resolve("kek.json"), vectors.getProperty("kek.keyset")), Optional.empty());
    }

    private byte[] bytes(String name) {
        return Base64.getDecoder().decode(vectors.getProperty(name));
    }

    private static byte[] plain(String name) {
        return switch (name) {
            case "small" -> "cloud-dicom: the plain bytes of a test vector".getBytes(StandardCharsets.US_ASCII);
            case "empty" -> new byte[0];
            default -> new byte[70_000];
        };
    }

    @Test
    void sealedObjectsOpen() throws IOException {
        ObjectStore raw = ObjectStores.memory();
        raw.put(STUDY_KEY, ObjectContent.of(bytes("studyKey")), PutCondition.any());
        StudyKeys keys = new StudyKeys(
                archive,
                raw,
                RetryPolicy.DEFAULT,
                Map.of(kek.id(), kek),
                kek,
                new StudyKeys.Bounds(Duration.ofMinutes(1), 10));
        SealedObjectStore store = new SealedObjectStore(raw, archive, keys);
        for (String name : OBJECTS) {
            ObjectKey key = new ObjectKey(vectors.getProperty(name + ".key"));
            raw.put(key, ObjectContent.of(bytes(name + ".sealed")), PutCondition.any());
            try (ObjectReader reader = store.get(key, ByteRange.all())) {
                assertThat(reader.readAllBytes()).as(name).isEqualTo(plain(name));
            }
        }
    }

    @Test
    void opaqueNamesStayTheSame() throws IOException {
        NamingKey naming = NamingKey.unwrap(archive, kek, vectors.getProperty("namingKey"));
        assertThat(naming.study("1.2.3", archive)).isEqualTo(vectors.getProperty("opaque.study"));
    }

    /** The digest is made of the values by what docs/FORMAT.md says. */
    @Test
    void theSealOfADescriptionIsTheDigestThatIsDescribed() throws Exception {
        String json = vectors.getProperty("description") + "\n";
        List<String> values = List.of(
                "1",
                archive.toString(),
                "opaque",
                "study-keys",
                "2",
                kek.id(),
                "aws-kms://arn:aws:kms:eu-central-1:111122223333:key/x",
                vectors.getProperty("namingKey"),
                "htj2k-lossless-rpcl",
                "pixel-exact");
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        for (String value : values) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            sha256.update(ByteBuffer.allocate(4).putInt(utf8.length).array());
            sha256.update(utf8);
        }
        String seal = json.strip().replaceAll(".*\"seal\":\"([^\"]*)\".*", "$1");
        byte[] name = "archive.json".getBytes(StandardCharsets.UTF_8);
        byte[] associatedData = ByteBuffer.allocate(26 + name.length)
                .put("CLDDICOM".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 4)
                .putLong(archive.getMostSignificantBits())
                .putLong(archive.getLeastSignificantBits())
                .put(name)
                .array();
        assertThat(kek.unwrap(Base64.getDecoder().decode(seal), associatedData)).isEqualTo(sha256.digest());
        ObjectStore raw = ObjectStores.memory();
        raw.put(
                new ObjectKey("archive.json"),
                ObjectContent.of(json.getBytes(StandardCharsets.UTF_8)),
                PutCondition.any());
        try (DicomArchive opened = DicomArchive.builder(raw)
                .protection(EnvelopeEncryption.with(kek))
                .opaqueNames()
                .existing()
                .open()) {
            assertThat(opened.id()).isEqualTo(archive);
        }
    }

    /** With nothing but the Java runtime's HMAC and AES-GCM, by what docs/FORMAT.md says. */
    @Test
    void theDescribedFormatIsTheOneThatIsWritten() throws Exception {
        byte[] keyset = kek.unwrap(
                KeyObject.parse(bytes("studyKey"), STUDY_KEY).wrapped(),
                AssociatedData.STUDY_KEY.of(archive, STUDY_KEY));
        byte[] studyKey = ((AesGcmHkdfStreamingKey)
                        SealingKey.parse(keyset).getPrimary().getKey())
                .getInitialKeyMaterial()
                .toByteArray(InsecureSecretKeyAccess.get());
        for (String name : OBJECTS) {
            byte[] object = vectors.getProperty(name + ".key").getBytes(StandardCharsets.UTF_8);
            byte[] associatedData = ByteBuffer.allocate(26 + object.length)
                    .put("CLDDICOM".getBytes(StandardCharsets.US_ASCII))
                    .put((byte) 1)
                    .put((byte) 1)
                    .putLong(archive.getMostSignificantBits())
                    .putLong(archive.getLeastSignificantBits())
                    .put(object)
                    .array();
            assertThat(open(bytes(name + ".sealed"), studyKey, associatedData))
                    .as(name)
                    .isEqualTo(plain(name));
        }
    }

    private static byte[] open(byte[] sealed, byte[] studyKey, byte[] associatedData) throws GeneralSecurityException {
        assertThat(sealed[0]).isEqualTo((byte) 40);
        byte[] salt = Arrays.copyOfRange(sealed, 1, 33);
        byte[] key = hkdf(studyKey, salt, associatedData);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        int segments = (sealed.length + 65535) / 65536;
        for (int segment = 0; segment < segments; segment++) {
            int from = segment == 0 ? 40 : segment * 65536;
            int to = Math.min(sealed.length, (segment + 1) * 65536);
            byte[] nonce = ByteBuffer.allocate(12)
                    .put(sealed, 33, 7)
                    .putInt(segment)
                    .put((byte) (segment == segments - 1 ? 1 : 0))
                    .array();
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            plain.writeBytes(cipher.doFinal(sealed, from, to - from));
        }
        return plain.toByteArray();
    }

    /** RFC 5869, of which the first 32 bytes are the first block. */
    private static byte[] hkdf(byte[] material, byte[] salt, byte[] info) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(salt, "HmacSHA256"));
        byte[] extracted = mac.doFinal(material);
        mac.init(new SecretKeySpec(extracted, "HmacSHA256"));
        mac.update(info);
        return mac.doFinal(new byte[] {1});
    }
}
