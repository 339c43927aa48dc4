package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.DicomArchive;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.Receipt;
import io.clouddicom.RetryPolicy;
import io.clouddicom.UnavailableException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.crypto.KeyEncryptionKeyProvider;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** A key of AWS KMS wraps and unwraps, is bound to what it is told, and an outage of the service is never a wrong key. */
class AwsKmsKeyTest {
    private static final String REGION = "eu-central-1";
    private static final byte[] STUDY_KEY = "a keyset, which is secret".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BOUND_TO = "archive and study".getBytes(StandardCharsets.UTF_8);
    private static final String ACCESS_KEY_PROPERTY = "aws.accessKeyId";
    private static final String SECRET_KEY_PROPERTY = "aws.secretAccessKey";

    private KmsFake kms;
    private String arn;

    @BeforeEach
    void start() throws IOException {
        kms = new KmsFake();
        arn = kms.key(REGION, 1);
        System.setProperty(ACCESS_KEY_PROPERTY, "access");
        System.setProperty(SECRET_KEY_PROPERTY, "secret");
    }

    @AfterEach
    void stop() {
        kms.close();
        System.clearProperty(ACCESS_KEY_PROPERTY);
        System.clearProperty(SECRET_KEY_PROPERTY);
    }

    private String uri(String name) {
        return "aws-kms://" + name + "?endpoint=" + kms.endpoint() + "&connectTimeout=2&readTimeout=1";
    }

    private static KeyEncryptionKey open(String uri) throws IOException {
        KeyEncryptionKeyProvider provider = ServiceLoader.load(KeyEncryptionKeyProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.schemes().contains("aws-kms"))
                .findFirst()
                .orElseThrow();
        return provider.open(uri);
    }

