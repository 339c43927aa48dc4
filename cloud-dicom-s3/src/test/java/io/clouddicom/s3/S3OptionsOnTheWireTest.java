package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.UnavailableException;
import io.clouddicom.s3.FaultProxy.Fault;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every option of a store's URI shows in the requests that reach the server. */
class S3OptionsOnTheWireTest {
    private static final ObjectKey INDEX = ObjectKey.of("studies/1/index");
    private static final ObjectKey INSTANCE = ObjectKey.of("studies/1/instances/2/3.1");
    private static final byte[] BYTES = {1, 2, 3};
    private static final int FIVE_MEBIBYTES = 5 << 20;

    private static S3ProxyServer server;

    private FaultProxy proxy;
    private String bucket;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3ProxyServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        proxy = new FaultProxy(server.endpoint());
        bucket = server.bucket();
        System.setProperty("aws.accessKeyId", TestServer.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestServer.SECRET_KEY);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        System.clearProperty("aws.sharedCredentialsFile");
    }

    /** A store on the server, tried out, with the requests of that forgotten. */
    private ObjectStore open(String options) throws IOException {
        ObjectStore store =
                ObjectStores.open("s3://" + bucket + "/p?pathStyle=true&endpoint=" + proxy.endpoint() + "&" + options);
        // A put says what is wrong where the server cannot be tried out.
        store.put(ObjectKey.of("first"), ObjectContent.of(BYTES), PutCondition.any());
        proxy.forgetRequests();
        return store;
    }

    private String head(String request) {
        return proxy.heads().stream()
                .filter(head -> head.startsWith(request))
                .findFirst()
                .orElseThrow()
                .toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "region=eu-west-3 | /eu-west-3/s3/aws4_request | /us-east-1/",
                "endpointOnly= | /us-east-1/s3/aws4_request | x-amz-storage-class",
                "storageClass=STANDARD_IA | x-amz-storage-class: standard_ia | x-amz-tagging",
                "sse=AES256 | x-amz-server-side-encryption: aes256 | aws:kms",
                "sse=aws:kms&sseKmsKeyId=alias/pacs | x-amz-server-side-encryption-aws-kms-key-id: alias/pacs | aes256",
                "sse=aws:kms&sseKmsKeyId=k&bucketKey=false | encryption-bucket-key-enabled: false | key-enabled: true",
                "tag.site=north&tag.kind=a%26b | x-amz-tagging: kind=a%26b&site=north | x-amz-storage-class",
                "checksums=crc32c | x-amz-checksum-crc32c: | x-amz-checksum-crc32:",
                "checksums=when-required | x-amz-content-sha256: | x-amz-checksum",
                "chunkedEncoding=false | content-length: 3 | aws-chunked"
            })
    void anOptionOfPuts(String options, String present, String absent) throws IOException {
        try (ObjectStore store = open(options.equals("endpointOnly=") ? "" : options)) {
            store.put(INSTANCE, ObjectContent.of(BYTES), PutCondition.ifAbsent());
            assertThat(head("PUT /" + bucket + "/p/" + INSTANCE))
                    .contains(present)
                    .doesNotContain(absent);
        }
    }

    @Test
    void instancesLieInAnotherClassThanTheRest() throws IOException {
        try (ObjectStore store = open("storageClass=STANDARD&instanceStorageClass=STANDARD_IA")) {
            store.put(INDEX, ObjectContent.of(BYTES), PutCondition.any());
            store.put(INSTANCE, ObjectContent.of(BYTES), PutCondition.any());
            assertThat(head("PUT /" + bucket + "/p/" + INDEX)).contains("x-amz-storage-class: standard\r");
            assertThat(head("PUT /" + bucket + "/p/" + INSTANCE)).contains("x-amz-storage-class: standard_ia\r");
        }
    }

    @Test
    void aCustomerKeyGoesWithEveryRequest() throws IOException {
        byte[] key = new byte[32];
        key[0] = 1;
        try (var client = server.client(proxy.endpoint());
                ObjectStore store = S3Stores.open(
                        client,
                        S3Options.bucket(bucket)
                                .encryption(new S3Encryption.CustomerKey(key))
                                .build())) {
            for (Attempt attempt : List.<Attempt>of(
                    () -> store.put(INDEX, ObjectContent.of(BYTES), PutCondition.any()),
                    () -> store.get(INDEX, ByteRange.all()).close(),
                    () -> store.head(INDEX))) {
                try {
                    attempt.run();
                } catch (io.clouddicom.CloudDicomException e) {
                    // Whatever the server makes of it.
                    assertThat(e.getMessage()).doesNotContain("AQAAAA");
                }
            }
        }
        // What ends an upload names no bytes and needs no key.
        assertThat(proxy.heads())
                .filteredOn(head -> !head.startsWith("DELETE "))
                .hasSizeGreaterThan(3)
                .allSatisfy(head -> assertThat(head.toLowerCase(Locale.ROOT))
                        .contains("x-amz-server-side-encryption-customer-algorithm: aes256")
                        .contains("x-amz-server-side-encryption-customer-key-md5: "));
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    @Test
    void whatIsPutIsReadBackOnRequest() throws IOException {
        String path = "/" + bucket + "/p/" + INSTANCE;
        try (ObjectStore store = open("readBack=true")) {
            store.put(INSTANCE, ObjectContent.of(BYTES), PutCondition.ifAbsent());
            assertThat(proxy.requests()).containsExactly("PUT " + path, "GET " + path);
            assertThat(head("GET " + path)).contains("if-match: ");
        }
    }

    @Test
    void aLargeObjectGoesInPartsOfTheSizeThatIsWanted() throws IOException {
        try (ObjectStore store = open("partSize=5MiB&uploadParallelism=2&storageClass=STANDARD_IA")) {
            byte[] bytes = new byte[2 * FIVE_MEBIBYTES + 1];
            store.put(INSTANCE, ObjectContent.of(bytes), PutCondition.ifAbsent());
            assertThat(proxy.requests())
                    .filteredOn(request -> request.contains("partNumber="))
                    .hasSize(3);
            assertThat(head("POST /" + bucket + "/p/" + INSTANCE + "?uploads"))
                    .contains("x-amz-storage-class: standard_ia")
                    .contains("x-amz-checksum-algorithm: crc32c");
            try (ObjectReader reader = store.get(INSTANCE, ByteRange.all())) {
                assertThat(reader.lengthBytes()).isEqualTo(bytes.length);
            }
        }
    }

    /** A part whose client asks for leave to send it takes two round trips. */
    @ParameterizedTest
    @CsvSource({"'', false", "expectContinue=true, true"})
    void leaveToSendABodyIsAskedForOnlyIfWanted(String option, boolean asked) throws IOException {
        try (ObjectStore store = open("partSize=5MiB&" + option)) {
            store.put(INSTANCE, ObjectContent.of(new byte[FIVE_MEBIBYTES + 1]), PutCondition.ifAbsent());
            assertThat(head("PUT /" + bucket + "/p/" + INSTANCE + "?partNumber=1")
                            .contains("\r\nexpect: 100-continue"))
                    .isEqualTo(asked);
        }
    }

    @Test
    void aPartIsSentAsOftenAsIsWanted() throws IOException {
        try (ObjectStore store = open("partSize=5MiB&uploadParallelism=1&partAttempts=2&partRetrySeconds=20")) {
            proxy.plan(request -> request.contains("partNumber=") ? Fault.SLOW_DOWN : Fault.NONE);
            assertThatThrownBy(() -> store.put(
                            INSTANCE, ObjectContent.of(new byte[FIVE_MEBIBYTES + 1]), PutCondition.ifAbsent()))
                    .isInstanceOf(io.clouddicom.ThrottledException.class);
            assertThat(proxy.requests())
                    .filteredOn(request -> request.contains("partNumber=1"))
                    .hasSize(2);
            assertThat(proxy.requests().get(proxy.requests().size() - 1)).startsWith("DELETE ");
        }
    }

    @Test
    void anAnswerIsWaitedForAsLongAsIsWanted() throws IOException {
        try (ObjectStore store = open("readTimeout=1&connectTimeout=1&maxConnections=2")) {
            proxy.plan(request -> Fault.STALL);
            assertThatThrownBy(() -> store.head(INSTANCE)).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void credentialsComeFromTheProfileThatIsWanted(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("credentials"), "[pacs]\naws_access_key_id=of-pacs\naws_secret_access_key=secret\n");
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        System.setProperty("aws.sharedCredentialsFile", file.toString());
        try (ObjectStore store = ObjectStores.open(
                "s3://" + bucket + "?pathStyle=true&endpoint=" + proxy.endpoint() + "&profile=pacs")) {
            assertThatThrownBy(() -> store.list("", "")).isInstanceOf(AccessDeniedException.class);
        }
        assertThat(head("GET /" + bucket)).contains("credential=of-pacs/");
    }
}
