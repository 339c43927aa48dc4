package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** What the archive has acknowledged is on the server, whatever happens to its connections. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ArchiveOnServer {
    private static final long SEED = 20261124;
    private static final int INSTANCES = 400;
    private static final RetryPolicy QUICK =
            new RetryPolicy(10, Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofMinutes(2));

    private final TestServer server;

    ArchiveOnServer(TestServer server) {
        this.server = server;
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    private static SyntheticStudy study(long seed) {
        return new SyntheticStudy(
                SyntheticStudy.Kind.CT, seed, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, INSTANCES / 4, 1, 16, 16);
    }

    @Test
    void whatWasAcknowledgedUnderFaultsIsThere() throws Exception {
        String bucket = server.bucket();
        System.out.println("seed " + SEED);
        Map<InstanceId, byte[]> acknowledged = new ConcurrentHashMap<>();
        AtomicInteger failed = new AtomicInteger();
        try (FaultProxy proxy = new FaultProxy(server.endpoint());
                S3Client client = server.client(proxy.endpoint());
                ObjectStore store = S3Stores.open(client, server.options(bucket).build())) {
            proxy.plan(FaultProxy.passingFaults(SEED, 0.15, 0.0005));
            try (DicomArchive archive =
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
            }
            System.out.println(acknowledged.size() + " acknowledged, " + failed + " failed, "
                    + proxy.requests().size() + " requests");
        }
        assertThat(acknowledged).hasSizeGreaterThan(INSTANCES * 9 / 10);
        try (ObjectStore store =
                        S3Stores.open(server.client(), server.options(bucket).build());
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
        assertThat(uploads(bucket)).isEmpty();
    }

    private List<MultipartUpload> uploads(String bucket) {
        return server.client()
                .listMultipartUploads(request -> request.bucket(bucket))
                .uploads();
    }

    /** The same UID sent twice at once, which elsewhere deletes both. */
    @Test
    void ofManyWhoPutOneInstanceOneStoresAndNothingIsLost() throws Exception {
        byte[] file = study(7).bytes(0);
        byte[] other = file.clone();
        other[other.length - 1] ^= 1;
        try (ObjectStore store = S3Stores.open(
                        server.client(), server.options(server.bucket()).build());
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
        String bucket = server.bucket();
        int count = 50;
        try (FaultProxy proxy = new FaultProxy(server.endpoint());
                S3Client client = server.client(proxy.endpoint());
                ObjectStore store = S3Stores.open(client, server.options(bucket).build());
                DicomArchive archive = DicomArchive.builder(store).open()) {
            archive.put(study(1).bytes(0));
            proxy.forgetRequests();
            for (int i = 1; i <= count; i++) {
                archive.put(study(1).bytes(i));
            }
            assertThat(proxy.requests()).hasSize(count * requestsOfAPut());
            assertThat(proxy.requests())
                    .filteredOn(request -> request.startsWith("PUT "))
                    .hasSize(count);
        }
    }

    /** Two where the server is sent no checksum and the size is compared instead. */
    abstract int requestsOfAPut();

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
