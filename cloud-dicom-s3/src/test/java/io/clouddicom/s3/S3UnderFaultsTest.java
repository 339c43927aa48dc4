package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.internal.archive.RetryingObjectStore;
import io.clouddicom.s3.FaultProxy.Fault;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Every request of every operation is broken in every way, one at a time. Whatever happens, a put that returned is there, a
 * put that failed is not, one whose outcome is unknown is either, whole; and the server keeps no part of an upload.
 */
class S3UnderFaultsTest {
    private static final RetryPolicy QUICK =
            new RetryPolicy(6, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMinutes(1));
    private static final ObjectKey KEY = ObjectKey.of("a/b");
    private static final byte[] SMALL = bytes(100_000);
    private static final byte[] LARGE = bytes(S3Options.LEAST_PART_BYTES * 2 + 1000);

    private static S3ProxyServer server;

    private FaultProxy proxy;
    private S3Client client;
    private String bucket;
    private ObjectStore store;

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
    void openStore() throws IOException {
        proxy = new FaultProxy(server.endpoint());
        client = server.client(proxy.endpoint());
        bucket = server.bucket();
        store = S3Stores.open(
                client,
                server.options(bucket)
                        .partBytes(S3Options.LEAST_PART_BYTES)
                        .partRetries(QUICK)
                        .build());
        // What the server can do is found out before anything is broken.
        assertThat(store.capabilities().conditionalCreate()).isTrue();
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
        client.close();
        proxy.close();
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** Breaks the n-th request from now on. */
    private void breakRequest(int number, Fault fault) {
        AtomicInteger seen = new AtomicInteger();
        proxy.forgetRequests();
        proxy.plan(request -> seen.incrementAndGet() == number ? fault : Fault.NONE);
    }

    private boolean broken(int number) {
        boolean reached = proxy.requests().size() >= number;
        proxy.plan(request -> Fault.NONE);
        return reached;
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aSmallPutSaysWhatBecameOfIt(Fault fault) throws IOException {
        putsSayWhatBecameOfThem(fault, SMALL);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aPutInPartsSaysWhatBecameOfIt(Fault fault) throws IOException {
        putsSayWhatBecameOfThem(fault, LARGE);
    }

    private void putsSayWhatBecameOfThem(Fault fault, byte[] bytes) throws IOException {
        boolean reached = true;
        for (int number = 1; reached; number++) {
            breakRequest(number, fault);
            String outcome = putOnce(bytes);
            reached = broken(number);
            assertThat(number).as("requests of one put").isLessThan(12);
            boolean there = isThere(bytes);
            switch (outcome) {
                case "done" ->
                    assertThat(there).as("%s of request %d", fault, number).isTrue();
                case "not done" ->
                    assertThat(there).as("%s of request %d", fault, number).isFalse();
                default -> {}
            }
            assertNothingIsLeft(fault + " of request " + number);
            store.delete(KEY);
        }
    }

    private String putOnce(byte[] bytes) throws IOException {
        try {
            store.put(KEY, ObjectContent.of(bytes), PutCondition.ifAbsent());
            return "done";
        } catch (OutcomeUnknownException e) {
            return "unknown";
        } catch (CloudDicomException e) {
            assertThat(e).isNotInstanceOf(AlreadyExistsException.class).isNotInstanceOf(NotFoundException.class);
            return "not done";
        }
    }

    private boolean isThere(byte[] bytes) throws IOException {
        try (ObjectReader reader = store.get(KEY, ByteRange.all())) {
            assertThat(reader.readAllBytes()).isEqualTo(bytes);
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** The server has no upload with parts, and no object but the put one and the store's probe. */
    private void assertNothingIsLeft(String when) {
        S3Client direct = server.client();
        for (var upload :
                direct.listMultipartUploads(request -> request.bucket(bucket)).uploads()) {
            assertThat(direct.listParts(request ->
                                    request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()))
                            .parts())
                    .as("parts of an upload after %s", when)
                    .isEmpty();
        }
        assertThat(direct.listObjectsV2(request -> request.bucket(bucket)).contents())
                .as("objects after %s", when)
                .allSatisfy(object -> assertThat(object.key()).isIn(".cloud-dicom/probe", KEY.value()));
    }

    /** Under retries, as the archive reads, no fault that passes shows. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FORBIDDEN", "ERROR_IN_200"})
    void readsDoNotShowWhatPasses(Fault fault) throws IOException {
        store.put(KEY, ObjectContent.of(SMALL), PutCondition.any());
        ObjectStore retrying = new RetryingObjectStore(store, QUICK);
        for (int number = 1; number <= 2; number++) {
            breakRequest(number, fault);
            try (ObjectReader reader = retrying.get(KEY, ByteRange.of(1000, 50_000))) {
                assertThat(reader.readAllBytes()).isEqualTo(Arrays.copyOfRange(SMALL, 1000, 51_000));
            }
            assertThat(retrying.head(KEY).sizeBytes()).isEqualTo(SMALL.length);
            broken(number);
            breakRequest(number, fault);
            try (Listing<ObjectInfo> listing = retrying.list("a", "")) {
                assertThat(listing.toList()).hasSize(1);
            }
            broken(number);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FORBIDDEN", "ERROR_IN_200"})
    void deletesAreDoneInTheEnd(Fault fault) throws IOException {
        ObjectStore retrying = new RetryingObjectStore(store, QUICK);
        List<ObjectKey> keys =
                IntStream.range(0, 5).mapToObj(i -> ObjectKey.of("d/" + i)).toList();
        for (ObjectKey key : keys) {
            store.put(key, ObjectContent.of(SMALL), PutCondition.any());
        }
        breakRequest(1, fault);
        retrying.delete(keys.get(0));
        broken(1);
        breakRequest(1, fault);
        assertThat(retrying.deleteAll(keys).complete()).isTrue();
        broken(1);
        try (Listing<ObjectInfo> listing = store.list("", "")) {
            assertThat(listing.toList()).isEmpty();
        }
    }

    @Test
    void whatIsForbiddenIsNeverReadAsAbsent() throws IOException {
        store.put(KEY, ObjectContent.of(SMALL), PutCondition.any());
        proxy.plan(request -> Fault.FORBIDDEN);
        List<IOException> errors = new ArrayList<>();
        List<Attempt> attempts = List.of(
                () -> store.get(KEY, ByteRange.all()),
                () -> store.get(KEY, ByteRange.suffix(10)),
                () -> store.head(KEY),
                () -> store.list("", ""),
                () -> store.delete(KEY),
                () -> store.put(KEY, ObjectContent.of(SMALL), PutCondition.ifAbsent()));
        for (Attempt attempt : attempts) {
            try {
                attempt.run();
            } catch (IOException e) {
                errors.add(e);
            }
        }
        assertThat(errors)
                .hasSize(attempts.size())
                .allSatisfy(e -> assertThat(e).isInstanceOf(io.clouddicom.AccessDeniedException.class));
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    @Test
    void aPutIsOneRequestAndSoIsARangeAndAHead() throws IOException {
        proxy.forgetRequests();
        store.put(KEY, ObjectContent.of(SMALL), PutCondition.ifAbsent());
        store.get(KEY, ByteRange.of(10, 100)).readAllBytes();
        store.get(KEY, ByteRange.suffix(100)).readAllBytes();
        store.head(KEY);
        assertThat(proxy.requests())
                .containsExactly(
                        "PUT /" + bucket + "/a/b",
                        "GET /" + bucket + "/a/b",
                        "GET /" + bucket + "/a/b",
                        "HEAD /" + bucket + "/a/b");
    }
}
