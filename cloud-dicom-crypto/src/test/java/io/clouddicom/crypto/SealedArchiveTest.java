package io.clouddicom.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.DicomArchive;
import io.clouddicom.InstanceId;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.PutOptions;
import io.clouddicom.Receipt;
import io.clouddicom.RetryPolicy;
import io.clouddicom.StoragePolicy;
import io.clouddicom.StudyId;
import io.clouddicom.UnavailableException;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyProblem;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.testkit.RecordingStore;
import io.clouddicom.testkit.SmallInstance;
import io.clouddicom.testkit.StoreOperation;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive with a key is an archive like any other, to those who have the key. */
class SealedArchiveTest {

    @TempDir
    private Path folder;

    private final RecordingStore store = new RecordingStore(ObjectStores.memory());
    private CountingKey key;

    @BeforeEach
    void makeKey() throws IOException {
        key = CountingKey.inFolder(folder);
    }

    private DicomArchive open() throws IOException {
        return DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(key))
                .storage(StoragePolicy.HTJ2K_LOSSLESS_RPCL)
                .open();
    }

    static byte[] restored(DicomArchive archive, InstanceId id) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archive.restore(id, out);
        return out.toByteArray();
    }

    static InstanceId id(SyntheticStudy study, int index) {
        return new InstanceId(study.studyUid(), study.seriesUid(), study.instanceUid(index));
    }

    @Test
    void whatIsPutComesBackAndNothingLiesInTheClear() throws IOException {
        SyntheticStudy study = SyntheticStudy.ct(1, 3).withSize(64, 64);
        try (DicomArchive archive = open()) {
            for (int i = 0; i < 3; i++) {
                Receipt receipt = archive.put(study.bytes(i));
                assertThat(receipt.keptAsReceived()).isEmpty();
                assertThat(archive.put(study.bytes(i)).alreadyPresent()).isTrue();
            }
            archive.index(study.studyUid());
            assertThat(archive.study(study.studyUid()).uncovered()).isZero();
            archive.delete(id(study, 2));
            assertThat(archive.study(study.studyUid()).instances()).hasSize(2);
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .problems())
                    .allMatch(problem -> !problem.type().integrity());
        }
        try (DicomArchive archive = open()) {
            archive.undelete(new StudyId(study.studyUid()));
            for (int i = 0; i < 3; i++) {
                assertThat(restored(archive, id(study, i))).isEqualTo(study.bytes(i));
                assertThat(archive.instance(id(study, i)).frame(1).decode()).hasSize(64 * 64 * 2);
            }
        }
        byte[] uid = study.studyUid().value().getBytes(StandardCharsets.US_ASCII);
        for (ObjectInfo info : list()) {
            byte[] bytes = read(info.key());
            for (byte[] clear : List.of(uid, "CLDDICOM".getBytes(StandardCharsets.US_ASCII), new byte[24])) {
                assertThat(contains(bytes, clear)).as("%s", info.key()).isFalse();
            }
        }
        // The seal of the description and the study's key; the seal twice and by verify, and the study's
        // key.
        assertThat(key.wraps).hasValue(2);
        assertThat(key.unwraps).hasValue(4);
        store.assertAllClosed();
    }

    private List<ObjectInfo> list() throws IOException {
        try (Listing<ObjectInfo> listing = store.list("", "")) {
            return listing.toList();
        }
    }

    private byte[] read(ObjectKey object) throws IOException {
        try (ObjectReader reader = store.get(object, ByteRange.all())) {
            return reader.readAllBytes();
        }
    }

    static boolean contains(byte[] bytes, byte[] part) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(new String(part, StandardCharsets.ISO_8859_1));
    }

    @Test
    void oneCallOfTheKeyServesEightThreadsThatPutTenThousandInstancesOfAStudy() throws Exception {
        key.pauseMillis = 50;
        int count = 10_000;
        try (DicomArchive archive = DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(key))
                .storage(StoragePolicy.AS_RECEIVED)
                .open()) {
            key.wraps.set(0);
            key.unwraps.set(0);
            List<Callable<Receipt>> puts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                InstanceId id = SmallInstance.id(2, i % 7, i);
                byte[] file = SmallInstance.file(id, i);
                puts.add(() -> archive.put(file));
            }
            together(8, puts);
            assertThat(archive.study(SmallInstance.id(2, 0, 0).study()).instances())
                    .hasSize(count);
        }
        assertThat(key.wraps).hasValue(1);
        assertThat(key.unwraps).hasValue(0);
        // The instances, the key, and what describes the archive.
        store.assertCount(StoreOperation.PUT, count + 2);
    }

    @Test
    void oneCallOfTheKeyServesAThousandConcurrentReadersAndFramesNeedNone() throws Exception {
        int readers = 1000;
        int frames = 20;
        SyntheticStudy study = SyntheticStudy.enhancedCt(3, frames).withSize(8, 8);
        try (DicomArchive archive = open()) {
            archive.put(study.bytes(0));
        }
        key.wraps.set(0);
        key.unwraps.set(0);
        key.pauseMillis = 50;
        try (DicomArchive archive = open()) {
            assertThat(key.unwraps).as("the seal of the description").hasValue(1);
            key.unwraps.set(0);
            CountDownLatch allAreHere = new CountDownLatch(readers);
            List<Callable<byte[]>> reads = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                int frame = 1 + i % frames;
                reads.add(() -> {
                    allAreHere.countDown();
                    allAreHere.await();
                    return archive.instance(id(study, 0)).frame(frame).fetch();
                });
            }
            together(readers, reads);
            assertThat(key.unwraps).hasValue(1);
            for (int frame = 1; frame <= frames; frame++) {
                assertThat(archive.study(study.studyUid())
                                .instance(id(study, 0))
                                .frame(frame)
                                .fetch())
                        .isNotEmpty();
            }
        }
        assertThat(key.unwraps).hasValue(1);
        assertThat(key.wraps).hasValue(0);
    }

    static <T> void together(int threads, List<Callable<T>> tasks) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (Future<T> future : executor.invokeAll(tasks)) {
                future.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void twoNodesThatPutTheFirstInstanceAtOnceEndWithOneKey() throws Exception {
        for (int round = 0; round < 20; round++) {
            SyntheticStudy study = SyntheticStudy.ct(100 + round, 6).withSize(8, 8);
            List<DicomArchive> nodes = List.of(open(), open(), open());
            List<Callable<Receipt>> puts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                byte[] file = study.bytes(i);
                DicomArchive node = nodes.get(i % 3);
                puts.add(() -> node.put(file));
            }
            together(6, puts);
            try (DicomArchive reader = open()) {
                for (int i = 0; i < 6; i++) {
                    assertThat(restored(reader, id(study, i))).isEqualTo(study.bytes(i));
                }
            }
        }
    }

    @Test
    void anArchiveIsOpenedAsItWasMade() throws IOException {
        open().close();
        assertThatThrownBy(() -> DicomArchive.builder(store).open())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("the archive is encrypted, so its key is needed: " + key.id());
        CountingKey other = CountingKey.inFolder(folder);
        assertThatThrownBy(() -> DicomArchive.builder(store)
                        .protection(EnvelopeEncryption.with(other))
                        .open())
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessageContaining("wrapped by " + key.id() + ", not by " + other.id());
        ObjectStore plain = ObjectStores.memory();
        DicomArchive.builder(plain).open().close();
        assertThatThrownBy(() -> DicomArchive.builder(plain)
                        .protection(EnvelopeEncryption.with(key))
                        .open())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("the archive is not encrypted, but a key was given for it");
    }

    /** Same identifier, other key: what an attacker, or a mix-up of files, may bring about. */
    @Test
    void aKeyOfTheSameNameOpensNothing() throws IOException {
        SyntheticStudy study = SyntheticStudy.ct(4, 1).withSize(8, 8);
        try (DicomArchive archive = open()) {
            archive.put(study.bytes(0));
        }
        CountingKey other = CountingKey.inFolder(folder);
        KeyEncryptionKey pretender = new KeyEncryptionKey() {
            @Override
            public String id() {
                return key.id();
            }

            @Override
            public byte[] wrap(byte[] bytes, byte[] associatedData) throws IOException {
                return other.wrap(bytes, associatedData);
            }

            @Override
            public byte[] unwrap(byte[] wrapped, byte[] associatedData) throws IOException {
                return other.unwrap(wrapped, associatedData);
            }
        };
        assertThatThrownBy(() -> DicomArchive.builder(store)
                        .protection(EnvelopeEncryption.with(pretender))
                        .open())
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessageContaining("archive.json");
    }

    @Test
    void aDeletedKeyIsNeitherReplacedNorTakenForAbsence() throws IOException {
        SyntheticStudy study = SyntheticStudy.ct(5, 2).withSize(8, 8);
        try (DicomArchive archive = open()) {
            archive.put(study.bytes(0));
            archive.index(study.studyUid());
        }
        store.delete(new ObjectKey("studies/" + study.studyUid() + "/key"));
        try (DicomArchive archive = open()) {
            for (Callable<?> call : List.<Callable<?>>of(
                    () -> archive.put(study.bytes(1)),
                    () -> archive.put(study.bytes(0)),
                    () -> archive.study(study.studyUid()),
                    () -> restored(archive, id(study, 0)))) {
                assertThatThrownBy(call::call)
                        .isInstanceOf(AuthenticationFailedException.class)
                        .hasMessageContaining("the study's key is gone");
            }
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .problems())
                    .extracting(VerifyProblem::type)
                    .containsExactlyInAnyOrder(
                            VerifyProblem.Type.CORRUPT_KEY,
                            VerifyProblem.Type.CORRUPT_INDEX,
                            VerifyProblem.Type.CORRUPT_OBJECT);
        }
        assertThat(list()).hasSize(3);
    }

    @Test
    void aKmsThatIsDownNamesItselfAndDoesNotStopWhatIsInMemory() throws IOException {
        SyntheticStudy study = SyntheticStudy.ct(6, 2).withSize(8, 8);
        SyntheticStudy other = SyntheticStudy.ct(7, 1).withSize(8, 8);
        RetryPolicy twice = new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(1));
        try (DicomArchive archive = DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(key))
                .retries(twice)
                .open()) {
            archive.put(study.bytes(0));
            key.down = true;
            archive.put(study.bytes(1));
            assertThat(restored(archive, id(study, 1))).isEqualTo(study.bytes(1));
            assertThatThrownBy(() -> archive.put(other.bytes(0)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(key.id());
            key.down = false;
            archive.put(other.bytes(0));
            assertThat(restored(archive, id(other, 0))).isEqualTo(other.bytes(0));
        }
    }

    @Test
    void manyPutsWithAPutSessionWriteASealedIndex() throws IOException {
        SyntheticStudy study = SyntheticStudy.mr(8, 5).withSize(32, 32);
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            files.add(java.nio.file.Files.write(folder.resolve(i + ".dcm"), study.bytes(i)));
        }
        try (DicomArchive archive = open()) {
            assertThat(archive.putAll(files, PutOptions.DEFAULT, new io.clouddicom.PutListener() {})
                            .stored())
                    .isEqualTo(5);
            store.forgetCalls();
            assertThat(archive.study(study.studyUid()).uncovered()).isZero();
            store.assertCalls("list studies/" + study.studyUid() + "/", "get studies/" + study.studyUid() + "/index");
        }
    }

    @Test
    void aKeyOpensByItsUri() throws IOException {
        Path file = folder.resolve("by-uri.json");
        KeyEncryptionKey made = LocalKeyFile.create(file, java.util.Optional.empty());
        SyntheticStudy study = SyntheticStudy.mr(9, 1).withSize(8, 8);
        try (DicomArchive archive =
                DicomArchive.builder(store).key("local:" + file).open()) {
            archive.put(study.bytes(0));
        }
        try (DicomArchive archive = DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(made))
                .open()) {
            assertThat(restored(archive, id(study, 0))).isEqualTo(study.bytes(0));
        }
        for (String uri : List.of("nonsense:x", "local", "local:" + file + "?other=1")) {
            assertThatThrownBy(() -> DicomArchive.builder(store).key(uri).open())
                    .isInstanceOf(io.clouddicom.CloudDicomException.class);
        }
    }
}
