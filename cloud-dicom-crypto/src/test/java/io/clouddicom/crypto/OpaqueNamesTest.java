package io.clouddicom.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.DicomArchive;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.StudyId;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyProblem;
import io.clouddicom.dicom.Uid;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.RecordingStore;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of objects that tell nothing. */
class OpaqueNamesTest {
    private static final int STUDIES = 4;

    @TempDir
    private Path folder;

    private final RecordingStore store = new RecordingStore(ObjectStores.memory());
    private CountingKey key;

    @BeforeEach
    void makeKey() throws IOException {
        key = CountingKey.inFolder(folder);
    }

    private DicomArchive.Builder builder() {
        return DicomArchive.builder(store).protection(EnvelopeEncryption.with(key));
    }

    private static SyntheticStudy study(int number) {
        return SyntheticStudy.mr(500 + number, 12).withSize(8, 8);
    }

    private void fill(DicomArchive archive) throws IOException {
        for (int s = 0; s < STUDIES; s++) {
            for (int i = 0; i < 12; i++) {
                archive.put(study(s).bytes(i));
            }
            archive.index(study(s).studyUid());
        }
    }

    private List<ObjectInfo> objects() throws IOException {
        try (Listing<ObjectInfo> listing = store.list("", "")) {
            return listing.toList();
        }
    }

    @Test
    void anArchiveWorksAsAlwaysAndNoUidStandsAnywhere() throws IOException {
        try (DicomArchive archive = builder().opaqueNames().open()) {
            fill(archive);
            archive.delete(SealedArchiveTest.id(study(1), 3));
            archive.delete(new StudyId(study(2).studyUid()));
            archive.undelete(new StudyId(study(2).studyUid()));
        }
        try (DicomArchive archive = builder().existing().open()) {
            assertThat(archive.study(study(0).studyUid()).instances()).hasSize(12);
            assertThat(archive.study(study(0).studyUid()).uncovered()).isZero();
            assertThat(archive.study(study(1).studyUid()).instances()).hasSize(11);
            for (int i = 0; i < 12; i++) {
                assertThat(SealedArchiveTest.restored(archive, SealedArchiveTest.id(study(2), i)))
                        .isEqualTo(study(2).bytes(i));
            }
            List<Uid> listed;
            try (Listing<Uid> listing = archive.studies()) {
                listed = listing.toList();
            }
            List<Uid> all = new ArrayList<>();
            for (int s = 0; s < STUDIES; s++) {
                all.add(study(s).studyUid());
            }
            assertThat(listed).containsExactlyInAnyOrderElementsOf(all);
            try (Listing<Uid> rest = archive.studies(listed.get(1))) {
                assertThat(rest.toList()).isEqualTo(listed.subList(2, STUDIES));
            }
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .problems())
                    .allMatch(problem -> problem.type() == VerifyProblem.Type.STALE_INDEX);
            assertThat(archive.keys().shred(study(3).studyUid()).complete()).isTrue();
        }
        for (ObjectInfo info : objects()) {
            assertThat(info.key().value()).doesNotContain("2.25");
            try (ObjectReader reader = store.get(info.key(), ByteRange.all())) {
                assertThat(new String(reader.readAllBytes(), StandardCharsets.ISO_8859_1))
                        .doesNotContain("2.25.");
            }
        }
        // All names of a kind have one length: they do not tell that of the UID.
        assertThat(objects().stream()
                        .filter(info -> info.key().value().endsWith(".1"))
                        .map(info -> info.key().value().length()))
                .hasSize(36)
                .containsOnly(128 * 3 + "studies//instances//.1".length());
        store.assertAllClosed();
    }

    @Test
    void openingTakesTwoCallsOfTheKeyAndListingStudiesNone() throws IOException {
        try (DicomArchive archive = builder().opaqueNames().open()) {
            fill(archive);
        }
        key.wraps.set(0);
        key.unwraps.set(0);
        try (DicomArchive archive = builder().open();
                Listing<Uid> studies = archive.studies()) {
            store.forgetCalls();
            assertThat(studies.toList()).hasSize(STUDIES);
            store.assertCalls();
        }
        // The seal of the description, and the naming key.
        assertThat(key.calls()).isEqualTo(2);
    }

    @Test
    void alteringTheNamingOrItsKeyIsNoticed() throws IOException {
        try (DicomArchive archive = builder().opaqueNames().open()) {
            fill(archive);
        }
        ObjectKey description = new ObjectKey("archive.json");
        String json;
        try (ObjectReader reader = store.get(description, ByteRange.all())) {
            json = new String(reader.readAllBytes(), StandardCharsets.UTF_8);
        }
        int at = json.indexOf("\"namingKey\":\"") + 40;
        char other = json.charAt(at) == 'A' ? 'B' : 'A';
        put(description, json.substring(0, at) + other + json.substring(at + 1));
        assertThatThrownBy(() -> builder().open()).isInstanceOf(AuthenticationFailedException.class);
        put(description, json.replace("\"opaque\"", "\"plain\""));
        assertThatThrownBy(() -> builder().open()).isInstanceOf(CloudDicomException.class);
        put(description, json.replace("\"opaque\"", "\"plain\"").replaceAll(",\"namingKey\":\"[^\"]*\"", ""));
        assertThatThrownBy(() -> builder().opaqueNames().open())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("no opaque names");
    }

    private void put(ObjectKey at, String text) throws IOException {
        store.put(at, ObjectContent.of(text.getBytes(StandardCharsets.UTF_8)), PutCondition.any());
    }

    @Test
    void anArchiveWithOpaqueNamesMovesToAnotherKey() throws IOException {
        CountingKey other = CountingKey.inFolder(folder);
        try (DicomArchive archive = builder().opaqueNames().open()) {
            fill(archive);
            assertThat(archive.keys()
                            .rewrap(EnvelopeEncryption.with(other), studies -> {})
                            .covers(other.id()))
                    .isTrue();
        }
        try (DicomArchive archive = DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(other))
                .open()) {
            assertThat(SealedArchiveTest.restored(archive, SealedArchiveTest.id(study(2), 5)))
                    .isEqualTo(study(2).bytes(5));
        }
        assertThatThrownBy(() -> builder().open()).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void aNameThatWasNotMadeHereIsFoundAndHarmsNothing() throws IOException {
        try (DicomArchive archive = builder().opaqueNames().open()) {
            fill(archive);
            ObjectKey sample = objects().stream()
                    .map(ObjectInfo::key)
                    .filter(name -> name.value().endsWith(".1"))
                    .findFirst()
                    .orElseThrow();
            put(new ObjectKey("studies/" + study(0).studyUid() + "/instances/1.2/1.2.3.1"), "alien");
            put(new ObjectKey(sample.value().substring(0, sample.value().lastIndexOf('/')) + "/1.2.3.1"), "alien");
            assertThat(archive.study(study(0).studyUid()).instances()).hasSize(12);
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .problems())
                    .extracting(VerifyProblem::type)
                    .containsOnly(VerifyProblem.Type.UNKNOWN_OBJECT)
                    .hasSize(2);
        }
    }

    @Test
    void opaqueNamesNeedAKey() {
        try (ObjectStore plain = ObjectStores.memory()) {
            assertThatThrownBy(() -> DicomArchive.builder(plain).opaqueNames().open())
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("need a key");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
