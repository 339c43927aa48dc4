package io.clouddicom.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.DicomArchive;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.KeyReport;
import io.clouddicom.NotFoundException;
import io.clouddicom.ShredReport;
import io.clouddicom.UnavailableException;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.RecordingStore;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moving from one key-encryption key to another, and destroying studies. */
class ArchiveKeysTest {
    private static final int STUDIES = 5;

    @TempDir
    private Path folder;

    private final RecordingStore store = new RecordingStore(ObjectStores.memory());
    private CountingKey oldKey;
    private CountingKey newKey;

    @BeforeEach
    void makeAnArchive() throws IOException {
        oldKey = CountingKey.inFolder(folder);
        newKey = CountingKey.inFolder(folder);
        try (DicomArchive archive = open(oldKey)) {
            for (int i = 0; i < STUDIES; i++) {
                archive.put(study(i).bytes(0));
                archive.put(study(i).bytes(1));
                archive.index(study(i).studyUid());
            }
        }
    }

    private static SyntheticStudy study(int number) {
        return SyntheticStudy.ct(1000 + number, 2).withSize(8, 8);
    }

    private DicomArchive open(KeyEncryptionKey... keys) throws IOException {
        return DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(List.of(keys)))
                .open();
    }

    private void assertReadable(DicomArchive archive, int study) throws IOException {
        for (int i = 0; i < 2; i++) {
            assertThat(SealedArchiveTest.restored(archive, SealedArchiveTest.id(study(study), i)))
                    .isEqualTo(study(study).bytes(i));
        }
    }

    private Map<ObjectKey, ObjectInfo> objects() throws IOException {
        Map<ObjectKey, ObjectInfo> objects = new LinkedHashMap<>();
        try (Listing<ObjectInfo> listing = store.list("", "")) {
            listing.toList().forEach(info -> objects.put(info.key(), info));
        }
        return objects;
    }

    @Test
    void anArchiveMovesToAnotherKeyWithoutTouchingWhatIsSealed() throws IOException {
        Map<ObjectKey, ObjectInfo> before = objects();
        try (DicomArchive archive = open(oldKey)) {
            assertThat(archive.keys().report().studies()).isEqualTo(Map.of(oldKey.id(), STUDIES));
            KeyReport report = archive.keys().rewrap(EnvelopeEncryption.with(newKey), studies -> {});
            assertThat(report.studies()).isEqualTo(Map.of(newKey.id(), STUDIES));
            assertThat(report.covers(newKey.id())).isTrue();
            // It goes on with both.
            archive.put(study(STUDIES).bytes(0));
            archive.put(study(STUDIES).bytes(1));
            assertReadable(archive, STUDIES);
        }
        Map<ObjectKey, ObjectInfo> after = objects();
        before.forEach((key, info) -> {
            boolean changed = key.value().endsWith("/key") || key.value().equals("archive.json");
            assertThat(after.get(key).equals(info)).as("%s", key).isEqualTo(!changed);
        });
        try (DicomArchive archive = open(newKey)) {
            for (int i = 0; i <= STUDIES; i++) {
                assertReadable(archive, i);
            }
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .clean())
                    .isTrue();
        }
        assertThatThrownBy(() -> open(oldKey)).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void aRunThatIsBrokenOffIsBegunAgainAndBothKeysWorkMeanwhile() throws IOException {
        try (DicomArchive archive = open(oldKey)) {
            KeyReport report = archive.keys().rewrap(EnvelopeEncryption.with(newKey), studies -> {
                if (studies == 2) {
                    throw new IllegalStateException("broken off");
                }
            });
            throw new AssertionError("not broken off: " + report);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("broken off");
        }
        try (DicomArchive archive = open(oldKey, newKey)) {
            assertThat(archive.keys().report().studies()).isEqualTo(Map.of(oldKey.id(), 3, newKey.id(), 2));
            for (int i = 0; i < STUDIES; i++) {
                assertReadable(archive, i);
            }
            archive.put(study(STUDIES).bytes(0));
            assertThat(archive.keys().report().studies()).isEqualTo(Map.of(oldKey.id(), 3, newKey.id(), 3));
            int wraps = newKey.wraps.get();
            KeyReport report = archive.keys().rewrap(EnvelopeEncryption.with(newKey), studies -> {});
            assertThat(report.covers(newKey.id())).isTrue();
            // Three studies' keys; a trial, and the seal of the description before and afterwards.
            assertThat(newKey.wraps.get() - wraps).isEqualTo(3 + 3);
        }
        open(newKey).close();
    }

    @Test
    void whatCannotBeMovedIsNamedAndTheOldKeyStays() throws IOException {
        ObjectKey damaged = new ObjectKey("studies/" + study(2).studyUid() + "/key");
        byte[] bytes;
        try (ObjectReader reader = store.get(damaged, ByteRange.all())) {
            bytes = reader.readAllBytes();
        }
        bytes[bytes.length - 1] ^= 1;
        store.put(damaged, ObjectContent.of(bytes), PutCondition.any());
        try (DicomArchive archive = open(oldKey)) {
            KeyReport report = archive.keys().rewrap(EnvelopeEncryption.with(newKey), studies -> {});
            assertThat(report.failures()).containsOnlyKeys(study(2).studyUid().value());
            assertThat(report.covers(newKey.id())).isFalse();
            assertThat(report.studies()).isEqualTo(Map.of(oldKey.id(), 1, newKey.id(), STUDIES - 1));
        }
        bytes[bytes.length - 1] ^= 1;
        store.put(damaged, ObjectContent.of(bytes), PutCondition.any());
        try (DicomArchive archive = open(newKey, oldKey)) {
            assertReadable(archive, 2);
        }
    }

    @Test
    void aTargetThatIsDownChangesNoKey() throws IOException {
        try (DicomArchive archive = DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(oldKey))
                .retries(new io.clouddicom.RetryPolicy(
                        1, java.time.Duration.ZERO, java.time.Duration.ZERO, java.time.Duration.ofSeconds(1)))
                .open()) {
            newKey.down = true;
            assertThatThrownBy(() -> archive.keys().rewrap(EnvelopeEncryption.with(newKey), studies -> {}))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(newKey.id());
            assertThat(archive.keys().report().studies()).isEqualTo(Map.of(oldKey.id(), STUDIES));
            archive.put(study(STUDIES).bytes(0));
            assertThat(archive.keys().report().studies()).isEqualTo(Map.of(oldKey.id(), STUDIES + 1));
        }
        open(oldKey).close();
    }

    @Test
    void aShreddedStudyIsGoneAndNoCopyOfItCanBeRead() throws IOException {
        Map<ObjectKey, byte[]> copies = new LinkedHashMap<>();
        for (ObjectKey key : objects().keySet()) {
            if (key.value().startsWith("studies/" + study(1).studyUid() + "/i")) {
                try (ObjectReader reader = store.get(key, ByteRange.all())) {
                    copies.put(key, reader.readAllBytes());
                }
            }
        }
        assertThat(copies).hasSize(3);
        try (DicomArchive archive = open(oldKey)) {
            assertReadable(archive, 1);
            store.forgetCalls();
            ShredReport report = archive.keys().shred(study(1).studyUid());
            assertThat(report).isEqualTo(new ShredReport(3, 3, Map.of()));
            assertThat(store.calls().stream().map(Object::toString))
                    .as("the key goes first")
                    .startsWith(
                            "list studies/" + study(1).studyUid() + "/",
                            "delete studies/" + study(1).studyUid() + "/key");
            assertThatThrownBy(() -> archive.study(study(1).studyUid())).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> archive.keys().shred(study(1).studyUid())).isInstanceOf(NotFoundException.class);
            for (Map.Entry<ObjectKey, byte[]> copy : copies.entrySet()) {
                store.put(copy.getKey(), ObjectContent.of(copy.getValue()), PutCondition.any());
            }
            assertThatThrownBy(() -> assertReadable(archive, 1)).isInstanceOf(AuthenticationFailedException.class);
            assertThat(archive.keys().report().withoutKey())
                    .containsExactly(study(1).studyUid().value());
            // Broken off behind the key, it goes on.
            assertThat(archive.keys().shred(study(1).studyUid()).deleted()).isEqualTo(3);
            for (int i : new int[] {0, 2, 3, 4}) {
                assertReadable(archive, i);
            }
            archive.put(study(1).bytes(0));
            archive.put(study(1).bytes(1));
            assertReadable(archive, 1);
        }
        store.assertAllClosed();
    }

    @Test
    void aPlainArchiveHasNoKeys() throws IOException {
        try (DicomArchive archive = DicomArchive.builder(ObjectStores.memory()).open()) {
            assertThatThrownBy(archive::keys).isInstanceOf(InvalidRequestException.class);
        }
    }
}
