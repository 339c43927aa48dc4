package io.clouddicom.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.storage.Storage;
import io.clouddicom.store.CheckupFinding;
import io.clouddicom.store.CheckupReport;
import io.clouddicom.store.CheckupVerdict;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.StoreCheckup;
import io.clouddicom.testkit.gcs.GcsServer;
import org.junit.jupiter.api.Test;

/** A check-up finds nothing wrong on a server that speaks the JSON API, and leaves nothing there. */
class StoreCheckupOnGcsTest {

    @Test
    void everythingHolds() throws Exception {
        try (GcsServer server = GcsServer.start();
                Storage client = GcsTestStores.client(server);
                ObjectStore store = GcsStores.open(
                        client, GcsOptions.bucket(GcsTestStores.bucket(server)).build())) {
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
        }
    }
}
