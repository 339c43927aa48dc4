package io.clouddicom.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.storage.Storage;
import io.clouddicom.AccessDeniedException;
import io.clouddicom.AlreadyExistsException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.UnavailableException;
import io.clouddicom.internal.archive.RetryingObjectStore;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import io.clouddicom.testkit.gcs.GcsFault;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every request of every operation is broken in every way, one at a time. Whatever happens, a put that returned is there, a
 * put that failed is not, one whose outcome is unknown is either, whole; and the server keeps no bytes of an upload.
 */
class GcsUnderFaultsTest {
    private static final RetryPolicy QUICK =
            new RetryPolicy(6, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMinutes(1));
    private static final ObjectKey KEY = ObjectKey.of("a/b");
    private static final byte[] SMALL = bytes(100_000);
    private static final byte[] LARGE = bytes(GcsOptions.CHUNK_UNIT_BYTES * 2 + 1000);

    /** Faults that do not pass by themselves, or that a range does not show. */
    private static final Set<GcsFault> LASTING =
            EnumSet.of(GcsFault.FORBIDDEN, GcsFault.UNAUTHORIZED, GcsFault.DAMAGED_BYTES);

    private GcsServer server;
    private Storage client;
    private String bucket;
    private ObjectStore store;

    @BeforeEach
    void openStore() throws IOException {
        server = GcsServer.start();
        client = GcsTestStores.client(server);
        bucket = GcsTestStores.bucket(server);
        store = GcsStores.open(
                client,
                GcsOptions.bucket(bucket)
                        .chunkBytes(GcsOptions.CHUNK_UNIT_BYTES)
                        .uploadRetries(QUICK)
                        .build());
    }

