package io.clouddicom.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.json.GenericJson;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.DicomArchive;
import io.clouddicom.InstanceId;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.UnavailableException;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.gcs.internal.GcpKmsKeyProvider;
import io.clouddicom.testkit.SyntheticStudy;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in Cloud KMS wrap and unwrap, and say what went wrong. */
class GcpKmsKeyTest {
    private static final byte[] STUDY_KEY = "the key of a study, as bytes".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BOUND_TO = "archive and study".getBytes(StandardCharsets.UTF_8);

    private KmsServer server;
    private KeyEncryptionKey key;

    @BeforeEach
    void startServer() throws IOException {
        server = new KmsServer();
        key = open(KmsServer.KEY);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private String uri(String name) {
        return "gcp-kms://" + name + "?endpoint=" + server.endpoint();
    }

    private KeyEncryptionKey open(String name) throws IOException {
        return new GcpKmsKeyProvider().open(uri(name));
    }

    @Test
    void whatIsWrappedIsUnwrapped() throws IOException {
        byte[] wrapped = key.wrap(STUDY_KEY, BOUND_TO);
        assertThat(new String(wrapped, StandardCharsets.ISO_8859_1)).doesNotContain("study");
        assertThat(key.unwrap(wrapped, BOUND_TO)).isEqualTo(STUDY_KEY);
        assertThat(key.unwrap(key.wrap(new byte[0], new byte[0]), new byte[0])).isEmpty();
        assertThat(key.id()).isEqualTo("gcp-kms://" + KmsServer.KEY);
        assertThat(server.requests().subList(0, 2))
                .containsExactly("POST /v1/" + KmsServer.KEY + ":encrypt", "POST /v1/" + KmsServer.KEY + ":decrypt");
    }

    @Test
    void anythingElseIsNot() throws IOException {
        byte[] wrapped = key.wrap(STUDY_KEY, BOUND_TO);
        byte[] flipped = wrapped.clone();
        flipped[20] ^= 1;
        assertThatThrownBy(() -> key.unwrap(flipped, BOUND_TO)).isInstanceOf(AuthenticationFailedException.class);
        assertThatThrownBy(() -> key.unwrap(wrapped, new byte[] {1}))
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessage("unwrap gcp-kms://" + KmsServer.KEY
                        + ": this key did not wrap it, or not with this associated data");
        assertThatThrownBy(() -> open(KmsServer.KEY + "-2").unwrap(wrapped, BOUND_TO))
                .isInstanceOf(AuthenticationFailedException.class);
        assertThatThrownBy(() -> open(KmsServer.KEY + "-3").unwrap(wrapped, BOUND_TO))
                .isInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "400, INVALID_ARGUMENT, InvalidRequest",
        "400, FAILED_PRECONDITION, AccessDenied",
        "401, UNAUTHENTICATED, AccessDenied",
        "403, PERMISSION_DENIED, AccessDenied",
        "404, NOT_FOUND, NotFound",
        "429, RESOURCE_EXHAUSTED, Throttled",
        "500, INTERNAL, Unavailable",
        "503, UNAVAILABLE, Unavailable",
        "504, DEADLINE_EXCEEDED, Unavailable"
    })
    void aRefusalIsATypedError(int status, String code, String expected) {
        server.status = status;
        server.statusCode = code;
        assertThatThrownBy(() -> key.unwrap(new byte[40], BOUND_TO))
                .isInstanceOfSatisfying(CloudDicomException.class, e -> {
                    assertThat(e.getClass().getSimpleName()).isEqualTo(expected + "Exception");
                    assertThat(e.object()).isEqualTo(key.id());
                });
        assertThatThrownBy(() -> key.wrap(STUDY_KEY, BOUND_TO)).isInstanceOf(CloudDicomException.class);
    }

    @Test
    void aServiceThatIsNotThereIsUnavailable() {
        server.close();
        assertThatThrownBy(() -> key.wrap(STUDY_KEY, BOUND_TO)).isInstanceOf(UnavailableException.class);
    }

