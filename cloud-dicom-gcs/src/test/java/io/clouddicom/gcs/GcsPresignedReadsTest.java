package io.clouddicom.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.clouddicom.AccessDeniedException;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PresignedRead;
import io.clouddicom.store.PresignedReads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Reads for others are signed as version 4 says, by the client's own account. */
class GcsPresignedReadsTest {
    private static final ObjectKey KEY = ObjectKey.of("s/a b.1");
    private static final KeyPair PAIR = pair();

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectStore store() {
        Storage client = StorageOptions.http()
                .setProjectId("p")
                .setCredentials(ServiceAccountCredentials.newBuilder()
                        .setClientEmail("archive@p.iam.example.org")
                        .setPrivateKey(PAIR.getPrivate())
                        .build())
                .build()
                .getService();
        return GcsStores.open(client, GcsOptions.bucket("pacs").prefix("x").build());
    }

    @Test
    void theSignatureIsThatOfTheRequest() throws Exception {
        try (ObjectStore store = store()) {
            PresignedReads reads = store.ability(PresignedReads.class).orElseThrow();
            PresignedRead whole = reads.presign(KEY, Optional.empty(), Duration.ofMinutes(5));
            assertThat(whole.headers()).isEmpty();
            assertSigned(whole, "host:storage.googleapis.com\n", "host");
            PresignedRead range = reads.presign(KEY, Optional.of(ByteRange.of(10, 20)), Duration.ofDays(7));
            assertThat(range.headers()).containsOnlyKeys("Range").containsValue("bytes=10-29");
            assertSigned(range, "host:storage.googleapis.com\nrange:bytes=10-29\n", "host;range");
        }
    }

    private static void assertSigned(PresignedRead read, String headers, String names) throws Exception {
        TreeMap<String, String> query = new TreeMap<>();
        for (String pair : read.uri().getRawQuery().split("&")) {
            query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        byte[] signature = HexFormat.of().parseHex(query.remove("X-Goog-Signature"));
        assertThat(query.get("X-Goog-Algorithm")).isEqualTo("GOOG4-RSA-SHA256");
        assertThat(read.uri().getRawPath()).isEqualTo("/pacs/x/s/a%20b.1");
        String canonical = String.join(
                "\n",
                "GET",
                read.uri().getRawPath(),
                query.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("&")),
                headers,
                names,
                "UNSIGNED-PAYLOAD");
        String date = query.get("X-Goog-Date");
        String scope = date.substring(0, 8) + "/auto/storage/goog4_request";
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
        String toSign = String.join(
                "\n", "GOOG4-RSA-SHA256", date, scope, HexFormat.of().formatHex(digest));
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(PAIR.getPublic());
        verifier.update(toSign.getBytes(StandardCharsets.UTF_8));
        assertThat(verifier.verify(signature)).isTrue();
    }

    @Test
    void whatCannotBeSignedIsRefused() throws IOException {
        try (ObjectStore store = store()) {
            PresignedReads reads = store.ability(PresignedReads.class).orElseThrow();
            for (Duration none : Arrays.asList(Duration.ZERO, Duration.ofSeconds(-1))) {
                assertThatThrownBy(() -> reads.presign(KEY, Optional.empty(), none))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> reads.presign(KEY, Optional.empty(), Duration.ofDays(8)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("7 days");
        }
        Storage anonymous = StorageOptions.http()
                .setProjectId("p")
                .setCredentials(NoCredentials.getInstance())
                .build()
                .getService();
        try (ObjectStore store =
                GcsStores.open(anonymous, GcsOptions.bucket("pacs").build())) {
            PresignedReads reads = store.ability(PresignedReads.class).orElseThrow();
            assertThatThrownBy(() -> reads.presign(KEY, Optional.empty(), Duration.ofMinutes(5)))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("cannot sign");
        }
    }
}
