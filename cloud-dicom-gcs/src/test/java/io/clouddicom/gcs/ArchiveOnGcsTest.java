package io.clouddicom.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.storage.Storage;
import io.clouddicom.AlreadyExistsException;
import io.clouddicom.DicomArchive;
import io.clouddicom.DuplicatePolicy;
import io.clouddicom.InstanceId;
import io.clouddicom.InstanceSource;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PutOptions;
import io.clouddicom.Receipt;
import io.clouddicom.RetryPolicy;
import io.clouddicom.ThrottledException;
import io.clouddicom.UnavailableException;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyReport;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.SyntheticStudy;
import io.clouddicom.testkit.gcs.GcsFault;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the archive has acknowledged is on the server, whatever happens to its requests. */
class ArchiveOnGcsTest {
    private static final long SEED = 20261124;
    private static final int INSTANCES = 400;
    private static final RetryPolicy QUICK =
            new RetryPolicy(10, Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofMinutes(2));

    /** Faults that pass by themselves. A stalled answer costs the whole time-out, so it is seldom. */
    private static final List<GcsFault> PASSING = List.of(
            GcsFault.CLOSED_BEFORE_BODY,
            GcsFault.CLOSED_AFTER_BODY,
            GcsFault.CLOSED_INSTEAD_OF_ANSWER,
            GcsFault.CUT_ANSWER,
            GcsFault.DRIP,
            GcsFault.RATE_LIMIT_EXCEEDED,
            GcsFault.BACKEND_ERROR,
            GcsFault.BARE_503,
            GcsFault.ERROR_AFTER_SUCCESS);

    private static GcsServer server;
    private static Storage client;

    private String bucket;

    @BeforeAll
    static void startServer() throws IOException {
        server = GcsServer.start();
        client = GcsTestStores.client(server);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void makeBucket() {
        bucket = GcsTestStores.bucket(server);
    }

    private ObjectStore store() {
        return GcsStores.open(client, GcsOptions.bucket(bucket).prefix("pacs").build());
    }

    private static SyntheticStudy study(long seed) {
        return new SyntheticStudy(
                SyntheticStudy.Kind.CT, seed, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, INSTANCES / 4, 1, 16, 16);
    }

    @Test
    void whatWasAcknowledgedUnderFaultsIsThere() throws Exception {
        System.out.println("seed " + SEED);
        Map<InstanceId, byte[]> acknowledged = new ConcurrentHashMap<>();
        AtomicInteger failed = new AtomicInteger();
        server.plan(faults());
        server.forgetRequests();
        try (ObjectStore store = store();
                DicomArchive archive =
                        DicomArchive.builder(store).retries(QUICK).open()) {
            AtomicInteger next = new AtomicInteger();
            inThreads(8, () -> {
                for (int i = next.getAndIncrement(); i < INSTANCES; i = next.getAndIncrement()) {
                    byte[] file = study(i % 4).bytes(i / 4);
                    try {
                        acknowledged.put(archive.put(file).instance(), file);
                    } catch (UnavailableException | ThrottledException | OutcomeUnknownException e) {
                        failed.incrementAndGet();
                    }
                }
            });
        } finally {
            server.plan(request -> GcsFault.NONE);
        }
        System.out.println(acknowledged.size() + " acknowledged, " + failed + " failed, "
                + server.requests().size() + " requests");
        assertThat(acknowledged).hasSizeGreaterThan(INSTANCES * 9 / 10);
        try (ObjectStore store = store();
                DicomArchive archive = DicomArchive.builder(store).open()) {
            for (Map.Entry<InstanceId, byte[]> entry : acknowledged.entrySet()) {
                ByteArrayOutputStream restored = new ByteArrayOutputStream();
                archive.restore(entry.getKey(), restored);
                assertThat(restored.toByteArray()).isEqualTo(entry.getValue());
                assertThat(archive.revisions(entry.getKey())).hasSize(1);
            }
            VerifyReport report = archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE);
            assertThat(report.problems()).isEmpty();
            assertThat(report.instances()).isBetween((long) acknowledged.size(), (long) INSTANCES);
        }
        assertThat(server.unfinishedUploads()).isEmpty();
    }

    private static Function<String, GcsFault> faults() {
        Random random = new Random(SEED);
        return request -> {
            synchronized (random) {
                int die = random.nextInt(2000);
                if (die == 0) {
                    return GcsFault.STALL;
                }
                return die < 300 ? PASSING.get(random.nextInt(PASSING.size())) : GcsFault.NONE;
            }
        };
    }

    /** The same UID sent twice at once, which elsewhere deletes both. */
    @Test
    void ofManyWhoPutOneInstanceOneStoresAndNothingIsLost() throws Exception {
        byte[] file = study(7).bytes(0);
        byte[] other = file.clone();
        other[other.length - 1] ^= 1;
        try (ObjectStore store = store();
                DicomArchive archive = DicomArchive.builder(store).open()) {
            Set<Receipt.Outcome> outcomes = ConcurrentHashMap.newKeySet();
            AtomicInteger stored = new AtomicInteger();
            inThreads(12, () -> {
                Receipt.Outcome outcome = archive.put(file).outcome();
                outcomes.add(outcome);
                if (outcome == Receipt.Outcome.STORED) {
                    stored.incrementAndGet();
                }
            });
            assertThat(stored).hasValue(1);
            assertThat(outcomes).containsExactlyInAnyOrder(Receipt.Outcome.STORED, Receipt.Outcome.ALREADY_PRESENT);
            InstanceId id = archive.put(file).instance();

            AtomicInteger rejected = new AtomicInteger();
            inThreads(4, () -> {
                try {
                    archive.put(other);
                } catch (AlreadyExistsException e) {
                    rejected.incrementAndGet();
                }
            });
            assertThat(rejected).hasValue(4);
            archive.put(InstanceSource.of(other), PutOptions.DEFAULT.withDuplicates(DuplicatePolicy.REPLACE));
            assertThat(archive.revisions(id)).hasSize(2);
            ByteArrayOutputStream restored = new ByteArrayOutputStream();
            archive.instance(id, 1).restore(restored);
            assertThat(restored.toByteArray()).isEqualTo(file);
        }
    }

    /** One request for each instance, none of them a list, a head or a get. */
    @Test
    void aPutIsOneRequest() throws Exception {
        int count = 50;
        try (ObjectStore store = store();
                DicomArchive archive = DicomArchive.builder(store).open()) {
            archive.put(study(1).bytes(0));
            server.forgetRequests();
            for (int i = 1; i <= count; i++) {
                archive.put(study(1).bytes(i));
            }
            assertThat(server.requests())
                    .hasSize(count)
                    .allMatch(request -> request.startsWith("POST /upload/storage/v1/b/" + bucket + "/o?"));
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static void inThreads(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Boolean>> done = new ArrayList<>(executor.invokeAll(Collections.nCopies(threads, () -> {
                work.run();
                return true;
            })));
            for (Future<Boolean> future : done) {
                future.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