    /** Damage on the way, in either direction, is noticed. */
    @Test
    void whatArrivesDamagedIsNotTaken() throws IOException {
        byte[] wrapped = key.wrap(STUDY_KEY, BOUND_TO);
        String other = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3});
        assertUnavailable(answer -> answer.set("ciphertext", other), () -> key.wrap(STUDY_KEY, BOUND_TO));
        assertUnavailable(answer -> answer.set("ciphertext", "???"), () -> key.wrap(STUDY_KEY, BOUND_TO));
        assertUnavailable(answer -> answer.remove("ciphertextCrc32c"), () -> key.wrap(STUDY_KEY, BOUND_TO));
        assertUnavailable(answer -> answer.remove("verifiedPlaintextCrc32c"), () -> key.wrap(STUDY_KEY, BOUND_TO));
        assertUnavailable(
                answer -> answer.set("verifiedAdditionalAuthenticatedDataCrc32c", false),
                () -> key.wrap(STUDY_KEY, BOUND_TO));
        assertUnavailable(
                answer -> answer.set("name", KmsServer.KEY + "-2/cryptoKeyVersions/1"),
                () -> key.wrap(STUDY_KEY, BOUND_TO));
        assertUnavailable(answer -> answer.set("plaintext", other), () -> key.unwrap(wrapped, BOUND_TO));
        assertUnavailable(answer -> answer.remove("plaintext"), () -> key.unwrap(wrapped, BOUND_TO));
    }

    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    private void assertUnavailable(Consumer<GenericJson> damage, Call call) {
        server.alter = answer -> {
            damage.accept(answer);
            return answer;
        };
        assertThatThrownBy(call::run).isInstanceOf(UnavailableException.class);
        server.alter = answer -> answer;
    }

    @Test
    void theCallersCredentialsGoWithEveryRequest() throws IOException {
        GoogleCredentials credentials = GoogleCredentials.create(
                new AccessToken("token-1", Date.from(Instant.now().plusSeconds(3600))));
        GcpKeys.open(uri(KmsServer.KEY), credentials).wrap(STUDY_KEY, BOUND_TO);
        key.wrap(STUDY_KEY, BOUND_TO);
        assertThat(server.authorizations()).containsExactly("Bearer token-1", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gcp-kms:projects/p/locations/l/keyRings/r/cryptoKeys/k",
                "gcp-kms://projects/p/locations/l/keyRings/r/cryptoKeys/",
                "gcp-kms://projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
                "gcp-kms://projects/p/locations/l/keyRings/r/cryptoKeys/k?colour=blue",
                "gcp-kms://projects/p/locations/l/keyRings/r/cryptoKeys/k?endpoint=ftp://x",
                "gcp-kms://projects/p/locations/l/keyRings/r/cryptoKeys/k?credentials=some"
            })
    void aUriThatIsNotUnderstoodIsRefused(String uri) {
        assertThatThrownBy(() -> new GcpKmsKeyProvider().open(uri)).isInstanceOf(InvalidRequestException.class);
    }

    /** By URIs alone: an archive on Cloud Storage, its keys in Cloud KMS. */
    @Test
    void anArchiveIsSealedWithIt() throws IOException {
        byte[] file = new SyntheticStudy(
                        SyntheticStudy.Kind.CT, 5, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, 1, 1, 16, 16)
                .bytes(0);
        try (GcsServer storage = GcsServer.start()) {
            storage.createBucket("pacs");
            String store = "gs://pacs/a?endpoint=" + storage.endpoint();
            InstanceId id;
            try (DicomArchive archive =
                    DicomArchive.builder(store).key(uri(KmsServer.KEY)).open()) {
                id = archive.put(file).instance();
            }
            try (DicomArchive archive =
                    DicomArchive.builder(store).key(uri(KmsServer.KEY)).open()) {
                ByteArrayOutputStream restored = new ByteArrayOutputStream();
                archive.restore(id, restored);
                assertThat(restored.toByteArray()).isEqualTo(file);
            }
            assertThat(storage.objectNames("pacs")).anyMatch(name -> name.endsWith("/key"));
            assertThatThrownBy(() -> DicomArchive.builder(store)
                            .key(uri(KmsServer.KEY + "-2"))
                            .open())
                    .isInstanceOf(AuthenticationFailedException.class);
        }
    }
}
