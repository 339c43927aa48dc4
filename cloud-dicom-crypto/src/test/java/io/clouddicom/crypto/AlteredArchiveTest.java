package io.clouddicom.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.DicomArchive;
import io.clouddicom.DuplicatePolicy;
import io.clouddicom.InstanceId;
import io.clouddicom.InstanceSource;
import io.clouddicom.PutOptions;
import io.clouddicom.StoragePolicy;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyProblem;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody alters, cuts, lengthens, exchanges or takes back objects of an archive: every read that touches one fails with a
 * failed authentication and gives out nothing, every other read goes on, and a verification names the object.
 */
class AlteredArchiveTest {
    private static final long SEED = 20261124;
    private static final SyntheticStudy ONE = SyntheticStudy.ct(61, 2).withSize(8, 8);
    private static final SyntheticStudy OTHER = SyntheticStudy.ct(62, 2).withSize(8, 8);

    @TempDir
    private Path folder;

    private final ObjectStore store = ObjectStores.memory();
    private final Random random = new Random(SEED);
    private final Map<ObjectKey, byte[]> objects = new LinkedHashMap<>();
    private KeyEncryptionKey key;

    @BeforeEach
    void makeAnArchive() throws IOException {
        System.out.println("AlteredArchiveTest: seed " + SEED);
        key = LocalKeyFile.create(folder.resolve("key.json"), Optional.empty());
        try (DicomArchive archive = open()) {
            for (SyntheticStudy study : List.of(ONE, OTHER)) {
                archive.put(study.bytes(0));
                archive.put(study.bytes(1));
                archive.index(study.studyUid());
            }
        }
        remember();
    }

