package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.DicomArchive;
import io.clouddicom.DuplicatePolicy;
import io.clouddicom.InstanceId;
import io.clouddicom.InstanceSource;
import io.clouddicom.MalformedDicomException;
import io.clouddicom.NotFoundException;
import io.clouddicom.PurgeOptions;
import io.clouddicom.PurgeReport;
import io.clouddicom.PutOptions;
import io.clouddicom.Receipt;
import io.clouddicom.StoragePolicy;
import io.clouddicom.Study;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyProblem;
import io.clouddicom.dicom.Uid;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an archive does, on a store in memory. */
class ArchiveBehaviourTest {
    private static final PutOptions REPLACE = PutOptions.DEFAULT.withDuplicates(DuplicatePolicy.REPLACE);
    private static final PurgeOptions NOW = PurgeOptions.DEFAULT.withOlderThan(Duration.ZERO);

    private final ObjectStore store = ObjectStores.memory();
    private final InstanceId id = SmallInstance.id(1, 2, 3);
    private final ObjectKey key = new ObjectKey("studies/1.2.826.0.1.1/instances/1.2.826.0.1.1.2/1.2.826.0.1.1.2.3.1");
    private DicomArchive archive;

    @BeforeEach
    void open() throws IOException {
        archive = DicomArchive.builder(store).storage(StoragePolicy.AS_RECEIVED).open();
    }

