package io.clouddicom.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.DicomArchive;
import io.clouddicom.KeyReport;
import io.clouddicom.RetryPolicy;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moving to another version of the same key-encryption key. */
class KeyVersionsTest {
    private static final int STUDIES = 4;

    @TempDir
    private Path folder;

    private final ObjectStore store = ObjectStores.memory();
    private Path file;
    private KeyEncryptionKey first;

    @BeforeEach
    void makeAnArchive() throws IOException {
        file = folder.resolve("key.json");
        first = LocalKeyFile.create(file, Optional.empty());
        try (DicomArchive archive = open(first)) {
            for (int i = 0; i < STUDIES; i++) {
                archive.put(study(i).bytes(0));
            }
        }
    }

    private static SyntheticStudy study(int number) {
        return SyntheticStudy.ct(2000 + number, 1).withSize(8, 8);
    }

    private DicomArchive open(KeyEncryptionKey key) throws IOException {
        return DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(key))
                .open();
    }

    private static void assertReadable(DicomArchive archive, int studies) throws IOException {
        for (int i = 0; i < studies; i++) {
            assertThat(SealedArchiveTest.restored(archive, SealedArchiveTest.id(study(i), 0)))
                    .isEqualTo(study(i).bytes(0));
        }
    }

    @Test
    void aRotatedKeyKeepsItsNameAndOpensWhatItsOlderVersionWrapped() throws IOException {
        KeyEncryptionKey second = LocalKeyFile.rotate(file, Optional.empty());
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(first.version()).isEmpty();
        assertThat(second.version()).matches("[0-9a-f]{8}");
        KeyEncryptionKey third = LocalKeyFile.rotate(file, Optional.empty());
        assertThat(third.id()).isEqualTo(first.id());
        assertThat(third.version()).isNotEqualTo(second.version());
        byte[] data = {1};
        byte[] wrapped = first.wrap(new byte[] {5}, data);
        KeyEncryptionKey opened = LocalKeyFile.open(file, Optional.empty());
        assertThat(opened.version()).isEqualTo(third.version());
        assertThat(opened.unwrap(wrapped, data)).containsExactly(5);
        assertThatThrownBy(() -> first.unwrap(opened.wrap(new byte[] {5}, data), data))
                .isInstanceOf(AuthenticationFailedException.class);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aPreparedVersionWrapsOnlyOnceItIsRotatedTo() throws IOException {
        KeyEncryptionKey prepared = LocalKeyFile.prepareRotation(file, Optional.empty());
        assertThat(prepared.version()).isEmpty();
        assertThat(LocalKeyFile.prepareRotation(file, Optional.empty()).version())
                .isEmpty();
        KeyEncryptionKey rotated = LocalKeyFile.rotate(file, Optional.empty());
        assertThat(rotated.version()).isNotEmpty();
        byte[] data = {1};
        assertThat(prepared.unwrap(rotated.wrap(new byte[] {5}, data), data)).containsExactly(5);
    }

    @Test
    void aProtectedFileStaysProtected() throws IOException {
        Path secret = folder.resolve("protected.json");
        Optional<char[]> passphrase = Optional.of("a long passphrase".toCharArray());
        KeyEncryptionKey key = LocalKeyFile.create(secret, passphrase);
        KeyEncryptionKey rotated = LocalKeyFile.rotate(secret, passphrase);
        assertThat(rotated.id()).isEqualTo(key.id());
        assertThat(Files.readString(secret)).contains("argon2id");
        assertThatThrownBy(() -> LocalKeyFile.rotate(secret, Optional.of("another".toCharArray())))
                .isInstanceOf(AuthenticationFailedException.class);
        assertThat(LocalKeyFile.open(secret, passphrase).version()).isEqualTo(rotated.version());
    }

    @Test
    void studyKeysAreWrappedByTheNewVersionAndTheReportTellsWhich() throws IOException {
        KeyEncryptionKey second = LocalKeyFile.rotate(file, Optional.empty());
        String reference = second.id() + "#" + second.version();
        CountingKey counting = new CountingKey(second);
        try (DicomArchive archive = open(counting)) {
            assertThat(archive.keys().report().studies()).isEqualTo(Map.of(first.id(), STUDIES));
            assertReadable(archive, STUDIES);
            archive.put(study(STUDIES).bytes(0));
            assertThat(archive.keys().report().studies()).isEqualTo(Map.of(first.id(), STUDIES, reference, 1));
            int wraps = counting.wraps.get();
            try {
                archive.keys().rewrap(EnvelopeEncryption.with(counting), studies -> {
                    if (studies == 2) {
                        throw new IllegalStateException("broken off");
                    }
                });
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("broken off");
            }
            KeyReport report = archive.keys().rewrap(EnvelopeEncryption.with(counting), studies -> {});
            assertThat(report.studies()).isEqualTo(Map.of(reference, STUDIES + 1));
            assertThat(report.covers(reference)).isTrue();
            assertThat(report.covers(first.id())).isTrue();
            assertThat(report.covers(first.id() + "#00")).isFalse();
            // Each study's key once; by each run a trial and the seal of the description.
            assertThat(counting.wraps.get() - wraps).isEqualTo(STUDIES + 4);
            assertReadable(archive, STUDIES + 1);
        }
        // The old version opens nothing any more.
        assertThatThrownBy(() -> open(first)).isInstanceOf(AuthenticationFailedException.class);
        try (DicomArchive archive = open(second)) {
            assertReadable(archive, STUDIES + 1);
        }
    }

    @Test
    void aMoveBreaksOffAtAnyRequestAndAnotherRunGoesOn() throws IOException {
        CountingKey other = CountingKey.inFolder(folder);
        boolean complete = false;
        for (int request = 1; !complete; request++) {
            ObjectStore copy = copy();
            int last = request;
            RequestHook dying = new RequestHook(copy);
            try (DicomArchive archive = DicomArchive.builder(dying)
                    .protection(EnvelopeEncryption.with(first))
                    .retries(RetryPolicy.NONE)
                    .open()) {
                dying.restart();
                dying.before = number -> {
                    if (number > last) {
                        throw new AccessDeniedException("any", "request " + number, "the process is dead");
                    }
                };
                complete = archive.keys()
                        .rewrap(EnvelopeEncryption.with(other), studies -> {})
                        .covers(other.id());
            } catch (AccessDeniedException e) {
                assertThat(e).hasMessageContaining("the process is dead");
            }
            assertThat(request).isLessThan(100);
            try (DicomArchive archive = DicomArchive.builder(copy)
                    .protection(EnvelopeEncryption.with(List.of(first, other)))
                    .open()) {
                assertReadable(archive, STUDIES);
                assertThat(archive.keys()
                                .rewrap(EnvelopeEncryption.with(other), studies -> {})
                                .covers(other.id()))
                        .isTrue();
            }
            try (DicomArchive archive = DicomArchive.builder(copy)
                    .protection(EnvelopeEncryption.with(other))
                    .open()) {
                assertReadable(archive, STUDIES);
            }
        }
    }

    private ObjectStore copy() throws IOException {
        ObjectStore copy = ObjectStores.memory();
        try (Listing<ObjectInfo> listing = store.list("", "")) {
            for (ObjectInfo info = listing.next(); info != null; info = listing.next()) {
                try (ObjectReader reader = store.get(info.key(), ByteRange.all())) {
                    copy.put(info.key(), ObjectContent.of(reader.readAllBytes()), PutCondition.any());
                }
            }
        }
        return copy;
    }
}
