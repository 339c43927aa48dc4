package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.clouddicom.ArchiveScope;
import io.clouddicom.CloudDicomException;
import io.clouddicom.DicomArchive;
import io.clouddicom.DuplicatePolicy;
import io.clouddicom.Fidelity;
import io.clouddicom.Instance;
import io.clouddicom.InstanceSource;
import io.clouddicom.PutOptions;
import io.clouddicom.Receipt;
import io.clouddicom.RetryPolicy;
import io.clouddicom.Sha256;
import io.clouddicom.StoragePolicy;
import io.clouddicom.StudyId;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One fault at every step of a put, of every kind, whatever is stored: what becomes visible verifies and comes back, what was
 * acknowledged is there, and a put that failed can be made again.
 */
class PutUnderFaultsTest {
    private static final long SEED = 20261124;
    private static final PutOptions REPLACE = PutOptions.DEFAULT.withDuplicates(DuplicatePolicy.REPLACE);
    private static final RetryPolicy QUICK =
            new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(5));

    private final List<byte[]> files = List.of(
            SyntheticStudy.ct(SEED, 1).withSize(64, 48).bytes(0),
            SyntheticStudy.ultrasound(SEED, 2)
                    .withSize(40, 52)
                    .withTransferSyntax(TransferSyntax.RLE_LOSSLESS)
                    .bytes(0));

    @ParameterizedTest
    @EnumSource
    void whateverFailsOfAPutNothingWrongBecomesVisible(StoragePolicy policy) throws Exception {
        int injected = 0;
        for (byte[] file : files) {
            for (StoreOperation operation : StoreOperation.values()) {
                for (Fault fault : Fault.values()) {
                    if (!fault.appliesTo(operation) || fault == Fault.LATENCY) {
                        continue;
                    }
                    for (RetryPolicy retries : List.of(RetryPolicy.NONE, QUICK)) {
                        int nth = 1;
                        while (putsWithFault(file, policy, operation, fault, nth, retries)) {
                            nth++;
                            injected++;
                        }
                    }
                }
            }
        }
        System.out.println(policy + ": " + injected + " puts with a fault");
        assertThat(injected).isGreaterThan(40);
    }

    /** A put, a second one of other content, and the first one again; whether the fault happened. */
    private boolean putsWithFault(
            byte[] file, StoragePolicy policy, StoreOperation operation, Fault fault, int nth, RetryPolicy retries)
            throws Exception {
        String name = policy + ", " + fault + " at call " + nth + " of " + operation;
        ObjectStore memory = ObjectStores.memory();
        DicomArchive.builder(memory).storage(policy).open().close();
        FaultInjectingStore store = FaultInjectingStore.over(memory).seed(SEED).build();
        try (DicomArchive archive = DicomArchive.builder(store).retries(retries).open()) {
            store.failNth(nth, operation, fault);
            put(archive, file, name);
            put(archive, otherContent(file), name);
            put(archive, file, name);
            boolean happened = !store.injected().isEmpty();
            store.heal();
            Receipt again = archive.put(InstanceSource.of(file), REPLACE);
            assertThat(again.outcome()).as(name).isNotEqualTo(Receipt.Outcome.SKIPPED);
            assertVisibleIsRight(archive, again, name);
            return happened;
        }
    }

    /** The same instance with another pixel. */
    private static byte[] otherContent(byte[] file) {
        byte[] other = file.clone();
        other[other.length - 20] ^= 1;
        return other;
    }

    /** A put that may fail; what it acknowledges comes back at once, and what is visible verifies in any case. */
    private static void put(DicomArchive archive, byte[] file, String name) throws Exception {
        try {
            Receipt receipt = archive.put(InstanceSource.of(file), REPLACE);
            assertThat(receipt.sha256()).as(name).isEqualTo(sha256(file));
        } catch (CloudDicomException e) {
            assertThat(e.getMessage()).as(name).isNotBlank();
        }
    }

    private static void assertVisibleIsRight(DicomArchive archive, Receipt receipt, String name) throws Exception {
        assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE).problems())
                .as(name)
                .isEmpty();
        Instance instance = archive.instance(receipt.instance(), receipt.revision());
        assertThat(instance.sha256()).as(name).isEqualTo(receipt.sha256());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        instance.restore(out);
        assertThat(sha256(out.toByteArray())).as(name).isEqualTo(instance.restoredSha256());
        if (instance.fidelity() == Fidelity.BYTE_EXACT) {
            assertThat(instance.restoredSha256()).as(name).isEqualTo(receipt.sha256());
        }
        for (int i = 1; i <= instance.frameCount(); i++) {
            assertThat(instance.frame(i).decode()).as(name).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSourceThatBreaksOffLeavesNothing(StoragePolicy policy) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        System.out.println("seed " + SEED);
        for (byte[] file : files) {
            for (int round = 0; round < 20; round++) {
                int length = random.nextInt(file.length);
                try (ObjectStore memory = ObjectStores.memory();
                        DicomArchive archive =
                                DicomArchive.builder(memory).storage(policy).open()) {
                    IOException broken = new IOException("the source broke off");
                    Throwable thrown = catchThrowable(() -> archive.put(out -> {
                        out.write(file, 0, length);
                        throw broken;
                    }));
                    assertThat(thrown).isSameAs(broken);
                    assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                                    .objectsChecked())
                            .isZero();
                }
            }
        }
    }

    @Test
    void verificationTellsHowExactlyInstancesComeBack() throws Exception {
        try (ObjectStore memory = ObjectStores.memory();
                DicomArchive archive = DicomArchive.builder(memory).open()) {
            ArchiveScope study = null;
            for (byte[] file : files) {
                study = new StudyId(archive.put(file).study());
            }
            assertThat(archive.storage()).isEqualTo(StoragePolicy.HTJ2K_LOSSLESS_RPCL);
            assertThat(archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE)
                            .fidelities())
                    .containsEntry(Fidelity.BYTE_EXACT, 1L)
                    .containsEntry(Fidelity.PIXEL_EXACT, 1L)
                    .hasSize(2);
            assertThat(study).isNotNull();
            assertThat(archive.verify(VerifyOptions.DEFAULT.within(study), VerifyListener.NONE)
                            .fidelities())
                    .containsOnlyKeys(Fidelity.PIXEL_EXACT);
        }
    }

    private static Sha256 sha256(byte[] bytes) throws Exception {
        return Sha256.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