    @AfterEach
    void closeStore() throws Exception {
        store.close();
        client.close();
        server.close();
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** Breaks the n-th request from now on. */
    private void breakRequest(int number, GcsFault fault) {
        AtomicInteger seen = new AtomicInteger();
        server.forgetRequests();
        server.plan(request -> seen.incrementAndGet() == number ? fault : GcsFault.NONE);
    }

    private boolean mended(int number) {
        boolean reached = server.requests().size() >= number;
        server.plan(request -> GcsFault.NONE);
        return reached;
    }

    @ParameterizedTest
    @EnumSource(GcsFault.class)
    void aSmallPutSaysWhatBecameOfIt(GcsFault fault) throws IOException {
        putsSayWhatBecameOfThem(fault, SMALL);
    }

    @ParameterizedTest
    @EnumSource(GcsFault.class)
    void aPutInChunksSaysWhatBecameOfIt(GcsFault fault) throws IOException {
        putsSayWhatBecameOfThem(fault, LARGE);
    }

    private void putsSayWhatBecameOfThem(GcsFault fault, byte[] bytes) throws IOException {
        boolean reached = true;
        for (int number = 1; reached; number++) {
            breakRequest(number, fault);
            String outcome = putOnce(bytes);
            reached = mended(number);
            assertThat(number).as("requests of one put").isLessThan(12);
            boolean there = isThere(bytes);
            switch (outcome) {
                case "done" ->
                    assertThat(there).as("%s of request %d", fault, number).isTrue();
                case "not done" ->
                    assertThat(there).as("%s of request %d", fault, number).isFalse();
                default -> {}
            }
            assertThat(server.unfinishedUploads())
                    .as("uploads after %s of request %d", fault, number)
                    .isEmpty();
            assertThat(server.objectNames(bucket)).isSubsetOf(KEY.value());
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

    /** An upload has an address of its own, so that the store learns what became of it. */
    @ParameterizedTest
    @EnumSource(
            value = GcsFault.class,
            names = {"CLOSED_INSTEAD_OF_ANSWER", "CUT_ANSWER", "ERROR_AFTER_SUCCESS", "STALL"})
    void anUploadWhoseLastAnswerIsLostIsFoundDone(GcsFault fault) throws IOException {
        breakRequest(4, fault);
        PutResult result = store.put(KEY, ObjectContent.of(LARGE), PutCondition.ifAbsent());
        mended(4);
        // Beginning, three chunks, one question, and one look at what is there.
        assertThat(server.requests()).hasSize(6);
        assertThat(store.head(KEY).version()).isEqualTo(result.version());
    }

    /** Under retries, as the archive reads, no fault that passes shows. */
    @ParameterizedTest
    @EnumSource(GcsFault.class)
    void readsDoNotShowWhatPasses(GcsFault fault) throws IOException {
        if (LASTING.contains(fault)) {
            return;
        }
        store.put(KEY, ObjectContent.of(SMALL), PutCondition.any());
        ObjectStore retrying = new RetryingObjectStore(store, QUICK);
        for (int number = 1; number <= 2; number++) {
            breakRequest(number, fault);
            try (ObjectReader reader = retrying.get(KEY, ByteRange.of(1000, 50_000))) {
                assertThat(reader.readAllBytes()).isEqualTo(Arrays.copyOfRange(SMALL, 1000, 51_000));
            }
            assertThat(retrying.head(KEY).sizeBytes()).isEqualTo(SMALL.length);
            mended(number);
            breakRequest(number, fault);
            try (Listing<ObjectInfo> listing = retrying.list("a", "")) {
                assertThat(listing.toList()).hasSize(1);
            }
            mended(number);
        }
    }

    @ParameterizedTest
    @EnumSource(GcsFault.class)
    void deletesAreDoneInTheEnd(GcsFault fault) throws IOException {
        if (LASTING.contains(fault)) {
            return;
        }
        ObjectStore retrying = new RetryingObjectStore(store, QUICK);
        List<ObjectKey> keys =
                IntStream.range(0, 5).mapToObj(i -> ObjectKey.of("d/" + i)).toList();
        for (ObjectKey key : keys) {
            store.put(key, ObjectContent.of(SMALL), PutCondition.any());
        }
        breakRequest(1, fault);
        retrying.delete(keys.get(0));
        mended(1);
        breakRequest(1, fault);
        assertThat(retrying.deleteAll(keys).complete()).isTrue();
        mended(1);
        assertThat(server.objectNames(bucket)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = GcsFault.class,
            names = {"FORBIDDEN", "UNAUTHORIZED", "BARE_503", "BACKEND_ERROR", "STALL"})
    void onlyTheServerCanSayThatAnObjectIsAbsent(GcsFault fault) throws IOException {
        store.put(KEY, ObjectContent.of(SMALL), PutCondition.any());
        server.plan(request -> fault);
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
        boolean forbidden = fault == GcsFault.FORBIDDEN || fault == GcsFault.UNAUTHORIZED;
        assertThat(errors).hasSize(attempts.size()).allSatisfy(e -> {
            if (forbidden) {
                assertThat(e).isInstanceOf(AccessDeniedException.class);
            } else {
                assertThat(e).isInstanceOfAny(UnavailableException.class, OutcomeUnknownException.class);
            }
        });
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    @Test
    void bytesThatAreDamagedOnTheWayAreNotTakenForTheObject() throws IOException {
        store.put(KEY, ObjectContent.of(SMALL), PutCondition.any());
        server.plan(request -> GcsFault.DAMAGED_BYTES);
        try (ObjectReader reader = store.get(KEY, ByteRange.all())) {
            assertThatThrownBy(reader::readAllBytes)
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessage("get a/b: the bytes do not have the checksum that the server gives");
        }
    }

    /** The checksum goes with the bytes, and the server refuses others; the archive puts them again. */
    @Test
    void bytesThatAreDamagedOnTheWayAreNotStored() throws IOException {
        for (byte[] bytes : List.of(SMALL, LARGE)) {
            server.plan(request -> GcsFault.DAMAGED_UPLOAD);
            assertThatThrownBy(() -> store.put(KEY, ObjectContent.of(bytes), PutCondition.ifAbsent()))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage("put a/b: the bytes arrived damaged");
            assertThat(server.objectNames(bucket)).isEmpty();
            assertThat(server.unfinishedUploads()).isEmpty();
            breakRequest(bytes == SMALL ? 1 : 3, GcsFault.DAMAGED_UPLOAD);
            new RetryingObjectStore(store, QUICK).put(KEY, ObjectContent.of(bytes), PutCondition.ifAbsent());
            assertThat(isThere(bytes)).isTrue();
            store.delete(KEY);
        }
    }

    @Test
    void aBucketThatIsAbsentIsNoAbsentObject() throws IOException {
        try (ObjectStore nowhere =
                GcsStores.open(client, GcsOptions.bucket("no-such-bucket").build())) {
            List<Attempt> attempts = List.of(
                    () -> nowhere.head(KEY),
                    () -> nowhere.get(KEY, ByteRange.all()),
                    () -> nowhere.list("", ""),
                    () -> nowhere.delete(KEY),
                    () -> nowhere.put(KEY, ObjectContent.of(SMALL), PutCondition.ifAbsent()),
                    () -> nowhere.put(KEY, ObjectContent.of(LARGE), PutCondition.any()));
            for (Attempt attempt : attempts) {
                assertThatThrownBy(attempt::run)
                        .isInstanceOf(io.clouddicom.InvalidRequestException.class)
                        .hasMessageContaining("there is no such bucket");
            }
        }
    }

    /** A put is one request, and so are a range, a suffix, a head, a page and a hundred deletes. */
    @Test
    void requestsAreCounted() throws IOException {
        store.put(KEY, ObjectContent.of(SMALL), PutCondition.ifAbsent());
        store.get(KEY, ByteRange.of(10, 100)).readAllBytes();
        store.get(KEY, ByteRange.suffix(100)).readAllBytes();
        store.head(KEY);
        store.list("", "").toList();
        store.deleteAll(
                IntStream.range(0, 150).mapToObj(i -> ObjectKey.of("d/" + i)).toList());
        assertThat(server.requests().stream().map(request -> request.replaceFirst("\\?.*", "")))
                .containsExactly(
                        "POST /upload/storage/v1/b/" + bucket + "/o",
                        "GET /download/storage/v1/b/" + bucket + "/o/a%2Fb",
                        "GET /download/storage/v1/b/" + bucket + "/o/a%2Fb",
                        "GET /storage/v1/b/" + bucket + "/o/a%2Fb",
                        "GET /storage/v1/b/" + bucket + "/o",
                        "POST /batch/storage/v1",
                        "POST /batch/storage/v1");
    }

    @Test
    void aServerWithoutBatchesIsAskedOneByOne() throws IOException {
        List<ObjectKey> keys =
                IntStream.range(0, 3).mapToObj(i -> ObjectKey.of("d/" + i)).toList();
        for (ObjectKey key : keys) {
            store.put(key, ObjectContent.of(SMALL), PutCondition.any());
        }
        server.withoutBatches();
        assertThat(store.deleteAll(keys).complete()).isTrue();
        assertThat(server.objectNames(bucket)).isEmpty();
    }

    @Test
    void versionsOfAnotherKindOfStoreMatchNothing() throws IOException {
        store.put(KEY, ObjectContent.of(SMALL), PutCondition.any());
        ObjectVersion foreign = new ObjectVersion("0a1b2c");
        assertThatThrownBy(() -> store.put(KEY, ObjectContent.of(SMALL), PutCondition.ifVersion(foreign)))
                .isInstanceOf(PreconditionFailedException.class);
        assertThatThrownBy(() -> store.get(KEY, ByteRange.all(), java.util.Optional.of(foreign)))
                .isInstanceOf(PreconditionFailedException.class);
    }

    /** A prefix keeps stores of one bucket apart; class and key go with every object. */
    @Test
    void whatOptionsSayReachesTheServer() throws IOException {
        String key = "projects/p/locations/eu/keyRings/r/cryptoKeys/k";
        GcsOptions options = GcsOptions.bucket(bucket)
                .prefix("hospital/a")
                .storageClass(
                        object -> java.util.Optional.of(object.value().endsWith("index") ? "STANDARD" : "COLDLINE"))
                .kmsKeyName(key)
                .chunkBytes(GcsOptions.CHUNK_UNIT_BYTES)
                .build();
        try (ObjectStore below = GcsStores.open(client, options)) {
            below.put(ObjectKey.of("s/index"), ObjectContent.of(SMALL), PutCondition.any());
            below.put(ObjectKey.of("s/1"), ObjectContent.of(LARGE), PutCondition.any());
            assertThat(below.list("s/", "s/1").toList()).hasSize(1);
            assertThat(below.listPrefixes("", "").toList()).containsExactly("s/");
        }
        assertThat(server.objectNames(bucket)).containsExactly("hospital/a/s/1", "hospital/a/s/index");
        assertThat(client.get(bucket, "hospital/a/s/1").getStorageClass()).hasToString("COLDLINE");
        assertThat(client.get(bucket, "hospital/a/s/1").getKmsKeyName()).startsWith(key);
        assertThat(client.get(bucket, "hospital/a/s/index").getStorageClass()).hasToString("STANDARD");
        assertThat(client.readAllBytes(bucket, "hospital/a/s/1")).isEqualTo(LARGE);
    }
}
