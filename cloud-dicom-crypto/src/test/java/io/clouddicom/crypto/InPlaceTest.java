package io.clouddicom.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.CloudDicomException;
import io.clouddicom.DicomArchive;
import io.clouddicom.DuplicatePolicy;
import io.clouddicom.InstanceId;
import io.clouddicom.InstanceSource;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.MoveReport;
import io.clouddicom.NotFoundException;
import io.clouddicom.PutOptions;
import io.clouddicom.RetryPolicy;
import io.clouddicom.SealingListener;
import io.clouddicom.Study;
import io.clouddicom.StudyId;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.key.SealingState;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.testkit.Fault;
import io.clouddicom.testkit.FaultInjectingStore;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive is encrypted and decrypted where it lies, and whoever uses it meanwhile notices nothing. */
class InPlaceTest {
    private static final int INSTANCES = 3;
    private static final Duration SIGHT = Duration.ofMillis(5);
    static final SyntheticStudy STUDY = SyntheticStudy.ct(81, 40).withSize(16, 16);
    static final SyntheticStudy OTHER = SyntheticStudy.ct(93, 1).withSize(16, 16);

    @TempDir
    private Path folder;

    private final ObjectStore store = ObjectStores.memory();
    private CountingKey kek;

    @BeforeEach
    void makeKey() throws IOException {
        kek = CountingKey.inFolder(folder);
    }

    private DicomArchive moving(ObjectStore on, RetryPolicy retries) throws IOException {
        return DicomArchive.builder(on)
                .protection(EnvelopeEncryption.with(kek).sealingWithin(SIGHT))
                .mayBePlain()
                .retries(retries)
                .existing()
                .open();
    }

    private DicomArchive moving(ObjectStore on) throws IOException {
        return moving(on, RetryPolicy.DEFAULT);
    }

    private DicomArchive encrypted(ObjectStore on) throws IOException {
        return DicomArchive.builder(on)
                .protection(EnvelopeEncryption.with(kek).sealingWithin(SIGHT))
                .existing()
                .open();
    }

    private static DicomArchive plain(ObjectStore on) throws IOException {
        return DicomArchive.builder(on).open();
    }

    static InstanceId id(int instance) {
        return SealedArchiveTest.id(STUDY, instance);
    }

    private static byte[] changed(byte[] file) {
        byte[] changed = file.clone();
        changed[changed.length - 1] ^= 1;
        return changed;
    }

    /** A study with two revisions of an instance, one that is deleted and an index, and another study without one. */
    static void fill(DicomArchive archive) throws IOException {
        for (int i = 0; i <= INSTANCES; i++) {
            archive.put(STUDY.bytes(i));
        }
        archive.put(
                InstanceSource.of(changed(STUDY.bytes(0))), PutOptions.DEFAULT.withDuplicates(DuplicatePolicy.REPLACE));
        archive.delete(id(INSTANCES));
        archive.index(STUDY.studyUid());
        archive.put(OTHER.bytes(0));
    }

    static void assertReadable(DicomArchive archive) throws IOException {
        assertThat(SealedArchiveTest.restored(archive, id(0))).isEqualTo(changed(STUDY.bytes(0)));
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        archive.instance(id(0), 1).restore(first);
        assertThat(first.toByteArray()).isEqualTo(STUDY.bytes(0));
        Study study = archive.study(STUDY.studyUid());
        for (int i = 1; i < INSTANCES; i++) {
            assertThat(SealedArchiveTest.restored(archive, id(i))).isEqualTo(STUDY.bytes(i));
            assertThat(study.instance(id(i)).frame(1).decode()).hasSize(512);
            assertThat(study.instance(id(i)).metadata().uid(io.clouddicom.dicom.Tag.SOP_INSTANCE_UID))
                    .contains(id(i).instance());
        }
        assertThatThrownBy(() -> archive.instance(id(INSTANCES))).isInstanceOf(NotFoundException.class);
        assertThat(SealedArchiveTest.restored(archive, SealedArchiveTest.id(OTHER, 0)))
                .isEqualTo(OTHER.bytes(0));
    }

    /** Nothing lies in the clear. */
    static void assertSealed(ObjectStore of) throws IOException {
        int objects = 0;
        for (Map.Entry<ObjectKey, byte[]> object : ReencryptionTest.contents(of).entrySet()) {
            if (object.getKey().value().equals("archive.json")) {
                continue;
            }
            objects++;
            for (String clear :
                    List.of(STUDY.studyUid().value(), "CLDDICOM", "CLDINDEX", "DICM", "\0\0\0\0\0\0\0\0\0\0\0\0")) {
                assertThat(SealedArchiveTest.contains(object.getValue(), clear.getBytes(StandardCharsets.ISO_8859_1)))
                        .as("%s in %s", clear, object.getKey())
                        .isFalse();
            }
            assertThat(object.getValue()).as("%s", object.getKey()).hasSizeGreaterThanOrEqualTo(56);
        }
        assertThat(objects).isGreaterThan(8);
    }

