package io.clouddicom.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.storage.Storage;
import io.clouddicom.store.CheckupFinding;
import io.clouddicom.store.CheckupReport;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.CheckupVerdict;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.StoreCheckup;
import io.clouddicom.store.StoreObservations;
import io.clouddicom.testkit.gcs.GcsDeletions;
import io.clouddicom.testkit.gcs.GcsFault;
import io.clouddicom.testkit.gcs.GcsServer;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A check-up finds nothing wrong on a server that speaks the JSON API, and leaves nothing there. */
class StoreCheckupOnGcsTest {
    private static final int CHUNK_BYTES = GcsOptions.CHUNK_UNIT_BYTES;

    @Test
    void everythingHolds() throws Exception {
        try (GcsServer server = GcsServer.start();
                Storage client = GcsTestStores.client(server);
                ObjectStore store = GcsStores.open(
                        client,
                        GcsOptions.bucket(GcsTestStores.bucket(server))
                                .chunkBytes(CHUNK_BYTES)
                                .build())) {
            CheckupReport report = StoreCheckup.of(store).run();
            report.findings().forEach(System.out::println);
            assertThat(report.findings())
                    .extracting(CheckupFinding::verdict)
                    .doesNotContain(CheckupVerdict.FAILS, CheckupVerdict.DENIED, CheckupVerdict.UNKNOWN);
            assertThat(report.sound()).isTrue();
            try (Listing<ObjectInfo> listing = store.list("", "")) {
                assertThat(listing.next()).isNull();
            }
            assertThat(server.unfinishedUploads()).isEmpty();
            assertThat(details(report, CheckupSubject.CHECKSUMS))
                    .anySatisfy(
                            detail -> assertThat(detail)
                                    .isEqualTo(
                                            "the server refuses bytes that do not have the checksum that is sent, and returns it"));
            assertThat(details(report, CheckupSubject.OLD_VERSIONS))
                    .containsExactly("the bucket keeps no older versions");
            for (CheckupSubject large : EnumSet.of(CheckupSubject.STREAMING, CheckupSubject.CREATE_LARGE)) {
                assertThat(report.verdict(large)).isEqualTo(CheckupVerdict.HOLDS);
            }
            assertThat(details(report, CheckupSubject.STREAMING))
                    .anySatisfy(detail -> assertThat(detail).contains(" " + (CHUNK_BYTES + 1) + " bytes"));
        }
    }

    private static List<String> details(CheckupReport report, CheckupSubject subject) {
        return report.findings().stream()
                .filter(finding -> finding.subject() == subject)
                .map(CheckupFinding::detail)
                .toList();
    }

    /** What is purged is not gone where the bucket keeps it; the check-up finds that out without being told. */
    @ParameterizedTest
    @CsvSource({
        "KEEP_VERSIONS, the bucket keeps older versions; until a lifecycle rule",
        "SOFT, the bucket keeps what is deleted (soft delete) until 2099-12-31; until then"
    })
    void aBucketThatKeepsWhatIsDeletedIsTold(GcsDeletions deletions, String words) throws Exception {
        try (GcsServer server = GcsServer.start();
                Storage client = GcsTestStores.client(server);
                ObjectStore store = GcsStores.open(
                        client, GcsOptions.bucket(GcsTestStores.bucket(server)).build())) {
            server.deletions(deletions);
            assertThat(observed(store, CheckupSubject.OLD_VERSIONS))
                    .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(CheckupVerdict.LIMITED))
                    .satisfies(finding -> assertThat(finding.detail()).startsWith(words));
        }
    }

    @Test
    void whoMayNotRestoreIsToldThatItIsNotKnown() throws Exception {
        try (GcsServer server = GcsServer.start();
                Storage client = GcsTestStores.client(server);
                ObjectStore store = GcsStores.open(
                        client, GcsOptions.bucket(GcsTestStores.bucket(server)).build())) {
            server.plan(request -> request.contains("softDeleted=true") ? GcsFault.FORBIDDEN : GcsFault.NONE);
            assertThat(observed(store, CheckupSubject.OLD_VERSIONS).detail()).contains("storage.objects.restore");
        }
    }

    private static CheckupFinding observed(ObjectStore store, CheckupSubject subject) throws Exception {
        return store.ability(StoreObservations.class).orElseThrow().observations().stream()
                .filter(finding -> finding.subject() == subject)
                .findFirst()
                .orElseThrow();
    }
}