    private byte[] restored(InstanceId instance) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archive.restore(instance, out);
        return out.toByteArray();
    }

    private byte[] object(ObjectKey of) throws IOException {
        try (ObjectReader reader = store.get(of, ByteRange.all())) {
            return reader.readAllBytes();
        }
    }

    @Test
    void everyKindOfSourceComesBackBitForBit() throws IOException {
        byte[] file = SmallInstance.file(id, 1);
        archive.put(new ByteArrayInputStream(file));
        assertThat(restored(id)).isEqualTo(file);
        assertThat(archive.put(Channels.newChannel(new ByteArrayInputStream(file)))
                        .alreadyPresent())
                .isTrue();
        assertThat(archive.put(out -> out.write(file)).alreadyPresent()).isTrue();
        assertThat(archive.put(file).alreadyPresent()).isTrue();
    }

    @Test
    void whatIsReadOnceAndLongIsSpooledAndComesBack() throws IOException {
        int bytes = 20 << 20;
        ByteArrayOutputStream file = SmallInstance.head(id, 20, 1024, 1024, bytes);
        byte[] pixels = new byte[bytes];
        new java.util.Random(5).nextBytes(pixels);
        file.writeBytes(pixels);
        archive.put(new ByteArrayInputStream(file.toByteArray()));
        assertThat(restored(id)).isEqualTo(file.toByteArray());
        assertThat(archive.instance(id).frame(20).fetch())
                .isEqualTo(Arrays.copyOfRange(pixels, bytes - (1 << 20), bytes));
        assertThat(archive.instance(id).fetch(archive.instance(id).frames())).hasSize(20);
    }

    @Test
    void otherContentIsRejectedSkippedOrReplaces() throws IOException {
        archive.put(SmallInstance.file(id, 1));
        assertThatThrownBy(() -> archive.put(SmallInstance.file(id, 2)))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining(id.toString());
        Receipt skipped = archive.put(
                InstanceSource.of(SmallInstance.file(id, 2)), PutOptions.DEFAULT.withDuplicates(DuplicatePolicy.SKIP));
        assertThat(skipped.outcome()).isEqualTo(Receipt.Outcome.SKIPPED);
        assertThat(archive.put(InstanceSource.of(SmallInstance.file(id, 2)), REPLACE)
                        .revision())
                .isEqualTo(2);
        assertThat(restored(id)).isEqualTo(SmallInstance.file(id, 2));
        ByteArrayOutputStream older = new ByteArrayOutputStream();
        archive.instance(id, 1).restore(older);
        assertThat(older.toByteArray()).isEqualTo(SmallInstance.file(id, 1));
    }

    @Test
    void deletedComesBackUntilItIsPurged() throws IOException {
        archive.put(SmallInstance.file(id, 1));
        assertThat(archive.delete(id).changed()).isEqualTo(1);
        assertThatThrownBy(() -> archive.study(id.study())).isInstanceOf(NotFoundException.class);
        assertThat(archive.undelete(id).changed()).isEqualTo(1);
        assertThat(restored(id)).isEqualTo(SmallInstance.file(id, 1));
        archive.delete(id);
        assertThat(archive.purge(PurgeOptions.DEFAULT).revisionsPurged()).isZero();
        PurgeReport report = archive.purge(NOW);
        assertThat(report.complete()).isTrue();
        assertThat(report.revisionsPurged()).isEqualTo(2);
        assertThatThrownBy(() -> archive.undelete(id)).isInstanceOf(NotFoundException.class);
        assertThat(archive.revisions(id)).allMatch(revision -> revision.tombstone());
        assertThat(archive.put(SmallInstance.file(id, 1)).revision()).isEqualTo(5);
        assertThat(restored(id)).isEqualTo(SmallInstance.file(id, 1));
    }

    @Test
    void aPurgeOfTheMarkersLeavesNothing() throws IOException {
        archive.put(SmallInstance.file(id, 1));
        archive.index(id.study());
        archive.delete(id);
        archive.purge(id, NOW.withoutMarkers());
        assertThat(store.list("", "").toList()).hasSize(1);
    }

    @Test
    void everyFlippedByteIsFound() throws IOException {
        archive.put(SmallInstance.file(id, 1));
        byte[] good = object(key);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            store.put(key, ObjectContent.of(bad), PutCondition.any());
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .clean())
                    .as("byte " + i)
                    .isFalse();
        }
        store.put(key, ObjectContent.of(good), PutCondition.any());
        assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE).problems())
                .isEmpty();
    }

    @Test
    void aDamagedPixelIsNeverHandedOut() throws IOException {
        archive.put(SmallInstance.file(id, 1));
        byte[] bad = object(key);
        bad[SmallInstance.head(id, 1, 8, 8, 64).size() + 5] ^= 1;
        store.put(key, ObjectContent.of(bad), PutCondition.any());
        assertThatThrownBy(() -> archive.instance(id).frame(1).fetch()).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> restored(id)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void aDamagedOrStaleIndexOnlyMakesTheStudySlower() throws IOException {
        archive.put(SmallInstance.file(id, 1));
        archive.index(id.study());
        archive.put(SmallInstance.file(SmallInstance.id(1, 2, 4), 1));
        assertThat(archive.study(id.study()).uncovered()).isEqualTo(1);
        ObjectKey index = new ObjectKey("studies/1.2.826.0.1.1/index");
        byte[] bytes = object(index);
        bytes[bytes.length - 1] ^= 1;
        store.put(index, ObjectContent.of(bytes), PutCondition.any());
        Study study = archive.study(id.study()).load();
        assertThat(study.instances()).hasSize(2);
        assertThat(study.instance(id).metadata().uid(io.clouddicom.dicom.Tag.SOP_INSTANCE_UID))
                .contains(id.instance());
        assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE).problems())
                .extracting(VerifyProblem::type)
                .containsExactly(VerifyProblem.Type.CORRUPT_INDEX);
    }

    @Test
    void aMisplacedObjectIsFound() throws IOException {
        archive.put(SmallInstance.file(id, 1));
        ObjectKey wrong = new ObjectKey("studies/1.2.826.0.1.1/instances/1.2.826.0.1.1.2/1.2.9.1");
        store.put(wrong, ObjectContent.of(object(key)), PutCondition.any());
        assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE).problems())
                .extracting(VerifyProblem::type)
                .containsExactly(VerifyProblem.Type.MISPLACED_OBJECT);
    }

    @Test
    void wildUidsAreAcceptedWithAWarning() throws IOException {
        InstanceId wild = new InstanceId(new Uid("1.02.A/b"), new Uid(".."), new Uid("9".repeat(300)));
        Receipt receipt = archive.put(SmallInstance.file(wild, 1));
        assertThat(receipt.warnings()).hasSize(3);
        assertThat(restored(wild)).isEqualTo(SmallInstance.file(wild, 1));
        assertThat(archive.study(wild.study()).instances().get(0).id()).isEqualTo(wild);
        assertThat(archive.studies().toList()).containsExactly(wild.study());
    }

    @Test
    void whatIsNoDicomIsRefusedAndNothingIsStored() throws IOException {
        assertThatThrownBy(() ->
                        archive.put("no DICOM at all, but longer than a header".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(MalformedDicomException.class);
        assertThat(store.list("studies/", "").toList()).isEmpty();
    }

    @Test
    void aNewerFormatIsRefused() throws IOException {
        ObjectStore newer = ObjectStores.memory();
        byte[] json =
                "{\"format\":2,\"id\":\"00000000-0000-0000-0000-000000000000\"}".getBytes(StandardCharsets.US_ASCII);
        newer.put(new ObjectKey("archive.json"), ObjectContent.of(json), PutCondition.any());
        assertThatThrownBy(() -> DicomArchive.builder(newer).open())
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("format 2");
        assertThatThrownBy(() ->
                        DicomArchive.builder(ObjectStores.memory()).existing().open())
                .isInstanceOf(NotFoundException.class);
    }
}