    private static Map<ObjectKey, byte[]> instances(ObjectStore of) throws IOException {
        Map<ObjectKey, byte[]> contents = ReencryptionTest.contents(of);
        contents.keySet().removeIf(key -> !key.value().contains("/instances/"));
        return contents;
    }

    private static void assertSame(Map<ObjectKey, byte[]> actual, Map<ObjectKey, byte[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (key, bytes) -> assertThat(actual.get(key)).as("%s", key).isEqualTo(bytes));
    }

    private static void assertClean(DicomArchive archive) throws IOException {
        assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE).problems())
                .isEmpty();
    }

    @Test
    void everyObjectIsSealedAndBecomesPlainAgain() throws IOException {
        try (DicomArchive archive = plain(store)) {
            fill(archive);
        }
        Map<ObjectKey, byte[]> before = instances(store);
        try (DicomArchive archive = moving(store)) {
            assertThat(archive.keys().state()).isEqualTo(SealingState.PLAIN);
            assertReadable(archive);
            List<Long> progress = new ArrayList<>();
            MoveReport report = archive.keys().encrypt((objects, bytes) -> progress.add(objects));
            assertThat(report).isEqualTo(new MoveReport(2, INSTANCES + 4, INSTANCES + 4, Map.of()));
            assertThat(progress).startsWith(1L, 2L).endsWith(INSTANCES + 4L);
            assertThat(archive.keys().state()).isEqualTo(SealingState.ENCRYPTED);
            assertReadable(archive);
            assertThat(archive.study(STUDY.studyUid()).uncovered()).isZero();
            assertClean(archive);
        }
        assertSealed(store);
        try (DicomArchive archive = encrypted(store)) {
            assertReadable(archive);
            assertClean(archive);
            archive.undelete(new StudyId(STUDY.studyUid()));
            archive.delete(id(INSTANCES));
        }
        assertThatThrownBy(() -> plain(store)).isInstanceOf(InvalidRequestException.class);
        try (DicomArchive archive = moving(store)) {
            assertThat(archive.keys().encrypt(SealingListener.NONE).studies()).isZero();
            MoveReport report = archive.keys().decrypt(SealingListener.NONE);
            assertThat(report.complete()).isTrue();
            assertThat(report.changed()).isEqualTo(INSTANCES + 6);
            assertThat(archive.keys().state()).isEqualTo(SealingState.PLAIN);
            assertReadable(archive);
        }
        Map<ObjectKey, byte[]> after = instances(store);
        after.keySet().retainAll(before.keySet());
        assertSame(after, before);
        assertThat(ReencryptionTest.contents(store).keySet())
                .noneMatch(key -> key.value().endsWith("/key"));
        try (DicomArchive archive = plain(store)) {
            assertReadable(archive);
            archive.index(STUDY.studyUid());
            assertClean(archive);
        }
    }

    private interface Move {
        MoveReport run(DicomArchive archive) throws IOException;
    }

    private static final Move ENCRYPT = archive -> archive.keys().encrypt(SealingListener.NONE);
    private static final Move DECRYPT = archive -> archive.keys().decrypt(SealingListener.NONE);

    private Map<ObjectKey, byte[]> plainContents() throws IOException {
        ObjectStore plain = ObjectStores.memory();
        try (DicomArchive archive = plain(plain)) {
            fill(archive);
        }
        return ReencryptionTest.contents(plain);
    }

    private Map<ObjectKey, byte[]> sealedContents(Map<ObjectKey, byte[]> plain) throws IOException {
        ObjectStore sealed = ReencryptionTest.copy(plain);
        try (DicomArchive archive = moving(sealed)) {
            assertThat(ENCRYPT.run(archive).complete()).isTrue();
        }
        return ReencryptionTest.contents(sealed);
    }

    /** Wherever it breaks off, all can be read, and another run ends it. */
    private void breakOffAtEveryRequest(Map<ObjectKey, byte[]> before, Move move, SealingState goal)
            throws IOException {
        for (boolean done : new boolean[] {false, true}) {
            boolean complete = false;
            int request = 0;
            while (!complete) {
                ObjectStore copy = ReencryptionTest.copy(before);
                // One request opens the archive.
                ObjectStore dying = ReencryptionTest.dyingAt(copy, 1 + ++request, done);
                try (DicomArchive archive = moving(dying, RetryPolicy.NONE)) {
                    complete = move.run(archive).complete();
                } catch (CloudDicomException e) {
                    assertThat(e).hasMessageContaining("the process is dead");
                }
                try (DicomArchive archive = moving(copy)) {
                    assertReadable(archive);
                    archive.put(STUDY.bytes(10));
                    assertThat(move.run(archive).complete()).isTrue();
                    assertThat(archive.keys().state()).isEqualTo(goal);
                    assertReadable(archive);
                    assertThat(SealedArchiveTest.restored(archive, id(10))).isEqualTo(STUDY.bytes(10));
                }
                if (goal == SealingState.ENCRYPTED) {
                    assertSealed(copy);
                    encrypted(copy).close();
                } else {
                    try (DicomArchive archive = plain(copy)) {
                        assertReadable(archive);
                    }
                }
            }
            assertThat(request).as("the last request that was not made").isBetween(30, 90);
        }
    }

    @Test
    void encryptingBreaksOffAtAnyRequestAndAnotherRunGoesOn() throws IOException {
        breakOffAtEveryRequest(plainContents(), ENCRYPT, SealingState.ENCRYPTED);
    }

    @Test
    void decryptingBreaksOffAtAnyRequestAndAnotherRunGoesOn() throws IOException {
        breakOffAtEveryRequest(sealedContents(plainContents()), DECRYPT, SealingState.PLAIN);
    }

    @Test
    void faultsThatPassAreSurvivedInOneRun() throws IOException {
        Map<ObjectKey, byte[]> plain = plainContents();
        Map<ObjectKey, byte[]> sealed = sealedContents(plain);
        RetryPolicy quick = new RetryPolicy(20, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(30));
        for (long seed = 1; seed <= 20; seed++) {
            boolean encrypt = seed % 2 == 0;
            ObjectStore copy = ReencryptionTest.copy(encrypt ? plain : sealed);
            FaultInjectingStore faulty = FaultInjectingStore.over(copy)
                    .seed(seed)
                    .chance(Fault.UNAVAILABLE, 0.1)
                    .chance(Fault.THROTTLED, 0.05)
                    .chance(Fault.LOST_REQUEST, 0.1)
                    .chance(Fault.LOST_ANSWER, 0.1)
                    .chance(Fault.TORN_READ, 0.1)
                    .chance(Fault.TORN_WRITE, 0.1)
                    .build();
            try (DicomArchive archive = moving(faulty, quick)) {
                assertThat((encrypt ? ENCRYPT : DECRYPT).run(archive).complete())
                        .as("seed %d", seed)
                        .isTrue();
                assertReadable(archive);
            }
            assertThat(faulty.injected()).as("seed %d", seed).isNotEmpty();
            try (DicomArchive archive = encrypt ? encrypted(copy) : plain(copy)) {
                assertReadable(archive);
            }
        }
    }

    @Test
    void onItsWayAnArchiveIsOpenedByThoseOnlyWhoExpectIt() throws IOException {
        ObjectStore copy = ReencryptionTest.copy(plainContents());
        // Cut off while it waits for others, then among the objects.
        for (int request : new int[] {6, 14}) {
            try (DicomArchive archive = moving(ReencryptionTest.dyingAt(copy, request, true), RetryPolicy.NONE)) {
                assertThat(ENCRYPT.run(archive).complete()).isFalse();
            } catch (CloudDicomException e) {
                assertThat(e).hasMessageContaining("the process is dead");
            }
            assertThatThrownBy(() -> encrypted(copy))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("is being encrypted");
            assertThatThrownBy(() -> plain(copy))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("is encrypted, so its key is needed");
            try (DicomArchive archive = moving(copy)) {
                assertThat(archive.keys().state()).isEqualTo(SealingState.ENCRYPTING);
                assertThatThrownBy(() -> DECRYPT.run(archive))
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("in the other direction");
            }
        }
        try (DicomArchive archive = moving(copy)) {
            ENCRYPT.run(archive);
        }
        try (DicomArchive archive = encrypted(copy)) {
            assertThatThrownBy(() -> DECRYPT.run(archive))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("not opened as one that may be plain");
        }
    }

    @Test
    void anArchiveWithOpaqueNamesIsNotDecrypted() throws IOException {
        try (DicomArchive archive = DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(kek).sealingWithin(SIGHT))
                .opaqueNames()
                .open()) {
            archive.put(STUDY.bytes(0));
        }
        try (DicomArchive archive = moving(store)) {
            assertThat(SealedArchiveTest.restored(archive, id(0))).isEqualTo(STUDY.bytes(0));
            assertThatThrownBy(() -> DECRYPT.run(archive))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("opaque names");
            archive.put(STUDY.bytes(1));
        }
        encrypted(store).close();
    }
}