    private DicomArchive open() throws IOException {
        return DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(key))
                .open();
    }

    private void remember() throws IOException {
        try (Listing<ObjectInfo> listing = store.list("", "")) {
            for (ObjectInfo info : listing.toList()) {
                try (ObjectReader reader = store.get(info.key(), ByteRange.all())) {
                    objects.put(info.key(), reader.readAllBytes());
                }
            }
        }
    }

    private static ObjectKey keyOf(SyntheticStudy study) {
        return new ObjectKey("studies/" + study.studyUid() + "/key");
    }

    private static ObjectKey indexOf(SyntheticStudy study) {
        return new ObjectKey("studies/" + study.studyUid() + "/index");
    }

    private static ObjectKey object(SyntheticStudy study, int index, int revision) {
        return new ObjectKey("studies/" + study.studyUid() + "/instances/" + study.seriesUid() + "/"
                + study.instanceUid(index) + "." + revision);
    }

    private static InstanceId id(SyntheticStudy study, int index) {
        return SealedArchiveTest.id(study, index);
    }

    private void place(ObjectKey at, byte[] bytes) throws IOException {
        store.put(at, ObjectContent.of(bytes), PutCondition.any());
    }

    private interface Check {
        void run(DicomArchive archive, String what) throws IOException;
    }

    /** Each byte altered in one bit, each length cut to, and some bytes appended; then as it was. */
    private void forEachAlteration(ObjectKey at, Check check) throws IOException {
        byte[] bytes = objects.get(at);
        for (int i = 0; i < bytes.length; i++) {
            byte[] altered = bytes.clone();
            altered[i] ^= (byte) (1 << random.nextInt(8));
            check(at, altered, "byte " + i, check);
        }
        for (int length = 0; length < bytes.length; length += 1 + random.nextInt(8)) {
            check(at, Arrays.copyOf(bytes, length), "cut to " + length, check);
        }
        for (int more : new int[] {1, 16, 1000}) {
            byte[] longer = Arrays.copyOf(bytes, bytes.length + more);
            random.nextBytes(longer);
            System.arraycopy(bytes, 0, longer, 0, bytes.length);
            check(at, longer, "longer by " + more, check);
        }
        place(at, bytes);
    }

    private void check(ObjectKey at, byte[] bytes, String what, Check check) throws IOException {
        place(at, bytes);
        try (DicomArchive archive = open()) {
            check.run(archive, at + ", " + what);
            // As it takes longer, of some.
            if (random.nextInt(8) == 0) {
                assertNamed(archive, what, at);
            }
        }
    }

    private static void assertNamed(DicomArchive archive, String what, ObjectKey... objects) throws IOException {
        assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE).problems().stream()
                        .filter(problem -> problem.type().integrity())
                        .map(VerifyProblem::object)
                        .collect(Collectors.toSet()))
                .as(what)
                .contains(Arrays.stream(objects).map(ObjectKey::value).toArray(String[]::new));
    }

    private static void assertFails(String what, Callable<?> read) {
        assertThatThrownBy(read::call, what).isInstanceOf(AuthenticationFailedException.class);
    }

    private static void assertInstanceFails(DicomArchive archive, String what, InstanceId id) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> archive.restore(id, out), what).isInstanceOf(AuthenticationFailedException.class);
        assertThat(out.size()).as(what).isZero();
        assertFails(what, () -> archive.instance(id).frame(1).fetch());
        assertFails(what, () -> archive.instance(id).metadata());
    }

    private static void assertReadable(DicomArchive archive, String what, SyntheticStudy study, int... indexes)
            throws IOException {
        for (int index : indexes) {
            assertThat(SealedArchiveTest.restored(archive, id(study, index)))
                    .as(what)
                    .isEqualTo(study.bytes(index));
        }
    }

    @Test
    void nothingOfAStudyIsReadWithAnAlteredKey() throws IOException {
        SyntheticStudy more = SyntheticStudy.ct(61, 3).withSize(8, 8);
        forEachAlteration(keyOf(ONE), (archive, what) -> {
            assertFails(what, () -> archive.study(ONE.studyUid()));
            assertInstanceFails(archive, what, id(ONE, 0));
            assertFails(what, () -> archive.put(more.bytes(2)));
            assertReadable(archive, what, OTHER, 0);
        });
    }

    @Test
    void anAlteredInstanceIsNotRead() throws IOException {
        forEachAlteration(object(ONE, 0, 1), (archive, what) -> {
            assertInstanceFails(archive, what, id(ONE, 0));
            assertReadable(archive, what, ONE, 1);
        });
    }

    /** Instances are read without it, and another index is written in its place. */
    @Test
    void anAlteredIndexIsNotRead() throws IOException {
        forEachAlteration(indexOf(ONE), (archive, what) -> {
            assertFails(what, () -> archive.study(ONE.studyUid()));
            assertReadable(archive, what, ONE, 0);
        });
        place(indexOf(ONE), new byte[100]);
        try (DicomArchive archive = open()) {
            archive.index(ONE.studyUid());
            assertThat(archive.study(ONE.studyUid()).instances()).hasSize(2);
        }
    }

    @Test
    void objectsKeysAndIndexesCannotTakeEachOthersPlace() throws IOException {
        exchange(object(ONE, 0, 1), object(ONE, 1, 1), archive -> {
            assertInstanceFails(archive, "instances", id(ONE, 0));
            assertInstanceFails(archive, "instances", id(ONE, 1));
        });
        exchange(object(ONE, 0, 1), object(OTHER, 0, 1), archive -> {
            assertInstanceFails(archive, "instances of studies", id(ONE, 0));
            assertInstanceFails(archive, "instances of studies", id(OTHER, 0));
            assertReadable(archive, "instances of studies", ONE, 1);
        });
        exchange(keyOf(ONE), keyOf(OTHER), archive -> {
            for (SyntheticStudy study : List.of(ONE, OTHER)) {
                assertFails("keys", () -> archive.study(study.studyUid()));
                assertInstanceFails(archive, "keys", id(study, 0));
                assertInstanceFails(archive, "keys", id(study, 1));
            }
        });
        exchange(indexOf(ONE), indexOf(OTHER), archive -> {
            assertFails("indexes", () -> archive.study(ONE.studyUid()));
            assertFails("indexes", () -> archive.study(OTHER.studyUid()));
            assertReadable(archive, "indexes", ONE, 0, 1);
        });
    }

    private interface Reading {
        void run(DicomArchive archive) throws IOException;
    }

    private void exchange(ObjectKey one, ObjectKey other, Reading reading) throws IOException {
        place(one, objects.get(other));
        place(other, objects.get(one));
        try (DicomArchive archive = open()) {
            reading.run(archive);
            assertNamed(archive, one + " and " + other, one, other);
        }
        place(one, objects.get(one));
        place(other, objects.get(other));
    }

    @Test
    void anOldRevisionIsNotTakenForANewOne() throws IOException {
        byte[] replaced = ONE.bytes(0).clone();
        replaced[replaced.length - 1] ^= 1;
        try (DicomArchive archive = open()) {
            archive.put(InstanceSource.of(replaced), PutOptions.DEFAULT.withDuplicates(DuplicatePolicy.REPLACE));
            assertThat(SealedArchiveTest.restored(archive, id(ONE, 0))).isEqualTo(replaced);
        }
        remember();
        for (int revision : new int[] {2, 3}) {
            place(object(ONE, 0, revision), objects.get(object(ONE, 0, 1)));
            try (DicomArchive archive = open()) {
                assertInstanceFails(archive, "revision 1 as " + revision, id(ONE, 0));
                assertNamed(archive, "revision 1 as " + revision, object(ONE, 0, revision));
            }
        }
        store.delete(object(ONE, 0, 3));
        place(object(ONE, 0, 2), objects.get(object(ONE, 0, 2)));
        // The index of before is an authentic one; what it does not cover is seen nevertheless.
        try (DicomArchive archive = open()) {
            byte[] before = objects.get(indexOf(ONE));
            archive.index(ONE.studyUid());
            place(indexOf(ONE), before);
        }
        try (DicomArchive archive = open()) {
            assertThat(archive.study(ONE.studyUid()).instance(id(ONE, 0)).revision())
                    .isEqualTo(2);
            assertThat(SealedArchiveTest.restored(archive, id(ONE, 0))).isEqualTo(replaced);
        }
    }

    /** Each bit, each length, and whatever is put behind it or between. */
    @Test
    void anAlteredDescriptionIsAFailedAuthentication() throws IOException {
        ObjectKey at = new ObjectKey("archive.json");
        byte[] bytes = objects.get(at);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] altered = bytes.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            assertNotOpened(at, altered, "bit " + bit);
        }
        for (int length = 0; length < bytes.length; length++) {
            assertNotOpened(at, Arrays.copyOf(bytes, length), "cut to " + length);
        }
        for (int more : new int[] {1, 16, 1000, 70_000}) {
            byte[] longer = Arrays.copyOf(bytes, bytes.length + more);
            Arrays.fill(longer, bytes.length, longer.length, (byte) '\n');
            assertNotOpened(at, longer, "longer by " + more);
        }
        String json = new String(bytes, StandardCharsets.UTF_8);
        for (String altered : List.of(
                json.replace(",", " ,"),
                json.replace("{", "{\"more\":1,"),
                json.replace("\"format\":1,", "\"format\":1,\"format\":1,"),
                json.replace("=\"", "\""))) {
            assertNotOpened(at, altered.getBytes(StandardCharsets.UTF_8), altered);
        }
        place(at, bytes);
        try (DicomArchive archive = open()) {
            assertReadable(archive, "as it was", ONE, 0);
        }
    }

    private void assertNotOpened(ObjectKey at, byte[] altered, String what) throws IOException {
        place(at, altered);
        assertFails(what, this::open);
    }

    @Test
    void ofALargeObjectOnlyWhatWasAuthenticatedIsGivenOut() throws IOException {
        SyntheticStudy large = SyntheticStudy.ct(63, 1);
        byte[] file = large.bytes(0);
        ObjectKey at = object(large, 0, 1);
        try (DicomArchive archive = DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(key))
                .storage(StoragePolicy.AS_RECEIVED)
                .open()) {
            archive.put(file);
        }
        remember();
        byte[] sealed = objects.get(at);
        for (int round = 0; round < 40; round++) {
            int place = random.nextInt(sealed.length);
            byte[] altered = sealed.clone();
            altered[place] ^= (byte) (1 << random.nextInt(8));
            byte[] bytes = round % 2 == 0 ? altered : Arrays.copyOf(sealed, place);
            place(at, bytes);
            try (DicomArchive archive = open()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                assertThatThrownBy(() -> archive.restore(id(large, 0), out), "byte " + place)
                        .isInstanceOf(AuthenticationFailedException.class);
                byte[] given = out.toByteArray();
                assertThat(given.length).isLessThan(file.length);
                assertThat(Arrays.equals(given, Arrays.copyOf(file, given.length)))
                        .as("what was given out is of the file")
                        .isTrue();
                assertNamed(archive, "byte " + place, at);
            }
        }
    }
}
