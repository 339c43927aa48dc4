package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.DicomArchive;
import io.clouddicom.DuplicatePolicy;
import io.clouddicom.Instance;
import io.clouddicom.InstanceId;
import io.clouddicom.InstanceSource;
import io.clouddicom.PutOptions;
import io.clouddicom.Receipt;
import io.clouddicom.StoragePolicy;
import io.clouddicom.Study;
import io.clouddicom.dicom.Tag;
import io.clouddicom.store.ObjectStores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which requests the archive makes. */
class ArchiveRequestsTest {
    private final RecordingStore store = new RecordingStore(ObjectStores.memory());
    private final InstanceId id = SmallInstance.id(1, 2, 3);
    private final String prefix = "studies/1.2.826.0.1.1/instances/1.2.826.0.1.1.2/1.2.826.0.1.1.2.3.";
    private DicomArchive archive;

    @BeforeEach
    void open() throws Exception {
        archive = DicomArchive.builder(store).storage(StoragePolicy.AS_RECEIVED).open();
        store.forgetCalls();
    }

    @Test
    void theUsualPutIsOneRequest() throws Exception {
        archive.put(SmallInstance.file(id, 1));
        store.assertCalls("put " + prefix + "1");
        store.assertAllClosed();
    }

    @Test
    void puttingTheSameAgainLooksAtWhatIsThere() throws Exception {
        archive.put(SmallInstance.file(id, 1));
        store.forgetCalls();
        Receipt receipt = archive.put(SmallInstance.file(id, 1));
        assertThat(receipt.alreadyPresent()).isTrue();
        store.assertCalls(
                "put " + prefix + "1 !AlreadyExistsException", "list " + prefix, "get " + prefix + "1 [-65536]");
    }

    @Test
    void replacingPutsTheNextRevisionAndLooksWhetherItIsOnTop() throws Exception {
        archive.put(SmallInstance.file(id, 1));
        store.forgetCalls();
        Receipt receipt = archive.put(
                InstanceSource.of(SmallInstance.file(id, 2)),
                PutOptions.DEFAULT.withDuplicates(DuplicatePolicy.REPLACE));
        assertThat(receipt.revision()).isEqualTo(2);
        store.assertCalls(
                "put " + prefix + "1 !AlreadyExistsException",
                "list " + prefix,
                "get " + prefix + "1 [-65536]",
                "put " + prefix + "2",
                "list " + prefix);
        store.assertAllClosed();
    }

    @Test
    void aStudyOfFiveThousandInstancesOpensWithOneListingAndOneGet() throws Exception {
        int count = 5000;
        for (int i = 0; i < count; i++) {
            InstanceId instance = SmallInstance.id(4, i % 7, i);
            archive.put(SmallInstance.file(instance, i));
        }
        archive.index(SmallInstance.id(4, 0, 0).study());
        store.forgetCalls();
        Study study = archive.study(SmallInstance.id(4, 0, 0).study());
        assertThat(study.instances()).hasSize(count);
        assertThat(study.series()).hasSize(7);
        assertThat(study.uncovered()).isZero();
        for (Instance instance : study.instances()) {
            assertThat(instance.metadata().uid(Tag.SOP_INSTANCE_UID))
                    .contains(instance.id().instance());
            assertThat(instance.frameCount()).isEqualTo(1);
        }
        store.assertCalls("list studies/1.2.826.0.1.4/", "get studies/1.2.826.0.1.4/index");
        store.assertAllClosed();
    }

    @Test
    void aFrameIsOneRangeOfExactlyItsBytes() throws Exception {
        archive.put(SmallInstance.file(id, 1));
        archive.index(id.study());
        Instance instance = archive.study(id.study()).instance(id);
        instance.frameCount();
        store.forgetCalls();
        byte[] frame = instance.frame(1).fetch();
        int head = SmallInstance.head(id, 1, 8, 8, 64).size();
        assertThat(frame).hasSize(64);
        store.assertCalls("get " + prefix + "1 [" + head + ", " + (head + 64) + ")");
        store.assertAllClosed();
    }
}
