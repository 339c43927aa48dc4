package io.clouddicom.testkit;

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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the archive has acknowledged is on a server, and nothing else is, whatever happens to its requests and processes; and a
 * put is one request, as a frame is. For servers in front of which requests can be broken and counted.
 */
public abstract class ArchiveOnServerContract {
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

    @TempDir
    private Path folder;

    /** For subclasses. */
    protected ArchiveOnServerContract() {}

    /**
     * Makes a bucket that nobody else uses.
     *
     * @return the bucket, which the test closes
     * @throws Exception it cannot be made
     */
    protected abstract ServerBucket newBucket() throws Exception;

    /** Two where the server is sent no checksum and the size is compared instead. */
    protected int requestsOfAPut() {
        return 1;
    }

    /** How many instances are put under faults. */
    protected abstract int putsUnderFaults();

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
        try (ServerBucket bucket = newBucket()) {
            Map<InstanceId, Sha256> acknowledged = new ConcurrentHashMap<>();
            int failed = putUnderFaults(bucket, acknowledged);
            assertThat(acknowledged).hasSizeGreaterThan(putsUnderFaults() * 9 / 10);
            // A put that was not acknowledged may have stored, as its error says; no instance is there twice.
            Set<String> objects = bucket.objectNames();
            assertThat(objects)
                    .containsAll(acknowledged.keySet().stream()
                            .map(id ->
                                    "studies/" + id.study() + "/instances/" + id.series() + "/" + id.instance() + ".1")
                            .toList());
            assertThat(objects).contains("archive.json");
            assertThat(objects).hasSizeBetween(acknowledged.size() + 1, acknowledged.size() + failed + 1);
            assertThat(bucket.unfinishedPuts()).isEmpty();
            try (ObjectStore store = bucket.open(QUICK);
                    DicomArchive archive =
                            DicomArchive.builder(store).existing().open()) {
                VerifyReport report =
                        archive.verify(VerifyOptions.DEFAULT.withParallelism(THREADS), VerifyListener.NONE);
                assertThat(report.problems()).isEmpty();
                assertThat(report.instances()).isEqualTo(objects.size() - 1);
                for (InstanceId id :
                        acknowledged.keySet().stream().limit(SAMPLE).toList()) {
                    assertThat(archive.instance(id).sha256()).isEqualTo(acknowledged.get(id));
                }
            }
        }
    }

    /** Puts while requests are broken, and notes what is acknowledged; returns how many puts failed. */
    private int putUnderFaults(ServerBucket bucket, Map<InstanceId, Sha256> acknowledged) throws Exception {
        System.out.println("seed " + SEED);
        AtomicInteger failed = new AtomicInteger();
        try (ObjectStore store = bucket.open(QUICK);
                DicomArchive archive = DicomArchive.builder(store)
                        .retries(QUICK)
                        .storage(StoragePolicy.AS_RECEIVED)
                        .open()) {
            bucket.forgetRequests();
            bucket.breakRequests(SEED);
            long begin = System.nanoTime();
            AtomicInteger next = new AtomicInteger();
            Threads.run(THREADS, () -> {
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
                    "%d acknowledged, %d failed, %d requests in %.1f s%n",
                    acknowledged.size(), failed.get(), bucket.requests().size(), (System.nanoTime() - begin) / 1e9);
        } finally {
            bucket.mendRequests();
        }
        return failed.get();
    }

    /** What an archive on another client finds, everything read and held against its digests. */
    private Map<InstanceId, Sha256> stored(ServerBucket bucket) throws IOException {
        Map<InstanceId, Sha256> stored = new HashMap<>();
        try (ObjectStore store = bucket.open(QUICK);
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

    /** The same UID sent at once by two archives, which elsewhere deletes both. */
    @Test
    void ofTwoArchivesThatPutOtherContentUnderOneUidOneStores() throws Exception {
        int count = 40;
        SyntheticStudy study = study(7, count);
        Map<InstanceId, Sha256> acknowledged = new ConcurrentHashMap<>();
        AtomicInteger rejected = new AtomicInteger();
        try (ServerBucket bucket = newBucket();
                ObjectStore one = bucket.open(QUICK);
                ObjectStore two = bucket.open(QUICK);
                DicomArchive first = DicomArchive.builder(one).open();
                DicomArchive second = DicomArchive.builder(two).open()) {
            assertThat(first.id()).isEqualTo(second.id());
            AtomicInteger next = new AtomicInteger();
            Threads.run(THREADS, () -> {
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
            assertThat(acknowledged).hasSize(count);
            assertThat(rejected).hasValue(2 * count);
            assertThat(stored(bucket)).isEqualTo(acknowledged);
            assertThat(bucket.unfinishedPuts()).isEmpty();
        }
    }

    @Test
    void ofManyWhoPutOneInstanceOneStoresAndNothingIsLost() throws Exception {
        byte[] file = study(7, 1).bytes(0);
        byte[] other = file.clone();
        other[other.length - 1] ^= 1;
        try (ServerBucket bucket = newBucket();
                ObjectStore store = bucket.open(QUICK);
                DicomArchive archive = DicomArchive.builder(store).open()) {
            Set<Receipt.Outcome> outcomes = ConcurrentHashMap.newKeySet();
            AtomicInteger stored = new AtomicInteger();
            Threads.run(12, () -> {
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
            Threads.run(4, () -> {
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
        Path acknowledged = Files.createFile(folder.resolve("acknowledged.txt"));
        try (ServerBucket bucket = newBucket()) {
            killWhilePutting(bucket, acknowledged);
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
            assertThat(bucket.unfinishedPuts()).isEmpty();
        }
    }

    private static void killWhilePutting(ServerBucket bucket, Path acknowledged) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            long before = Files.size(acknowledged);
            Process process = PuttingProcess.start(bucket, acknowledged, kill);
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (Files.size(acknowledged) == before && process.isAlive() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
            process.destroyForcibly();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(Files.size(acknowledged)).as("work of process %d", kill).isGreaterThan(before);
        }
    }

    /** One request for each instance, none of them a list, a head or a get. */
    @Test
    void aPutIsOneRequest() throws Exception {
        int count = 400;
        SyntheticStudy study = study(1, count + 1);
        try (ServerBucket bucket = newBucket();
                ObjectStore store = bucket.open(QUICK);
                DicomArchive archive = DicomArchive.builder(store).open()) {
            archive.put(study.bytes(0));
            bucket.forgetRequests();
            AtomicInteger next = new AtomicInteger();
            Threads.run(THREADS, () -> {
                for (int i = next.incrementAndGet(); i <= count; i = next.incrementAndGet()) {
                    archive.put(study.bytes(i));
                }
            });
            assertThat(bucket.requests()).hasSize(count * requestsOfAPut());
            assertThat(bucket.requests()).filteredOn(bucket::isPut).hasSize(count);
        }
    }

    /** A frame of a study that is open by its index is one range request, and nothing else. */
    @Test
    void aFrameIsOneRequest() throws Exception {
        int count = 50;
        int reads = 1000;
        SyntheticStudy study = study(2, count);
        try (ServerBucket bucket = newBucket();
                ObjectStore store = bucket.open(QUICK);
                DicomArchive archive = DicomArchive.builder(store).open()) {
            for (int i = 0; i < count; i++) {
                archive.put(study.bytes(i));
            }
            archive.index(study.studyUid());
            bucket.forgetRequests();
            List<Instance> instances = archive.study(study.studyUid()).instances();
            assertThat(bucket.requests().stream().map(request -> request.substring(0, 4)))
                    .as("the listing and the index")
                    .containsExactly("GET ", "GET ");
            bucket.forgetRequests();
            List<Integer> order =
                    new SplittableRandom(SEED).ints(reads, 0, count).boxed().toList();
            AtomicInteger next = new AtomicInteger();
            Threads.run(THREADS, () -> {
                for (int i = next.getAndIncrement(); i < reads; i = next.getAndIncrement()) {
                    assertThat(instances.get(order.get(i)).frame(1).fetch()).isNotEmpty();
                }
            });
            assertThat(bucket.requests()).hasSize(reads).allMatch(request -> request.startsWith("GET "));
            assertThat(bucket.ranges()).hasSize(reads).allMatch(range -> range.startsWith("bytes="));
        }
    }
}
