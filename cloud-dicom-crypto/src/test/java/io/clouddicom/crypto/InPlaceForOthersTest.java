package io.clouddicom.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.DicomArchive;
import io.clouddicom.InstanceId;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.PlainNode;
import io.clouddicom.SealingListener;
import io.clouddicom.Study;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyProblem;
import io.clouddicom.key.SealingState;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of those who use an archive while it is encrypted or decrypted in place, and of those who attack it. */
class InPlaceForOthersTest {
    private static final Duration SIGHT = Duration.ofMillis(100);
    private static final SyntheticStudy STUDY = InPlaceTest.STUDY;
    private static final SyntheticStudy OTHER = InPlaceTest.OTHER;

    @TempDir
    private Path folder;

    private final ObjectStore store = ObjectStores.memory();
    private CountingKey kek;

    @BeforeEach
    void makeAPlainArchive() throws IOException {
        kek = CountingKey.inFolder(folder);
        try (DicomArchive archive = DicomArchive.builder(store).open()) {
            InPlaceTest.fill(archive);
        }
    }

    private DicomArchive moving(ObjectStore on) throws IOException {
        return DicomArchive.builder(on)
                .protection(EnvelopeEncryption.with(kek).sealingWithin(SIGHT))
                .mayBePlain()
                .existing()
                .open();
    }

    private DicomArchive encrypted(ObjectStore on) throws IOException {
        return DicomArchive.builder(on)
                .protection(EnvelopeEncryption.with(kek).sealingWithin(SIGHT))
                .existing()
                .open();
    }

    private void encrypt() throws IOException {
        try (DicomArchive archive = moving(store)) {
            assertThat(archive.keys().encrypt(SealingListener.NONE).complete()).isTrue();
        }
    }

    private void decrypt() throws IOException {
        try (DicomArchive archive = moving(store)) {
            assertThat(archive.keys().decrypt(SealingListener.NONE).complete()).isTrue();
        }
    }

    private static void assertRestored(DicomArchive archive, SyntheticStudy study, int instance) throws IOException {
        assertThat(SealedArchiveTest.restored(archive, SealedArchiveTest.id(study, instance)))
                .isEqualTo(study.bytes(instance));
    }

    /** Reads all there is, and what was opened before, until it is over. */
    private static Callable<Integer> reader(
            DicomArchive archive, Study opened, CountDownLatch busy, AtomicBoolean over, AtomicInteger count) {
        return () -> {
            int reads = 0;
            while (!over.get()) {
                InPlaceTest.assertReadable(archive);
                assertThat(opened.instance(InPlaceTest.id(1 + reads % 2))
                                .frame(1)
                                .decode())
                        .hasSize(512);
                reads++;
                count.incrementAndGet();
                busy.countDown();
            }
            return reads;
        };
    }

    /** Holds a move at its first object until each of some has read all there is: nobody sleeps through it. */
    private static SealingListener untilAllHaveRead(List<AtomicInteger> reads) {
        return (objects, bytes) -> {
            List<Integer> before = reads.stream().map(AtomicInteger::get).toList();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(objects == 1 ? 30 : 0);
            for (int i = 0; i < reads.size(); i++) {
                while (reads.get(i).get() < before.get(i) + 2 && System.nanoTime() < end) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        };
    }

    /** Puts instances of a study that is there and of one that is not, and deletes some, until it is over. */
    private static Callable<Integer> writer(
            DicomArchive archive, SyntheticStudy study, CountDownLatch busy, AtomicBoolean over) {
        return () -> {
            int next = 10;
            while (!over.get() && next < 40) {
                archive.put(STUDY.bytes(next));
                archive.put(study.bytes(next));
                if (next % 5 == 0) {
                    archive.delete(SealedArchiveTest.id(study, next));
                    archive.index(study.studyUid());
                }
                next++;
                busy.countDown();
                Thread.sleep(10);
            }
            return next;
        };
    }

    @Test
    void whoeverHasTheKeyReadsAndPutsThroughAllOfItAndNoticesNothing() throws Exception {
        SyntheticStudy fresh = SyntheticStudy.ct(83, 40).withSize(16, 16);
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch busy = new CountDownLatch(12);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (DicomArchive one = moving(store);
                DicomArchive two = moving(store);
                DicomArchive mover = moving(store)) {
            List<Future<Integer>> readers = new ArrayList<>();
            List<AtomicInteger> reads = new ArrayList<>();
            for (DicomArchive archive : List.of(one, two)) {
                AtomicInteger count = new AtomicInteger();
                reads.add(count);
                readers.add(threads.submit(reader(archive, archive.study(STUDY.studyUid()), busy, over, count)));
            }
            Future<Integer> writer = threads.submit(writer(two, fresh, busy, over));
            for (int round = 0; round < 2; round++) {
                assertThat(mover.keys().encrypt(SealingListener.NONE).failures())
                        .isEmpty();
                assertThat(mover.keys().state()).isEqualTo(SealingState.ENCRYPTED);
                assertThat(mover.keys().decrypt(SealingListener.NONE).failures())
                        .isEmpty();
                assertThat(mover.keys().state()).isEqualTo(SealingState.PLAIN);
            }
            assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(mover.keys().encrypt(SealingListener.NONE).failures()).isEmpty();
            over.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
            int put = writer.get();
            threads.shutdown();
            InPlaceTest.assertSealed(store);
            try (DicomArchive archive = encrypted(store)) {
                InPlaceTest.assertReadable(archive);
                for (int i = 10; i < put; i++) {
                    assertRestored(archive, STUDY, i);
                    if (i % 5 != 0) {
                        assertRestored(archive, fresh, i);
                    }
                }
                archive.index(STUDY.studyUid());
                archive.index(fresh.studyUid());
                assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                                .clean())
                        .isTrue();
            }
        }
    }

