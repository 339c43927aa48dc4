package io.clouddicom.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.ServiceOptions;
import com.google.cloud.storage.Storage;
import io.clouddicom.CloudDicomException;
import io.clouddicom.DicomArchive;
import io.clouddicom.Receipt;
import io.clouddicom.RetryPolicy;
import io.clouddicom.ThrottledException;
import io.clouddicom.internal.archive.RetryingObjectStore;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.SyntheticStudy;
import io.clouddicom.testkit.gcs.GcsFault;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server in trouble is not asked before it wants to be, nor many times as much as one in health. */
class ThrottlingServerTest {
    private static final RetryPolicy QUICK =
            new RetryPolicy(20, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMinutes(1));
    private static final ObjectKey KEY = ObjectKey.of("a/b");
    private static final byte[] SMALL = new byte[1000];
    private static final byte[] LARGE = new byte[GcsOptions.CHUNK_UNIT_BYTES * 2 + 1000];

    /** How many repetitions may follow each other without a success, before there is one. */
    private static final int RESERVE = 500;

    private GcsServer server;
    private Storage client;
    private String bucket;
    private ObjectStore store;

    @BeforeEach
    void openStore() throws IOException {
        server = GcsServer.start();
        client = GcsTestStores.client(server);
        bucket = GcsTestStores.bucket(server);
        store = store(client);
    }

    private ObjectStore store(Storage of) {
        return GcsStores.open(
                of,
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

    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    /** Refuses the n-th request from now on, and sees to it that the next one does not come within the second it asks for. */
    private void assertLeftAlone(int number, GcsFault fault, Call call) throws IOException {
        List<Long> times = new CopyOnWriteArrayList<>();
        server.plan(request -> {
            times.add(System.nanoTime());
            return times.size() == number ? fault : GcsFault.NONE;
        });
        call.run();
        assertThat(times).as("requests").hasSizeGreaterThan(number);
        long pause = times.get(number) - times.get(number - 1);
        assertThat(TimeUnit.NANOSECONDS.toMillis(pause)).as("pause").isGreaterThanOrEqualTo(1000);
    }

    @ParameterizedTest
    @EnumSource(names = {"RATE_LIMIT_EXCEEDED", "BACKEND_ERROR", "BARE_503"})
    void nobodyComesBeforeTheServerWants(GcsFault fault) throws IOException {
        server.retryAfter("1");
        SyntheticStudy study = SyntheticStudy.ct(1, 2);
        try (DicomArchive archive = DicomArchive.builder(store).retries(QUICK).open()) {
            archive.put(study.bytes(0));
            // Of 503 it is not known whether the instance was stored: the look comes as late.
            assertLeftAlone(
                    1,
                    fault,
                    () -> assertThat(archive.put(study.bytes(1)).outcome()).isEqualTo(Receipt.Outcome.STORED));
        }
        assertLeftAlone(3, fault, () -> store.put(KEY, ObjectContent.of(LARGE), PutCondition.ifAbsent()));
        ObjectStore retrying = new RetryingObjectStore(store, QUICK);
        assertLeftAlone(1, fault, () -> retrying.get(KEY, ByteRange.suffix(10)).readAllBytes());
    }

    @Test
    void listingsAndDeletesWaitToo() throws IOException {
        server.retryAfter("1");
        store.put(KEY, ObjectContent.of(SMALL), PutCondition.any());
        ObjectStore retrying = new RetryingObjectStore(store, QUICK);
        assertLeftAlone(
                1,
                GcsFault.BARE_503,
                () -> assertThat(retrying.list("", "").toList()).hasSize(1));
        assertLeftAlone(1, GcsFault.BARE_503, () -> retrying.deleteAll(List.of(KEY, ObjectKey.of("c"))));
        assertThat(server.objectNames(bucket)).isEmpty();
    }

    /** Whoever cannot wait so long is told at once, and for how long. */
    @Test
    void aWaitThatIsTooLongIsPassedOn() throws IOException {
        server.retryAfter("3600");
        ObjectStore retrying = new RetryingObjectStore(store, QUICK);
        server.plan(request -> GcsFault.RATE_LIMIT_EXCEEDED);
        for (byte[] bytes : List.of(SMALL, LARGE)) {
            server.forgetRequests();
            assertThatThrownBy(() -> retrying.put(KEY, ObjectContent.of(bytes), PutCondition.ifAbsent()))
                    .isInstanceOfSatisfying(
                            ThrottledException.class,
                            e -> assertThat(e.retryAfter()).contains(Duration.ofHours(1)));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void allWhoReadShareOneBudget() throws IOException {
        ObjectStore retrying = new RetryingObjectStore(store, QUICK);
        server.plan(request -> GcsFault.RATE_LIMIT_EXCEEDED);
        server.forgetRequests();
        int calls = 60;
        failAll(calls, () -> retrying.head(KEY));
        // Without a budget each would have been made twenty times.
        assertThat(server.requests()).hasSize(calls + RESERVE);
    }

    @Test
    void allUploadsInChunksShareOneBudget() {
        server.plan(request -> GcsFault.BACKEND_ERROR);
        server.forgetRequests();
        int calls = 60;
        failAll(calls, () -> store.put(KEY, ObjectContent.of(LARGE), PutCondition.ifAbsent()));
        assertThat(server.requests()).hasSize(calls + RESERVE);
        assertThat(server.unfinishedUploads()).isEmpty();
    }

    private static void failAll(int calls, Call call) {
        long failed = IntStream.range(0, calls)
                .parallel()
                .filter(i -> {
                    try {
                        call.run();
                        return false;
                    } catch (CloudDicomException e) {
                        return e.retryable();
                    } catch (IOException e) {
                        return false;
                    }
                })
                .count();
        assertThat(failed).isEqualTo(calls);
    }

    /** A client that would repeat is used without doing so: what is repeated, and how often, only the archive knows. */
    @Test
    void theClientsOwnRetriesAreNotUsed() throws Exception {
        Storage eager = client.getOptions().toBuilder()
                .setRetrySettings(ServiceOptions.getDefaultRetrySettings())
                .build()
                .getService();
        try (eager;
                ObjectStore over = store(eager)) {
            server.plan(request -> GcsFault.BACKEND_ERROR);
            for (Call call : List.<Call>of(
                    () -> over.put(KEY, ObjectContent.of(SMALL), PutCondition.ifAbsent()),
                    () -> over.get(KEY, ByteRange.all()),
                    () -> over.head(KEY),
                    () -> over.list("", ""),
                    () -> over.delete(KEY))) {
                server.forgetRequests();
                assertThatThrownBy(call::run).isInstanceOf(CloudDicomException.class);
                assertThat(server.requests()).hasSize(1);
            }
        }
    }
}
