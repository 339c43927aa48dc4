package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.DuplicatePolicy;
import io.clouddicom.Instance;
import io.clouddicom.InstanceId;
import io.clouddicom.InstanceSource;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PutOptions;
import io.clouddicom.Receipt;
import io.clouddicom.RetryPolicy;
import io.clouddicom.Sha256;
import io.clouddicom.StoragePolicy;
import io.clouddicom.Study;
import io.clouddicom.ThrottledException;
import io.clouddicom.UnavailableException;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyReport;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the archive has acknowledged is on the server, and nothing else is, whatever happens to its connections. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ArchiveOnServer {
    private static final long SEED = 20261124;
    private static final int STUDIES = 4;
    private static final int THREADS = 8;
    private static final int KILLS = 5;

    /** As many large instances, which go in parts, are among the others. */
    private static final int LARGE = 6;

    /** Of so many the digest is looked at, beside the check of all. */
    private static final int SAMPLE = 300;

    private static final RetryPolicy QUICK =
            new RetryPolicy(10, Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofMinutes(2));

    private final TestServer server;

    @TempDir
    Path folder;

    ArchiveOnServer(TestServer server) {
        this.server = server;
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    /** Two where the server is sent no checksum and the size is compared instead. */
    abstract int requestsOfAPut();

    /** How many instances are put under faults. */
    abstract int putsUnderFaults();

    private static SyntheticStudy study(long seed, int instances) {
        return new SyntheticStudy(
                SyntheticStudy.Kind.CT, seed, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, instances, 1, 16, 16);
    }

    /** The files that are put under faults: small ones, and the large ones at its end. */
    private byte[] file(int number) {
        int small = putsUnderFaults() - LARGE;
        return number < small
                ? study(number % STUDIES, small).bytes(number / STUDIES)
                : study(STUDIES, LARGE).withSize(1800, 1800).bytes(number - small);
    }

    @Test
    void whatWasAcknowledgedUnderFaultsIsThereAndNothingElse() throws Exception {
        String bucket = server.bucket();
        System.out.println("seed " + SEED);
        Map<InstanceId, Sha256> acknowledged = new ConcurrentHashMap<>();
        AtomicInteger failed = new AtomicInteger();
        try (FaultProxy proxy = new FaultProxy(server.endpoint());
                S3Client client = server.client(proxy.endpoint());
                ObjectStore store = S3Stores.open(
                        client,
                        server.options(bucket)
                                .partBytes(S3Options.LEAST_PART_BYTES)
                                .partRetries(QUICK)
                                .build());
                DicomArchive archive = DicomArchive.builder(store)
                        .retries(QUICK)
                        .storage(StoragePolicy.AS_RECEIVED)
                        .open()) {
            proxy.plan(FaultProxy.passingFaults(SEED, 0.15, 0.0005));
            long begin = System.nanoTime();
            AtomicInteger next = new AtomicInteger();
            inThreads(THREADS, () -> {
                for (int i = next.getAndIncrement(); i < putsUnderFaults(); i = next.getAndIncrement()) {
                    try {
                        Receipt receipt = archive.put(file(i));
                        acknowledged.put(receipt.instance(), receipt.sha256());
                    } catch (UnavailableException | ThrottledException | OutcomeUnknownException e) {
                        failed.incrementAndGet();
                    }
                }
            });
            System.out.printf(
                    "%d acknowledged, %d failed, %d requests in %.1f s; each thread waited %.1f s for the server%n",
                    acknowledged.size(),
                    failed.get(),
                    proxy.requests().size(),
                    (System.nanoTime() - begin) / 1e9,
                    proxy.serverSeconds() / THREADS);
        }
        assertThat(acknowledged).hasSizeGreaterThan(putsUnderFaults() * 9 / 10);
        // A put that was not acknowledged may have stored, as its error says; no instance is there twice.
        Set<String> objects = objects(bucket);
        assertThat(objects)
                .containsAll(acknowledged.keySet().stream()
                        .map(id -> "studies/" + id.study() + "/instances/" + id.series() + "/" + id.instance() + ".1")
                        .toList());
        assertThat(objects).contains("archive.json", ".cloud-dicom/probe");
        assertThat(objects).hasSizeBetween(acknowledged.size() + 2, acknowledged.size() + failed.get() + 2);
        assertNoUploads(bucket);
        try (ObjectStore store =
                        S3Stores.open(server.client(), server.options(bucket).build());
                DicomArchive archive = DicomArchive.builder(store).existing().open()) {
            VerifyReport report = archive.verify(VerifyOptions.DEFAULT.withParallelism(THREADS), VerifyListener.NONE);
            assertThat(report.problems()).isEmpty();
            assertThat(report.instances()).isEqualTo(objects.size() - 2);
            for (InstanceId id : acknowledged.keySet().stream().limit(SAMPLE).toList()) {
                assertThat(archive.instance(id).sha256()).isEqualTo(acknowledged.get(id));
            }
        }
    }

    /** What an archive on another client finds, everything read and held against its digests. */
    private Map<InstanceId, Sha256> stored(String bucket) throws IOException {
        Map<InstanceId, Sha256> stored = new HashMap<>();
        try (ObjectStore store =
                        S3Stores.open(server.client(), server.options(bucket).build());
                DicomArchive archive = DicomArchive.builder(store).existing().open()) {
            for (Uid uid : archive.studies().toList()) {
                archive.index(uid);
                Study study = archive.study(uid);
                assertThat(study.uncovered()).isZero();
                for (Instance instance : study.instances()) {
                    stored.put(instance.id(), instance.sha256());
                }
            }
            VerifyReport report = archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE);
            assertThat(report.problems()).isEmpty();
            assertThat(report.instances()).isEqualTo(stored.size());
        }
        return stored;
    }

    private Set<String> objects(String bucket) {
        return server.client().listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void assertNoUploads(String bucket) {
        assertThat(server.client()
                        .listMultipartUploads(request -> request.bucket(bucket))
                        .uploads())
                .allSatisfy(upload -> assertThat(server.client()
                                .listParts(request ->
                                        request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()))
                                .parts())
                        .as("parts of an upload whose beginning was not answered")
                        .isEmpty());
    }

    /** The same UID sent at once by two archives, which elsewhere deletes both. */
    @Test
    void ofTwoArchivesThatPutOtherContentUnderOneUidOneStores() throws Exception {
        String bucket = server.bucket();
        int count = 40;
        SyntheticStudy study = study(7, count);
        Map<InstanceId, Sha256> acknowledged = new ConcurrentHashMap<>();
        AtomicInteger rejected = new AtomicInteger();
        try (S3Client otherClient = server.client(server.endpoint());
                ObjectStore one =
                        S3Stores.open(server.client(), server.options(bucket).build());
                ObjectStore two =
                        S3Stores.open(otherClient, server.options(bucket).build());
                DicomArchive first = DicomArchive.builder(one).open();
                DicomArchive second = DicomArchive.builder(two).open()) {
            assertThat(first.id()).isEqualTo(second.id());
            AtomicInteger next = new AtomicInteger();
            inThreads(THREADS, () -> {
                for (int i = next.getAndIncrement(); i < 4 * count; i = next.getAndIncrement()) {
                    byte[] file = study.bytes(i / 4);
                    file[file.length - 1] ^= (byte) (i % 2);
                    try {
                        Receipt receipt = (i % 2 == 0 ? first : second).put(file);
                        Sha256 before = acknowledged.put(receipt.instance(), receipt.sha256());
                        assertThat(before).isIn(null, receipt.sha256());
                    } catch (AlreadyExistsException e) {
                        rejected.incrementAndGet();
                    }
                }
            });
        }
        assertThat(acknowledged).hasSize(count);
        assertThat(rejected).hasValue(2 * count);
        assertThat(stored(bucket)).isEqualTo(acknowledged);
        assertNoUploads(bucket);
    }

    @Test
    void ofManyWhoPutOneInstanceOneStoresAndNothingIsLost() throws Exception {
        byte[] file = study(7, 1).bytes(0);
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

    /** A process is killed while it puts, and another one goes on. */
    @Test
    void whatWasAcknowledgedBeforeAKillIsThere() throws Exception {
        System.out.println("seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        String bucket = server.bucket();
        Path acknowledged = Files.createFile(folder.resolve("acknowledged.txt"));
        for (int kill = 0; kill < KILLS; kill++) {
            long before = Files.size(acknowledged);
            Process process = PuttingProcess.start(server, bucket, acknowledged, kill);
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (Files.size(acknowledged) == before && process.isAlive() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
            process.destroyForcibly();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(Files.size(acknowledged)).as("work of process %d", kill).isGreaterThan(before);
        }
        Map<InstanceId, Sha256> expected = new HashMap<>();
        for (String line : Files.readAllLines(acknowledged)) {
            String[] parts = line.split(" ");
            // A line may be cut by the kill.
            if (parts.length == 2 && parts[1].length() == 64) {
                expected.put((InstanceId) ArchiveScope.parse(parts[0]), new Sha256(parts[1]));
            }
        }
        System.out.println(expected.size() + " acknowledged by " + KILLS + " killed processes");
        Map<InstanceId, Sha256> stored = stored(bucket);
        assertThat(stored).containsAllEntriesOf(expected);
        // Each process may have had one on its way, and one whose line was cut.
        assertThat(stored.size() - expected.size()).isBetween(0, 2 * KILLS);
        assertNoUploads(bucket);
    }

    /** One request for each instance, none of them a list, a head or a get. */
    @Test
    void aPutIsOneRequest() throws Exception {
        String bucket = server.bucket();
        int count = 400;
        SyntheticStudy study = study(1, count + 1);
        try (FaultProxy proxy = new FaultProxy(server.endpoint());
                S3Client client = server.client(proxy.endpoint());
                ObjectStore store = S3Stores.open(client, server.options(bucket).build());
                DicomArchive archive = DicomArchive.builder(store).open()) {
            archive.put(study.bytes(0));
            proxy.forgetRequests();
            AtomicInteger next = new AtomicInteger();
            inThreads(THREADS, () -> {
                for (int i = next.incrementAndGet(); i <= count; i = next.incrementAndGet()) {
                    archive.put(study.bytes(i));
                }
            });
            assertThat(proxy.requests()).hasSize(count * requestsOfAPut());
            assertThat(new HashSet<>(proxy.requests()))
                    .filteredOn(request -> request.startsWith("PUT "))
                    .hasSize(count);
        }
    }

    /** A frame of a study that is open by its index is one range request, and nothing else. */
    @Test
    void aFrameIsOneRequest() throws Exception {
        String bucket = server.bucket();
        int count = 50;
        int reads = 1000;
        SyntheticStudy study = study(2, count);
        try (FaultProxy proxy = new FaultProxy(server.endpoint());
                S3Client client = server.client(proxy.endpoint());
                ObjectStore store = S3Stores.open(client, server.options(bucket).build());
                DicomArchive archive = DicomArchive.builder(store).open()) {
            for (int i = 0; i < count; i++) {
                archive.put(study.bytes(i));
            }
            archive.index(study.studyUid());
            proxy.forgetRequests();
            List<Instance> instances = archive.study(study.studyUid()).instances();
            assertThat(proxy.requests().stream().map(request -> request.substring(0, 4)))
                    .as("the listing and the index")
                    .containsExactly("GET ", "GET ");
            proxy.forgetRequests();
            List<Integer> order =
                    new SplittableRandom(SEED).ints(reads, 0, count).boxed().toList();
            AtomicInteger next = new AtomicInteger();
            inThreads(THREADS, () -> {
                for (int i = next.getAndIncrement(); i < reads; i = next.getAndIncrement()) {
                    assertThat(instances.get(order.get(i)).frame(1).fetch()).isNotEmpty();
                }
            });
            assertThat(proxy.requests()).hasSize(reads).allMatch(request -> request.startsWith("GET "));
            assertThat(proxy.heads())
                    .filteredOn(head -> head.toLowerCase(Locale.ROOT).contains("\r\nrange: bytes="))
                    .hasSize(reads);
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
