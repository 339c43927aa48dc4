package io.clouddicom.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.storage.Storage;
import io.clouddicom.CorruptDataException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.UnavailableException;
import io.clouddicom.internal.archive.RetryingObjectStore;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import io.clouddicom.testkit.BrokenRequestsContract;
import io.clouddicom.testkit.gcs.GcsFault;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store says what became of every request that is broken on its way, and sends no more requests than it must. */
class GcsUnderFaultsTest extends BrokenRequestsContract<GcsFault> {
    private static final byte[] LARGE = bytes(GcsOptions.CHUNK_UNIT_BYTES * 2 + 1000);

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

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected ObjectStore retrying(ObjectStore under) {
        return new RetryingObjectStore(under, QUICK);
    }

    @Override
    protected int largeBytes() {
        return LARGE.length;
    }

    @Override
    protected Collection<GcsFault> faults() {
        return EnumSet.allOf(GcsFault.class);
    }

    @Override
    protected GcsFault none() {
        return GcsFault.NONE;
    }

    /** Damaged bytes pass too, but a range does not show them. */
    @Override
    protected Collection<GcsFault> passingFaults() {
        return EnumSet.complementOf(EnumSet.of(GcsFault.FORBIDDEN, GcsFault.UNAUTHORIZED, GcsFault.DAMAGED_BYTES));
    }

    @Override
    protected Collection<GcsFault> veils() {
        return EnumSet.of(
                GcsFault.FORBIDDEN, GcsFault.UNAUTHORIZED, GcsFault.BARE_503, GcsFault.BACKEND_ERROR, GcsFault.STALL);
    }

    @Override
    protected Collection<GcsFault> refusals() {
        return EnumSet.of(GcsFault.FORBIDDEN, GcsFault.UNAUTHORIZED);
    }

    @Override
    protected void plan(Function<String, GcsFault> plan) {
        server.plan(plan);
    }

    @Override
    protected List<String> requests() {
        return server.requests();
    }

    @Override
    protected void forgetRequests() {
        server.forgetRequests();
    }

    @Override
    protected Set<String> objectNames() {
        return new TreeSet<>(server.objectNames(bucket));
    }

    @Override
    protected List<String> unfinishedPuts() {
        return server.unfinishedUploads();
    }

    private void breakRequest(int number, GcsFault fault) {
        AtomicInteger seen = new AtomicInteger();
        server.forgetRequests();
        server.plan(request -> seen.incrementAndGet() == number ? fault : GcsFault.NONE);
    }

    /** An upload has an address of its own, so that the store learns what became of it. */
    @ParameterizedTest
    @EnumSource(
            value = GcsFault.class,
            names = {"CLOSED_INSTEAD_OF_ANSWER", "CUT_ANSWER", "ERROR_AFTER_SUCCESS", "STALL"})
    void anUploadWhoseLastAnswerIsLostIsFoundDone(GcsFault fault) throws IOException {
        breakRequest(4, fault);
        PutResult result = store.put(KEY, ObjectContent.of(LARGE), PutCondition.ifAbsent());
        // Beginning, three chunks, one question, and one look at what is there.
        assertThat(server.requests()).hasSize(6);
        assertThat(store.head(KEY).version()).isEqualTo(result.version());
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
            try (ObjectReader reader = store.get(KEY, ByteRange.all())) {
                assertThat(reader.readAllBytes()).isEqualTo(bytes);
            }
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
