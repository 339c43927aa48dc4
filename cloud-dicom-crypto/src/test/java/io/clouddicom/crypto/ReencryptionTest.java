package io.clouddicom.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.DicomArchive;
import io.clouddicom.InstanceId;
import io.clouddicom.NotFoundException;
import io.clouddicom.ReencryptReport;
import io.clouddicom.RetryPolicy;
import io.clouddicom.SealingListener;
import io.clouddicom.Study;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.Fault;
import io.clouddicom.testkit.FaultInjectingStore;
import io.clouddicom.testkit.RecordingStore;
import io.clouddicom.testkit.StoreOperation;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new key for one study, while it is in use, and wherever it breaks off. */
class ReencryptionTest {
    private static final int INSTANCES = 3;
    private static final Duration SIGHT = Duration.ofMillis(5);
    private static final SyntheticStudy STUDY = SyntheticStudy.ct(77, 40).withSize(16, 16);
    private static final SyntheticStudy OTHER = SyntheticStudy.ct(78, 1).withSize(16, 16);
    private static final String PREFIX = "studies/" + STUDY.studyUid() + "/";
    private static final ObjectKey KEY = new ObjectKey(PREFIX + "key");

    @TempDir
    private Path folder;

    private final ObjectStore store = ObjectStores.memory();
    private CountingKey kek;

    @BeforeEach
    void makeKey() throws IOException {
        kek = CountingKey.inFolder(folder);
    }

    private DicomArchive open(ObjectStore on, Duration sight, RetryPolicy retries) throws IOException {
        return DicomArchive.builder(on)
                .protection(EnvelopeEncryption.with(kek).sealingWithin(sight))
                .retries(retries)
                .open();
    }

    private DicomArchive open(ObjectStore on) throws IOException {
        return open(on, SIGHT, RetryPolicy.DEFAULT);
    }

    /** An archive with two revisions of an instance, one that is deleted, an index and another study. */
    private void fill(ObjectStore on) throws IOException {
        try (DicomArchive archive = open(on)) {
            for (int i = 0; i < INSTANCES; i++) {
                archive.put(STUDY.bytes(i));
            }
            archive.put(STUDY.bytes(INSTANCES));
            archive.delete(id(INSTANCES));
            archive.index(STUDY.studyUid());
            archive.put(OTHER.bytes(0));
        }
    }

    private static InstanceId id(int instance) {
        return SealedArchiveTest.id(STUDY, instance);
    }

    private static void assertReadable(DicomArchive archive) throws IOException {
        for (int i = 0; i < INSTANCES; i++) {
            assertThat(SealedArchiveTest.restored(archive, id(i))).isEqualTo(STUDY.bytes(i));
            assertThat(archive.study(STUDY.studyUid()).instance(id(i)).frame(1).decode())
                    .hasSize(512);
        }
        assertThatThrownBy(() -> archive.instance(id(INSTANCES))).isInstanceOf(NotFoundException.class);
        assertThat(SealedArchiveTest.restored(archive, SealedArchiveTest.id(OTHER, 0)))
                .isEqualTo(OTHER.bytes(0));
    }

    static Map<ObjectKey, byte[]> contents(ObjectStore of) throws IOException {
        Map<ObjectKey, byte[]> contents = new LinkedHashMap<>();
        try (Listing<ObjectInfo> listing = of.list("", "")) {
            for (ObjectInfo info = listing.next(); info != null; info = listing.next()) {
                contents.put(info.key(), bytes(of, info.key()));
            }
        }
        return contents;
    }

    private static byte[] bytes(ObjectStore of, ObjectKey key) throws IOException {
        try (ObjectReader reader = of.get(key, ByteRange.all())) {
            return reader.readAllBytes();
        }
    }

