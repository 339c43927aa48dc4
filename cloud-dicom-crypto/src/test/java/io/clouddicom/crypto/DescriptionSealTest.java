package io.clouddicom.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.DicomArchive;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyProblem;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an archive says of itself cannot be altered, exchanged or taken away unnoticed. */
class DescriptionSealTest {
    private static final ObjectKey DESCRIPTION = new ObjectKey("archive.json");
    private static final SyntheticStudy STUDY = SyntheticStudy.ct(5, 2).withSize(8, 8);

    @TempDir
    private Path folder;

    private final ObjectStore store = ObjectStores.memory();
    private CountingKey key;

    @BeforeEach
    void makeAnArchive() throws IOException {
        key = CountingKey.inFolder(folder);
        try (DicomArchive archive = open()) {
            archive.put(STUDY.bytes(0));
        }
    }

    private DicomArchive open() throws IOException {
        return DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(key))
                .open();
    }

    private static String description(ObjectStore of) throws IOException {
        try (ObjectReader reader = of.get(DESCRIPTION, ByteRange.all())) {
            return new String(reader.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void describe(String json) throws IOException {
        store.put(DESCRIPTION, ObjectContent.of(json.getBytes(StandardCharsets.UTF_8)), PutCondition.any());
    }

    @Test
    void everyValueIsSealed() throws IOException {
        String json = description(store);
        Matcher value =
                Pattern.compile("\"([^\"]+)\":(\"[^\"]*\"|\\[[^]]*\\]|\\d+)").matcher(json);
        int values = 0;
        while (value.find()) {
            values++;
            String altered = switch (value.group(1)) {
                case "format" -> "0";
                case "id" -> "\"00000000-0000-0000-0000-000000000000\"";
                case "naming" -> "\"opaque\"";
                case "encryption" -> "\"none\"";
                case "keks" -> value.group(2).replace("]", ",\"local:00000000\"]");
                case "seal" -> "\"" + new StringBuilder(value.group(2).replace("\"", "")).reverse() + "\"";
                case "policy" -> "\"as-received\"";
                case "leastFidelity" -> "\"coefficient-exact\"";
                default -> throw new AssertionError("not tested: " + value.group(1));
            };
            describe(json.substring(0, value.start(2)) + altered + json.substring(value.end(2)));
            assertThatThrownBy(this::open).as("%s", value.group(1)).isInstanceOf(AuthenticationFailedException.class);
        }
        assertThat(values).isEqualTo(8);
    }

    @Test
    void alteringThePolicyOrTheSealIsAFailedAuthentication() throws IOException {
        String json = description(store);
        for (String altered : List.of(
                json.replace("htj2k-lossless-rpcl", "as-received"),
                json.replaceAll(",?\"seal\":\"[^\"]*\"", ""),
                json.replaceAll("\"seal\":\"[^\"]*\"", "\"seal\":\"?\""),
                json.replaceAll("\"seal\":\"....", "\"seal\":\"AAAA"))) {
            assertThat(altered).isNotEqualTo(json);
            describe(altered);
            assertThatThrownBy(this::open)
                    .isInstanceOf(AuthenticationFailedException.class)
                    .hasMessageContaining("archive.json");
        }
    }

    @Test
    void theDescriptionOfAnotherArchiveUnderTheSameKeyDoesNotFit() throws IOException {
        String json = description(store);
        ObjectStore other = ObjectStores.memory();
        DicomArchive.builder(other)
                .protection(EnvelopeEncryption.with(key))
                .open()
                .close();
        String id = "\"id\":\"[^\"]*\"";
        Matcher mine = Pattern.compile(id).matcher(json);
        assertThat(mine.find()).isTrue();
        describe(description(other).replaceAll(id, mine.group()));
        assertThatThrownBy(this::open).isInstanceOf(AuthenticationFailedException.class);
        // The other one's as it is opens, but what is here is not of that archive.
        describe(description(other));
        try (DicomArchive archive = open()) {
            assertThatThrownBy(() -> SealedArchiveTest.restored(archive, SealedArchiveTest.id(STUDY, 0)))
                    .isInstanceOf(AuthenticationFailedException.class);
            assertThatThrownBy(() -> archive.put(STUDY.bytes(1))).isInstanceOf(AuthenticationFailedException.class);
        }
    }

    @Test
    void aDescriptionThatIsGoneIsNotMadeAnew() throws IOException {
        store.delete(DESCRIPTION);
        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("the description of their archive is gone");
        assertThatThrownBy(() -> DicomArchive.builder(store).open()).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void aDescriptionThatSaysPlainIsRefusedByThoseWhoHaveAKey() throws IOException {
        String json = description(store);
        describe(json.replace("study-keys", "none"));
        assertThatThrownBy(this::open)
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessageContaining("archive.json was altered or damaged");
        assertThatThrownBy(() -> DicomArchive.builder(store).open()).isInstanceOf(CorruptDataException.class);
        describe(json.replace("study-keys", "none").replaceAll(",\"(keks|seal)\":(\"[^\"]*\"|\\[[^]]*\\])", ""));
        assertThatThrownBy(this::open)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not encrypted");
        describe(json);
        assertThatThrownBy(() -> DicomArchive.builder(store).open())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("the archive is encrypted");
    }

    @Test
    void verifyChecksTheSeal() throws IOException {
        String json = description(store);
        try (DicomArchive archive = open()) {
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .clean())
                    .isTrue();
            for (String altered :
                    List.of(json.replace("htj2k-lossless-rpcl", "j2k-lossless"), json.replace("study-keys", "none"))) {
                describe(altered);
                assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                                .problems())
                        .extracting(VerifyProblem::type)
                        .contains(VerifyProblem.Type.CORRUPT_DESCRIPTION);
            }
        }
    }

    @Test
    void aMoveToAnotherKeyIsNotMadeOnAnAlteredDescription() throws IOException {
        String json = description(store);
        CountingKey other = CountingKey.inFolder(folder);
        try (DicomArchive archive = open()) {
            describe(json.replace("htj2k-lossless-rpcl", "as-received"));
            assertThatThrownBy(() -> archive.keys().rewrap(EnvelopeEncryption.with(other), studies -> {}))
                    .isInstanceOf(AuthenticationFailedException.class);
            describe(json);
            assertThat(archive.keys()
                            .rewrap(EnvelopeEncryption.with(other), studies -> {})
                            .covers(other.id()))
                    .isTrue();
        }
        try (DicomArchive archive = DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(other))
                .open()) {
            assertThat(SealedArchiveTest.restored(archive, SealedArchiveTest.id(STUDY, 0)))
                    .isEqualTo(STUDY.bytes(0));
        }
    }
}
