package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.store.CheckupFinding;
import io.clouddicom.store.CheckupGuarantee;
import io.clouddicom.store.CheckupReport;
import io.clouddicom.store.CheckupSubject;
import io.clouddicom.store.CheckupVerdict;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.StoreCheckup;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** A check-up finds by itself what {@code docs/BACKENDS.md} says of the servers. */
class StoreCheckupOnServerTest {
    private static final int SMALL_PARTS = S3Options.LEAST_PART_BYTES;

    private static CheckupReport checkup(TestServer server, String bucket, int manyObjects) throws Exception {
        try (ObjectStore store = S3Stores.open(
                server.client(), server.options(bucket).partBytes(SMALL_PARTS).build())) {
            CheckupReport report =
                    StoreCheckup.of(store).withManyObjects(manyObjects).run();
            report.findings().forEach(System.out::println);
            return report;
        }
    }

    private static Set<CheckupSubject> with(CheckupReport report, CheckupVerdict verdict) {
        return report.findings().stream()
                .filter(finding -> finding.verdict() == verdict)
                .map(CheckupFinding::subject)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(CheckupSubject.class)));
    }

    private static List<String> details(CheckupReport report, CheckupSubject subject) {
        return report.findings().stream()
                .filter(finding -> finding.subject() == subject)
                .map(CheckupFinding::detail)
                .toList();
    }

    private static List<String> objects(TestServer server, String bucket) {
        return server.client().listObjectsV2(request -> request.bucket(bucket)).contents().stream()
                .map(object -> object.key())
                .toList();
    }

    @Test
    void s3Proxy() throws Exception {
        try (S3ProxyServer server = S3ProxyServer.start()) {
            String bucket = server.bucket();
            CheckupReport report = checkup(server, bucket, 1100);
            // Of replacements of one version that meet, two may succeed: by chance found or not.
            Set<CheckupSubject> failing = with(report, CheckupVerdict.FAILS);
            failing.remove(CheckupSubject.REPLACE_RACE);
            assertThat(failing).isEmpty();
            assertThat(with(report, CheckupVerdict.LIMITED))
                    .contains(CheckupSubject.LIST_ORDER, CheckupSubject.NESTED_KEYS);
            assertThat(with(report, CheckupVerdict.HOLDS))
                    .contains(CheckupSubject.CREATE_RACE, CheckupSubject.CREATE_LARGE, CheckupSubject.CHECKSUMS);
            assertThat(details(report, CheckupSubject.CHECKSUMS))
                    .anySatisfy(detail -> assertThat(detail).endsWith("that is sent, and returns it"));
            assertThat(objects(server, bucket)).containsExactly(".cloud-dicom/probe");
        }
    }

    @Test
    void radosGateway() throws Exception {
        try (RadosGatewayServer server = RadosGatewayServer.start()) {
            String bucket = server.bucket();
            CheckupReport report = checkup(server, bucket, 100);
            assertThat(with(report, CheckupVerdict.FAILS)).isEmpty();
            assertThat(with(report, CheckupVerdict.LIMITED))
                    .contains(CheckupSubject.CREATE_LARGE, CheckupSubject.REPLACE_LARGE, CheckupSubject.CHECKSUMS);
            assertThat(details(report, CheckupSubject.CREATE_LARGE))
                    .anySatisfy(detail -> assertThat(detail)
                            .startsWith(
                                    "the server ignores conditions when parts are completed; an object of more than "
                                            + SMALL_PARTS + " bytes"));
            assertThat(report.guarantees())
                    .filteredOn(guarantee -> guarantee.promise() == CheckupGuarantee.Promise.SAME_UID_TWICE)
                    .extracting(CheckupGuarantee::verdict)
                    .containsExactly(CheckupVerdict.LIMITED);
            assertThat(details(report, CheckupSubject.OLD_VERSIONS))
                    .containsExactly("the bucket keeps no older versions");
            assertThat(objects(server, bucket)).containsExactly(".cloud-dicom/probe");

            server.client()
                    .putBucketVersioning(request -> request.bucket(bucket)
                            .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
            try (ObjectStore store =
                    S3Stores.open(server.client(), server.options(bucket).build())) {
                CheckupReport versioned = StoreCheckup.of(store).quick().run();
                assertThat(with(versioned, CheckupVerdict.LIMITED)).contains(CheckupSubject.OLD_VERSIONS);
                assertThat(details(versioned, CheckupSubject.OLD_VERSIONS))
                        .allSatisfy(detail -> assertThat(detail).startsWith("the bucket keeps older versions"));
            }
        }
    }
}