    /** With the key as it was, no object of the study opens. */
    private void assertTheOldKeyReadsNothing(byte[] oldKey, ObjectStore now) throws IOException {
        ObjectStore copy = ObjectStores.memory();
        for (Map.Entry<ObjectKey, byte[]> object : contents(now).entrySet()) {
            copy.put(object.getKey(), ObjectContent.of(object.getValue()), PutCondition.any());
        }
        copy.put(KEY, ObjectContent.of(oldKey), PutCondition.any());
        try (DicomArchive archive = open(copy)) {
            long objects = contents(now).keySet().stream()
                    .filter(key -> key.value().startsWith(PREFIX) && !key.equals(KEY))
                    .count();
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE).problems().stream()
                            .filter(problem -> problem.object().startsWith(PREFIX)
                                    && problem.type().integrity())
                            .map(problem -> problem.object())
                            .distinct())
                    .hasSize((int) objects);
        }
    }

    @Test
    void everyObjectIsSealedAnewAndTheOldKeyReadsNothing() throws IOException {
        fill(store);
        Map<ObjectKey, byte[]> before = contents(store);
        try (DicomArchive archive = open(store)) {
            List<Long> progress = new ArrayList<>();
            ReencryptReport report =
                    archive.keys().reencrypt(STUDY.studyUid(), (objects, bytes) -> progress.add(objects));
            assertThat(report).isEqualTo(new ReencryptReport(INSTANCES + 3, INSTANCES + 3, Map.of()));
            assertThat(progress).startsWith(1L, 2L, 3L).endsWith(INSTANCES + 3L);
            assertReadable(archive);
            assertThat(archive.study(STUDY.studyUid()).uncovered()).isZero();
            archive.put(STUDY.bytes(INSTANCES + 1));
        }
        Map<ObjectKey, byte[]> after = contents(store);
        before.forEach((key, bytes) -> assertThat(java.util.Arrays.equals(bytes, after.get(key)))
                .as("%s", key)
                .isEqualTo(!key.value().startsWith(PREFIX)));
        assertTheOldKeyReadsNothing(before.get(KEY), store);
        try (DicomArchive archive = open(store)) {
            assertReadable(archive);
            archive.index(STUDY.studyUid());
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .clean())
                    .isTrue();
            assertThatThrownBy(() -> archive.keys().reencrypt(new io.clouddicom.dicom.Uid("1.2"), SealingListener.NONE))
                    .isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void itWorksOnFilesAndUnderOpaqueNames() throws IOException {
        ObjectStore files = ObjectStores.directory(folder.resolve("store"));
        try (DicomArchive archive = DicomArchive.builder(files)
                .protection(EnvelopeEncryption.with(kek).sealingWithin(SIGHT))
                .opaqueNames()
                .open()) {
            archive.put(STUDY.bytes(0));
            archive.put(STUDY.bytes(1));
            Map<ObjectKey, byte[]> before = contents(files);
            assertThat(archive.keys()
                            .reencrypt(STUDY.studyUid(), SealingListener.NONE)
                            .sealedAnew())
                    .isEqualTo(2);
            Map<ObjectKey, byte[]> after = contents(files);
            before.remove(new ObjectKey("archive.json"));
            before.forEach((key, bytes) -> assertThat(after.get(key)).isNotEqualTo(bytes));
            assertThat(SealedArchiveTest.restored(archive, id(1))).isEqualTo(STUDY.bytes(1));
        }
    }

    /** A process that dies: from a request on, none is answered; the last one may have been done. */
    static ObjectStore dyingAt(ObjectStore store, int request, boolean done) {
        RequestHook hook = new RequestHook(store);
        hook.before = number -> {
            if (number > request || (number == request && !done)) {
                throw new io.clouddicom.AccessDeniedException("any", "request " + number, "the process is dead");
            }
        };
        hook.after = number -> {
            if (number == request) {
                throw new io.clouddicom.AccessDeniedException("any", "request " + number, "the process is dead");
            }
        };
        return hook;
    }

    @Test
    void itBreaksOffAtAnyRequestAndAnotherRunGoesOn() throws IOException {
        fill(store);
        Map<ObjectKey, byte[]> before = contents(store);
        for (boolean done : new boolean[] {false, true}) {
            boolean complete = false;
            int request = 0;
            while (!complete) {
                ObjectStore copy = copy(before);
                // One request opens the archive.
                ObjectStore dying = dyingAt(copy, 1 + ++request, done);
                try (DicomArchive archive = open(dying, SIGHT, RetryPolicy.NONE)) {
                    complete = archive.keys()
                            .reencrypt(STUDY.studyUid(), SealingListener.NONE)
                            .complete();
                } catch (CloudDicomException e) {
                    assertThat(e).hasMessageContaining("the process is dead");
                }
                try (DicomArchive archive = open(copy)) {
                    assertReadable(archive);
                    assertThat(archive.keys()
                                    .reencrypt(STUDY.studyUid(), SealingListener.NONE)
                                    .complete())
                            .isTrue();
                    assertReadable(archive);
                }
                assertTheOldKeyReadsNothing(before.get(KEY), copy);
            }
            assertThat(request).as("the last request that was not made").isBetween(30, 60);
        }
    }

    static ObjectStore copy(Map<ObjectKey, byte[]> contents) throws IOException {
        ObjectStore copy = ObjectStores.memory();
        for (Map.Entry<ObjectKey, byte[]> object : contents.entrySet()) {
            copy.put(object.getKey(), ObjectContent.of(object.getValue()), PutCondition.any());
        }
        return copy;
    }

    @Test
    void faultsThatPassAreSurvivedInOneRun() throws IOException {
        fill(store);
        Map<ObjectKey, byte[]> before = contents(store);
        RetryPolicy quick = new RetryPolicy(20, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(30));
        for (long seed = 1; seed <= 20; seed++) {
            ObjectStore copy = copy(before);
            FaultInjectingStore faulty = FaultInjectingStore.over(copy)
                    .seed(seed)
                    .chance(Fault.UNAVAILABLE, 0.1)
                    .chance(Fault.THROTTLED, 0.05)
                    .chance(Fault.LOST_REQUEST, 0.1)
                    .chance(Fault.LOST_ANSWER, 0.1)
                    .chance(Fault.TORN_READ, 0.1)
                    .chance(Fault.TORN_WRITE, 0.1)
                    .build();
            try (DicomArchive archive = open(faulty, SIGHT, quick)) {
                assertThat(archive.keys()
                                .reencrypt(STUDY.studyUid(), SealingListener.NONE)
                                .complete())
                        .as("seed %d", seed)
                        .isTrue();
            }
            assertThat(faulty.injected()).as("seed %d", seed).isNotEmpty();
            try (DicomArchive archive = open(copy)) {
                assertReadable(archive);
            }
            assertTheOldKeyReadsNothing(before.get(KEY), copy);
        }
    }

    @Test
    void othersReadAndPutAllTheWhile() throws Exception {
        fill(store);
        byte[] oldKey = bytes(store, KEY);
        Duration sight = Duration.ofMillis(300);
        try (DicomArchive maintenance = open(store, sight, RetryPolicy.DEFAULT);
                DicomArchive other = open(store, sight, RetryPolicy.DEFAULT)) {
            Study opened = other.study(STUDY.studyUid());
            assertReadable(other);
            AtomicBoolean over = new AtomicBoolean();
            CountDownLatch busy = new CountDownLatch(2);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            Future<Integer> reader = threads.submit(() -> {
                int reads = 0;
                while (!over.get()) {
                    // A view that was opened before, and one that is opened now.
                    assertThat(opened.instance(id(reads % INSTANCES)).frame(1).decode())
                            .hasSize(512);
                    assertReadable(other);
                    busy.countDown();
                    reads++;
                }
                return reads;
            });
            Future<Integer> putter = threads.submit(() -> {
                int next = INSTANCES + 1;
                while (!over.get() && next < 40) {
                    other.put(STUDY.bytes(next++));
                    busy.countDown();
                    Thread.sleep(20);
                }
                return next;
            });
            assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
            ReencryptReport report = maintenance.keys().reencrypt(STUDY.studyUid(), SealingListener.NONE);
            assertThat(report.complete()).isTrue();
            over.set(true);
            assertThat(reader.get()).isPositive();
            int put = putter.get();
            threads.shutdown();
            try (DicomArchive fresh = open(store)) {
                assertReadable(fresh);
                for (int i = INSTANCES + 1; i < put; i++) {
                    assertThat(SealedArchiveTest.restored(fresh, id(i))).isEqualTo(STUDY.bytes(i));
                }
            }
            assertTheOldKeyReadsNothing(oldKey, store);
        }
    }

    @Test
    void aPutThatTakesLongerThanAllOfItIsSealedAnewBeforeItIsAcknowledged() throws Exception {
        fill(store);
        byte[] oldKey = bytes(store, KEY);
        RequestHook slow = new RequestHook(store);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        slow.beforePut = key -> {
            if (key.value().contains("/instances/")) {
                begun.countDown();
                try {
                    goOn.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        try (DicomArchive other = open(slow);
                DicomArchive maintenance = open(store)) {
            Thread putter = new Thread(() -> {
                try {
                    other.put(STUDY.bytes(10));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            putter.start();
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(maintenance
                            .keys()
                            .reencrypt(STUDY.studyUid(), SealingListener.NONE)
                            .complete())
                    .isTrue();
            goOn.countDown();
            putter.join(30_000);
            assertThat(SealedArchiveTest.restored(maintenance, id(10))).isEqualTo(STUDY.bytes(10));
            assertThat(SealedArchiveTest.restored(other, id(10))).isEqualTo(STUDY.bytes(10));
            assertReadable(other);
        }
        assertTheOldKeyReadsNothing(oldKey, store);
    }

    @Test
    void twoRunsAtOnceEndWithOneKey() throws Exception {
        fill(store);
        byte[] oldKey = bytes(store, KEY);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (DicomArchive one = open(store);
                DicomArchive two = open(store)) {
            Future<ReencryptReport> first =
                    threads.submit(() -> one.keys().reencrypt(STUDY.studyUid(), SealingListener.NONE));
            Future<ReencryptReport> second =
                    threads.submit(() -> two.keys().reencrypt(STUDY.studyUid(), SealingListener.NONE));
            assertThat(first.get().complete()).isTrue();
            assertThat(second.get().complete()).isTrue();
            assertReadable(one);
            assertReadable(two);
        }
        threads.shutdown();
        assertTheOldKeyReadsNothing(oldKey, store);
    }

    @Test
    void aDamagedObjectIsNamedAndKeepsTheOldKeyUntilItIsGone() throws IOException {
        fill(store);
        byte[] oldKey = bytes(store, KEY);
        ObjectKey damaged = contents(store).keySet().stream()
                .filter(key -> key.value().contains(id(1).instance().value()))
                .findFirst()
                .orElseThrow();
        byte[] whole = bytes(store, damaged);
        byte[] flipped = whole.clone();
        flipped[flipped.length - 1] ^= 1;
        store.put(damaged, ObjectContent.of(flipped), PutCondition.any());
        try (DicomArchive archive = open(store)) {
            ReencryptReport report = archive.keys().reencrypt(STUDY.studyUid(), SealingListener.NONE);
            assertThat(report.complete()).isFalse();
            assertThat(report.failures()).containsOnlyKeys(damaged.value());
            assertThat(report.failures().get(damaged.value())).isInstanceOf(AuthenticationFailedException.class);
            // Brought back from a backup, it opens by the old key, and is sealed by the new one.
            store.put(damaged, ObjectContent.of(whole), PutCondition.any());
            assertReadable(archive);
            report = archive.keys().reencrypt(STUDY.studyUid(), SealingListener.NONE);
            assertThat(report.complete()).isTrue();
            assertThat(report.sealedAnew()).isEqualTo(1);
            assertReadable(archive);
        }
        assertTheOldKeyReadsNothing(oldKey, store);
    }

    @Test
    void aKeyThatWasSeenAShortWhileAgoCostsNoRequest() throws IOException {
        RecordingStore recording = new RecordingStore(store);
        try (DicomArchive archive = open(recording, Duration.ofMinutes(1), RetryPolicy.DEFAULT)) {
            archive.put(STUDY.bytes(0));
            recording.forgetCalls();
            archive.put(STUDY.bytes(1));
            assertThat(recording.calls()).hasSize(1);
        }
        try (DicomArchive archive = open(recording, Duration.ZERO, RetryPolicy.DEFAULT)) {
            archive.put(STUDY.bytes(2));
            int calls = kek.calls();
            recording.forgetCalls();
            archive.put(STUDY.bytes(3));
            assertThat(recording.calls().stream().filter(call -> call.operation() == StoreOperation.GET))
                    .as("description and key, before and after")
                    .hasSize(4);
            assertThat(kek.calls()).as("the key that is there is the one known").isEqualTo(calls);
        }
    }

    @Test
    void anotherNodePutsIntoAStudyThatWasShreddedUnderTheKeyThatIsThere() throws IOException {
        fill(store);
        try (DicomArchive other = open(store, Duration.ZERO, RetryPolicy.DEFAULT);
                DicomArchive maintenance = open(store)) {
            assertReadable(other);
            maintenance.keys().shred(STUDY.studyUid());
            other.put(STUDY.bytes(0));
            maintenance.put(STUDY.bytes(1));
            for (int i = 0; i < 2; i++) {
                assertThat(SealedArchiveTest.restored(maintenance, id(i))).isEqualTo(STUDY.bytes(i));
                assertThat(SealedArchiveTest.restored(other, id(i))).isEqualTo(STUDY.bytes(i));
            }
        }
    }

    @Test
    void whatIsKeptInMemoryOfAShreddedStudyIsForgotten() throws IOException {
        fill(store);
        try (DicomArchive archive = DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(kek))
                .cache(Cache.memory(1, SizeUnit.MEBIBYTES))
                .open()) {
            Study opened = archive.study(STUDY.studyUid());
            assertThat(opened.instance(id(0)).frame(1).fetch()).isNotEmpty();
            Map<ObjectKey, byte[]> before = contents(store);
            assertThat(opened.instance(id(0)).frame(1).fetch()).isNotEmpty();
            archive.keys().shred(STUDY.studyUid());
            assertThatThrownBy(() -> opened.instance(id(0)).frame(1).fetch()).isInstanceOf(NotFoundException.class);
            // Nor from a copy of the sealed objects.
            before.remove(KEY);
            for (Map.Entry<ObjectKey, byte[]> object : before.entrySet()) {
                store.put(object.getKey(), ObjectContent.of(object.getValue()), PutCondition.any());
            }
            assertThatThrownBy(() -> opened.instance(id(0)).frame(1).fetch())
                    .isInstanceOf(AuthenticationFailedException.class);
        }
    }
}