    @Test
    void aKeyIsWrappedAndUnwrappedUnderADigestOfWhatItIsBoundTo() throws Exception {
        KeyEncryptionKey key = open(uri(arn));
        assertThat(kms.requests()).isEmpty();
        byte[] wrapped = key.wrap(STUDY_KEY, BOUND_TO);
        assertThat(key.unwrap(wrapped, BOUND_TO)).isEqualTo(STUDY_KEY);
        assertThat(key.id()).isEqualTo("aws-kms://" + arn).isEqualTo(key.toString());
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(BOUND_TO));
        assertThat(kms.requests())
                .containsExactly("Encrypt {cloud-dicom=" + digest + "}", "Decrypt {cloud-dicom=" + digest + "}");
    }

    @Test
    void whatWasAlteredOrMovedOrWrappedByAnotherKeyIsNotAuthentic() throws IOException {
        KeyEncryptionKey key = open(uri(arn));
        KeyEncryptionKey other = open(uri(kms.key(REGION, 2)));
        byte[] wrapped = key.wrap(STUDY_KEY, BOUND_TO);
        byte[] altered = wrapped.clone();
        altered[altered.length - 1] ^= 1;
        for (ThrowingUnwrap attempt : new ThrowingUnwrap[] {
            () -> key.unwrap(wrapped, new byte[0]),
            () -> key.unwrap(altered, BOUND_TO),
            () -> key.unwrap(new byte[7], BOUND_TO),
            () -> other.unwrap(wrapped, BOUND_TO)
        }) {
            assertThatThrownBy(attempt::run)
                    .isInstanceOf(AuthenticationFailedException.class)
                    .hasMessageStartingWith("unwrap aws-kms://arn:aws:kms:" + REGION);
        }
    }

    @FunctionalInterface
    private interface ThrowingUnwrap {
        void run() throws IOException;
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "400, ThrottlingException, Throttled",
        "400, LimitExceededException, Throttled",
        "429, TooManyRequestsException, Throttled",
        "400, AccessDeniedException, AccessDenied",
        "400, UnrecognizedClientException, AccessDenied",
        "400, ExpiredTokenException, AccessDenied",
        "400, InvalidSignatureException, AccessDenied",
        "403, '', AccessDenied",
        "400, DisabledException, AccessDenied",
        "400, KMSInvalidStateException, AccessDenied",
        "400, NotFoundException, InvalidRequest",
        "400, ValidationException, InvalidRequest",
        "400, InvalidKeyUsageException, InvalidRequest",
        "500, KeyUnavailableException, Unavailable",
        "503, DependencyTimeoutException, Unavailable",
        "500, KMSInternalException, Unavailable",
        "500, '', Unavailable",
        "502, '', Unavailable",
        "503, ServiceUnavailableException, Unavailable",
        "400, InvalidCiphertextException, AuthenticationFailed",
        "400, IncorrectKeyException, AuthenticationFailed"
    })
    void everyAnswerBecomesTheErrorThatSaysWhatToDo(int status, String type, String expected) throws IOException {
        KeyEncryptionKey key = open(uri(arn));
        kms.fail(1, status, type);
        assertThatThrownBy(() -> key.unwrap(new byte[100], BOUND_TO))
                .hasMessageStartingWith("unwrap " + key.id() + ": ")
                .satisfies(e -> {
                    assertThat(e.getClass().getSimpleName()).isEqualTo(expected + "Exception");
                    assertThat(((CloudDicomException) e).object()).isEqualTo(key.id());
                    assertThat(((CloudDicomException) e).retryable())
                            .isEqualTo(expected.equals("Throttled") || expected.equals("Unavailable"));
                });
    }

    @Test
    @Timeout(60)
    void aServiceThatDoesNotAnswerIsWaitedForNoLongerThanAllowed() throws IOException {
        KeyEncryptionKey key = open(uri(arn));
        kms.fallSilent();
        assertThatThrownBy(() -> key.wrap(STUDY_KEY, BOUND_TO))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(arn + ": the key management service did not answer");
        assertThatThrownBy(() -> open("aws-kms://" + arn + "?endpoint=http://127.0.0.1:1")
                        .wrap(STUDY_KEY, BOUND_TO))
                .isInstanceOf(UnavailableException.class);
    }

    /** What is kept in archives is the key, since an alias may come to mean another one. */
    @Test
    void anAliasIsAskedForItsKey() throws IOException {
        String alias = "arn:aws:kms:" + REGION + ":111122223333:alias/pacs/keys";
        kms.alias(alias, arn);
        assertThat(open(uri(alias)).id()).isEqualTo("aws-kms://" + arn);
        assertThatThrownBy(() -> open(uri(alias + "-of-nothing")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("there is no such key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws-kms:alias/pacs",
                "aws-kms://alias/pacs",
                "aws-kms://arn:aws:s3:eu-central-1:111122223333:key/1",
                "aws-kms://arn:aws:kms:eu-central-1:1111:key/1",
                "aws-kms://arn:aws:kms:eu-central-1:111122223333:key/1?colour=blue",
                "aws-kms://arn:aws:kms:eu-central-1:111122223333:key/1?readTimeout=long",
                "aws-kms://arn:aws:kms:eu-central-1:111122223333:key/1?endpoint=localhost"
            })
    void whatIsNoKeyIsRefused(String uri) {
        assertThatThrownBy(() -> open(uri))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("open aws-kms:");
    }

    @Test
    void theCallersOwnClientDoes() throws IOException {
        try (KmsClient client = KmsClient.builder()
                .region(Region.of(REGION))
                .endpointOverride(URI.create(kms.endpoint().toString()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .build()) {
            KeyEncryptionKey key = AwsKmsKeys.of(client, arn);
            assertThat(key.unwrap(key.wrap(STUDY_KEY, BOUND_TO), BOUND_TO)).isEqualTo(STUDY_KEY);
        }
    }

    @Test
    void anArchiveIsSealedByIt() throws IOException {
        SyntheticStudy study =
                new SyntheticStudy(SyntheticStudy.Kind.CT, 8, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, 2, 1, 16, 16);
        RetryPolicy quick = new RetryPolicy(4, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMinutes(1));
        try (ObjectStore store = ObjectStores.memory()) {
            Receipt receipt;
            try (DicomArchive archive =
                    DicomArchive.builder(store).key(uri(arn)).retries(quick).open()) {
                // An outage that passes does not show; one that lasts is told as one.
                kms.fail(2, 500, "KMSInternalException");
                receipt = archive.put(study.bytes(0));
                archive.put(study.bytes(1));
                assertThat(archive.keys().report().studies()).containsEntry("aws-kms://" + arn, 1);
                assertThatThrownBy(() -> archive.presign(receipt.instance(), Optional.empty(), Duration.ofMinutes(1)))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageContaining("encrypted");
            }
            try (DicomArchive archive = DicomArchive.builder(store)
                    .key(uri(arn))
                    .retries(quick)
                    .existing()
                    .open()) {
                kms.forgetRequests();
                ByteArrayOutputStream restored = new ByteArrayOutputStream();
                archive.restore(receipt.instance(), restored);
                assertThat(restored.toByteArray()).isEqualTo(study.bytes(0));
                assertThat(kms.requests()).singleElement().asString().startsWith("Decrypt {cloud-dicom=");
            }
            try (DicomArchive archive = DicomArchive.builder(store)
                    .key(uri(arn))
                    .retries(quick)
                    .existing()
                    .open()) {
                kms.fail(1000, 500, "KMSInternalException");
                assertThatThrownBy(() -> archive.restore(receipt.instance(), new ByteArrayOutputStream()))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining(arn);
            }
        }
    }
}