    /** Opened before, without a key: it puts nothing any more, and reads what is plain still and nothing else. */
    @Test
    void whoeverHasNoKeyIsToldWhenHePuts() throws Exception {
        try (DicomArchive old = PlainNode.open(store, SIGHT)) {
            Study opened = old.study(STUDY.studyUid());
            InPlaceTest.assertReadable(old);
            encrypt();
            assertThatThrownBy(() -> old.put(STUDY.bytes(20)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("the archive has been encrypted");
            assertThat(old.delete(InPlaceTest.id(1)).failures()).isNotEmpty();
            for (int i = 0; i < 3; i++) {
                InstanceId id = InPlaceTest.id(i);
                assertThatThrownBy(() -> SealedArchiveTest.restored(old, id)).isInstanceOf(CloudDicomException.class);
                assertThatThrownBy(() -> opened.instance(id).frame(1).fetch()).isInstanceOf(CloudDicomException.class);
            }
            assertThatThrownBy(() -> old.index(STUDY.studyUid())).isInstanceOf(CloudDicomException.class);
        }
        InPlaceTest.assertSealed(store);
        try (DicomArchive archive = encrypted(store)) {
            InPlaceTest.assertReadable(archive);
        }
    }

    /** Opened with the key, but not to go along. */
    @Test
    void whoeverDoesNotExpectItIsToldWhenHePutsOrReads() throws Exception {
        encrypt();
        try (DicomArchive old = encrypted(store)) {
            Study opened = old.study(STUDY.studyUid());
            InPlaceTest.assertReadable(old);
            decrypt();
            assertThatThrownBy(() -> old.put(STUDY.bytes(20))).isInstanceOf(CloudDicomException.class);
            for (int i = 0; i < 3; i++) {
                InstanceId id = InPlaceTest.id(i);
                assertThatThrownBy(() -> SealedArchiveTest.restored(old, id)).isInstanceOf(CloudDicomException.class);
                assertThatThrownBy(() -> opened.instance(id).frame(1).fetch()).isInstanceOf(CloudDicomException.class);
            }
        }
        try (DicomArchive archive = DicomArchive.builder(store).open()) {
            InPlaceTest.assertReadable(archive);
        }
    }

    private interface Act {
        void run() throws IOException;
    }

    /** Lets a put hang at the store while something else is done. */
    private void whilePutting(DicomArchive putting, RequestHook slow, int instance, Act act, boolean succeeds)
            throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        slow.beforePut = key -> {
            if (key.value().contains(InPlaceTest.id(instance).instance().value())) {
                begun.countDown();
                try {
                    goOn.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<Object> put = thread.submit(() -> putting.put(STUDY.bytes(instance)));
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        act.run();
        goOn.countDown();
        if (succeeds) {
            put.get();
        } else {
            assertThatThrownBy(put::get).hasCauseInstanceOf(InvalidRequestException.class);
        }
        thread.shutdown();
        slow.beforePut = key -> {};
    }

    @Test
    void aPutThatTakesLongerThanAllOfItIsBroughtIntoFormBeforeItIsAcknowledged() throws Exception {
        RequestHook slow = new RequestHook(store);
        try (DicomArchive putting = moving(slow)) {
            whilePutting(putting, slow, 20, this::encrypt, true);
            InPlaceTest.assertSealed(store);
            try (DicomArchive archive = encrypted(store)) {
                assertRestored(archive, STUDY, 20);
            }
            // Others read meanwhile, so that the node hears of it on the way.
            Act decryptWhileInUse = () -> {
                try (DicomArchive archive = moving(store)) {
                    SealingListener reading =
                            (objects, bytes) -> assertThatCode(() -> assertRestored(putting, STUDY, 20))
                                    .doesNotThrowAnyException();
                    assertThat(archive.keys().decrypt(reading).complete()).isTrue();
                }
            };
            whilePutting(putting, slow, 21, decryptWhileInUse, true);
            assertRestored(putting, STUDY, 21);
        }
        try (DicomArchive archive = DicomArchive.builder(store).open()) {
            assertRestored(archive, STUDY, 20);
            assertRestored(archive, STUDY, 21);
            InPlaceTest.assertReadable(archive);
        }
    }

    @Test
    void withoutAKeySuchAPutIsNotAcknowledgedAndVerifyNamesWhatItLeft() throws Exception {
        RequestHook slow = new RequestHook(store);
        try (DicomArchive putting = PlainNode.open(slow, SIGHT)) {
            whilePutting(putting, slow, 20, this::encrypt, false);
        }
        try (DicomArchive archive = encrypted(store)) {
            InPlaceTest.assertReadable(archive);
            archive.index(STUDY.studyUid());
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .problems())
                    .filteredOn(problem -> problem.type() == VerifyProblem.Type.CORRUPT_OBJECT)
                    .extracting(VerifyProblem::object)
                    .singleElement()
                    .asString()
                    .contains(InPlaceTest.id(20).instance().value());
        }
    }

    private void place(Map<ObjectKey, byte[]> from, ObjectKey key) throws IOException {
        store.put(key, ObjectContent.of(from.get(key)), PutCondition.any());
    }

    private static ObjectKey firstOf(SyntheticStudy study, Map<ObjectKey, byte[]> contents) {
        return contents.keySet().stream()
                .filter(key -> key.value().contains(study.instanceUid(0).value()))
                .findFirst()
                .orElseThrow();
    }

    /** An archive that is on its way, with one study done and the other one not: that one has a damaged object. */
    private Map<ObjectKey, byte[]> halfWay() throws IOException {
        Map<ObjectKey, byte[]> plain = ReencryptionTest.contents(store);
        ObjectKey last = firstOf(OTHER, plain);
        store.put(last, ObjectContent.of(new byte[1000]), PutCondition.any());
        try (DicomArchive archive = moving(store)) {
            assertThat(archive.keys().encrypt(SealingListener.NONE).failures()).containsOnlyKeys(last.value());
            assertThat(archive.keys().state()).isEqualTo(SealingState.ENCRYPTING);
        }
        place(plain, last);
        return plain;
    }

    @Test
    void whatIsDoneCannotBeReplacedByWhatWasPlainWhileTheRestIsNotDone() throws Exception {
        assertThat(STUDY.studyUid().value()).isLessThan(OTHER.studyUid().value());
        Map<ObjectKey, byte[]> plain = halfWay();
        ObjectKey object = firstOf(STUDY, plain);
        Map<ObjectKey, byte[]> sealed = ReencryptionTest.contents(store);
        try (DicomArchive archive = moving(store)) {
            InPlaceTest.assertReadable(archive);
        }
        for (boolean keyGone : new boolean[] {false, true}) {
            for (ObjectKey key : plain.keySet()) {
                if (key.value().contains(STUDY.studyUid().value())) {
                    place(plain, key);
                }
            }
            if (keyGone) {
                store.delete(new ObjectKey("studies/" + STUDY.studyUid() + "/key"));
            }
            try (DicomArchive archive = moving(store)) {
                for (int i = 0; i < 3; i++) {
                    InstanceId id = InPlaceTest.id(i);
                    assertThatThrownBy(() -> SealedArchiveTest.restored(archive, id))
                            .isInstanceOf(AuthenticationFailedException.class);
                }
                assertThatThrownBy(() -> archive.study(STUDY.studyUid()))
                        .isInstanceOf(AuthenticationFailedException.class);
                assertThatThrownBy(() -> archive.instance(InPlaceTest.id(3)).frame(1))
                        .isInstanceOf(AuthenticationFailedException.class);
                assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                                .problems())
                        .filteredOn(problem -> problem.type().integrity())
                        .extracting(VerifyProblem::object)
                        .contains(object.value());
                assertRestored(archive, OTHER, 0);
            }
            for (ObjectKey key : sealed.keySet()) {
                place(sealed, key);
            }
        }
        try (DicomArchive archive = moving(store)) {
            InPlaceTest.assertReadable(archive);
            assertThat(archive.keys().encrypt(SealingListener.NONE).complete()).isTrue();
        }
        InPlaceTest.assertSealed(store);
    }

    @Test
    void aDescriptionThatJumpsToPlainIsNotFollowed() throws Exception {
        byte[] plain;
        try (ObjectReader reader = store.get(new ObjectKey("archive.json"), ByteRange.all())) {
            plain = reader.readAllBytes();
        }
        encrypt();
        try (DicomArchive archive = moving(store)) {
            store.put(new ObjectKey("archive.json"), ObjectContent.of(plain), PutCondition.any());
            Thread.sleep(2 * SIGHT.toMillis());
            assertThatThrownBy(() -> archive.put(STUDY.bytes(20))).isInstanceOf(AuthenticationFailedException.class);
        }
    }
}
