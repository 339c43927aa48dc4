package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clouddicom.DicomArchive;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.NotYetReadableException;
import io.clouddicom.Receipt;
import io.clouddicom.RetryPolicy;
import io.clouddicom.StudyId;
import io.clouddicom.ThawOptions;
import io.clouddicom.ThawReport;
import io.clouddicom.ThrottledException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.crypto.EnvelopeEncryption;
import io.clouddicom.crypto.LocalKeyFile;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ColdStorage;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.StorageState;
import io.clouddicom.store.StorageState.Readability;
import io.clouddicom.store.ThawSpeed;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** What lies in an archive storage class says so, is thawed on demand, and is read once it is. */
class S3ColdStorageTest {
    private static final ObjectKey KEY = ObjectKey.of("a/b");
    private static final byte[] BYTES = {1, 2, 3, 4, 5};

    private static S3ProxyServer server;

    private FaultProxy proxy;
    private ColdClasses classes;
    private S3Client client;
    private String bucket;
    private ObjectStore store;
    private ColdStorage cold;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3ProxyServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void openStore() throws IOException {
        proxy = new FaultProxy(server.endpoint());
        classes = new ColdClasses();
        proxy.standIn(classes);
        client = server.client(proxy.endpoint());
        bucket = server.bucket();
        store = S3Stores.open(client, server.options(bucket).build());
        cold = store.ability(ColdStorage.class).orElseThrow();
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
        client.close();
        proxy.close();
    }

    private String path(ObjectKey key) {
        return "/" + bucket + "/" + key;
    }

    private void putFrozen(String storageClass, String archiveStatus) throws IOException {
        store.put(KEY, ObjectContent.of(BYTES), PutCondition.any());
        classes.freeze(path(KEY), storageClass, archiveStatus);
        proxy.forgetRequests();
    }

    private StorageState whyNotReadable() {
        return catchThrowableOfType(NotYetReadableException.class, () -> store.get(KEY, ByteRange.of(1, 2)))
                .state();
    }

    @Test
    void anObjectIsFrozenThenThawingThenReadable() throws IOException {
        putFrozen("GLACIER", null);
        assertThat(store.head(KEY).sizeBytes()).isEqualTo(BYTES.length);
        assertThatThrownBy(() -> store.get(KEY, ByteRange.all()))
                .isInstanceOf(NotYetReadableException.class)
                .hasMessage("get a/b: the object lies in the storage class GLACIER and has to be thawed first");
        assertThat(whyNotReadable()).isEqualTo(new StorageState("GLACIER", Readability.FROZEN, null));

        proxy.forgetRequests();
        assertThat(cold.thaw(KEY, 3, ThawSpeed.BULK).readability()).isEqualTo(Readability.THAWING);
        assertThat(proxy.requests()).containsExactly("HEAD " + path(KEY), "POST " + path(KEY) + "?restore");
        assertThat(whyNotReadable().readability()).isEqualTo(Readability.THAWING);
        assertThatThrownBy(() -> store.get(KEY, ByteRange.all())).hasMessageContaining("is being thawed");
        // Asking again while it is going on is no error and no second request.
        proxy.forgetRequests();
        assertThat(cold.thaw(KEY, 3, ThawSpeed.BULK).readability()).isEqualTo(Readability.THAWING);
        assertThat(proxy.requests()).containsExactly("HEAD " + path(KEY));

        classes.finishThawing();
        assertThat(store.get(KEY, ByteRange.all()).readAllBytes()).isEqualTo(BYTES);
        StorageState thawed = cold.storageState(KEY);
        assertThat(thawed.readability()).isEqualTo(Readability.THAWED);
        assertThat(thawed.readableUntil()).contains(Instant.parse("2035-12-21T00:00:00Z"));
        assertThat(cold.thaw(KEY, 30, ThawSpeed.STANDARD).readableUntil())
                .contains(Instant.parse("2035-12-31T00:00:00Z"));
    }

    @Test
    void whatIsReadableAnywayIsLeftAlone() throws IOException {
        store.put(KEY, ObjectContent.of(BYTES), PutCondition.any());
        proxy.forgetRequests();
        assertThat(cold.thaw(KEY, 1, ThawSpeed.STANDARD))
                .isEqualTo(new StorageState("STANDARD", Readability.ALWAYS, null));
        assertThat(proxy.requests()).containsExactly("HEAD " + path(KEY));
        classes.freeze(path(KEY), "GLACIER_IR", null);
        assertThat(cold.storageState(KEY).readability()).isEqualTo(Readability.ALWAYS);
        assertThatThrownBy(() -> cold.thaw(ObjectKey.of("no/such"), 1, ThawSpeed.STANDARD))
                .isInstanceOf(NotFoundException.class);
    }

    /** There a restoration moves the object back, and naming days is an error. */
    @Test
    void theArchiveTiersOfIntelligentTieringAreThawedForGood() throws IOException {
        putFrozen("INTELLIGENT_TIERING", "DEEP_ARCHIVE_ACCESS");
        assertThat(whyNotReadable().storageClass()).isEqualTo("INTELLIGENT_TIERING (DEEP_ARCHIVE_ACCESS)");
        assertThat(cold.thaw(KEY, 3, ThawSpeed.STANDARD).readability()).isEqualTo(Readability.THAWING);
        classes.finishThawing();
        assertThat(cold.storageState(KEY).readability()).isEqualTo(Readability.ALWAYS);
        assertThat(store.get(KEY, ByteRange.all()).readAllBytes()).isEqualTo(BYTES);
    }

    @Test
    void whatCannotBeThawedSoIsTold() throws IOException {
        putFrozen("DEEP_ARCHIVE", null);
        assertThatThrownBy(() -> cold.thaw(KEY, 1, ThawSpeed.EXPEDITED)).isInstanceOf(InvalidRequestException.class);
        putFrozen("GLACIER", null);
        classes.exhaust();
        assertThatThrownBy(() -> cold.thaw(KEY, 1, ThawSpeed.EXPEDITED)).isInstanceOf(ThrottledException.class);
    }

    /** The instances are cold, the index is not: the study opens, and what it takes to read it is one call. */
    @Test
    void aStudyIsThawedAndComesBack() throws IOException {
        assertAStudyIsThawedAndComesBack(DicomArchive.builder(store), 1);
    }

    /** Beside the index, the key of the study is what must be readable. */
    @Test
    void anEncryptedStudyUnderOpaqueNamesIsThawedAndComesBack(@TempDir Path folder) throws IOException {
        assertAStudyIsThawedAndComesBack(
                DicomArchive.builder(store)
                        .protection(EnvelopeEncryption.with(
                                LocalKeyFile.create(folder.resolve("key.json"), Optional.empty())))
                        .opaqueNames(),
                2);
        try (Listing<ObjectInfo> listing = store.list("studies/", "")) {
            assertThat(listing.toList())
                    .allSatisfy(info -> assertThat(info.key().value()).doesNotContain("2.25."));
        }
    }

    private void assertAStudyIsThawedAndComesBack(DicomArchive.Builder builder, int neverCold) throws IOException {
        SyntheticStudy study =
                new SyntheticStudy(SyntheticStudy.Kind.CT, 6, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, 3, 1, 16, 16);
        try (DicomArchive archive = builder.retries(RetryPolicy.NONE).open()) {
            List<Receipt> receipts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                receipts.add(archive.put(study.bytes(i)));
            }
            StudyId id = new StudyId(receipts.get(0).study());
            archive.index(id.study());
            assertThat(archive.thawState(id).allReadable()).isTrue();
            for (ObjectInfo info : store.list("studies/", "").toList()) {
                if (info.key().value().contains("/instances/")) {
                    classes.freeze(path(info.key()), "DEEP_ARCHIVE", null);
                }
            }
            ThawReport frozen = archive.thawState(id);
            assertThat(frozen.frozen()).isEqualTo(3);
            assertThat(frozen.readable()).isEqualTo(neverCold);
            assertThat(archive.study(id.study()).instances()).hasSize(3);
            assertThatThrownBy(() -> archive.study(id.study())
                            .instances()
                            .get(0)
                            .frame(1)
                            .fetch())
                    .isInstanceOf(NotYetReadableException.class)
                    .hasMessageContaining("DEEP_ARCHIVE");

            ThawReport thawing = archive.thaw(id, ThawOptions.DEFAULT.withDays(2));
            assertThat(thawing.thawing()).isEqualTo(3);
            assertThat(thawing.allReadable()).isFalse();
            classes.finishThawing();
            ThawReport thawed = archive.thawState(id);
            assertThat(thawed.allReadable()).isTrue();
            assertThat(thawed.readableUntil()).contains(Instant.parse("2035-12-21T00:00:00Z"));
            for (int i = 0; i < 3; i++) {
                ByteArrayOutputStream restored = new ByteArrayOutputStream();
                archive.restore(receipts.get(i).instance(), restored);
                assertThat(restored.toByteArray()).isEqualTo(study.bytes(i));
            }
        }
    }

    @Test
    void aStoreWithoutStorageClassesHasNothingToThaw() throws IOException {
        try (ObjectStore memory = ObjectStores.memory();
                DicomArchive archive = DicomArchive.builder(memory).open()) {
            StudyId id = new StudyId(archive.put(new SyntheticStudy(
                                    SyntheticStudy.Kind.CT, 6, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, 1, 1, 16, 16)
                            .bytes(0))
                    .study());
            assertThat(archive.thawState(id).allReadable()).isTrue();
            assertThatThrownBy(() -> archive.thaw(id, ThawOptions.DEFAULT))
                    .isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    @Test
    void theStoresOwnObjectsStayWhereTheyCanBeRead() throws IOException {
        try (ObjectStore glacier = S3Stores.open(
                client,
                server.options(server.bucket()).storageClass("GLACIER_IR").build())) {
            proxy.forgetRequests();
            glacier.put(KEY, ObjectContent.of(BYTES), PutCondition.ifAbsent());
        }
        assertThat(proxy.heads())
                .filteredOn(head -> head.contains("/.cloud-dicom/"))
                .isNotEmpty()
                .noneMatch(head -> head.contains("x-amz-storage-class"));
        assertThat(proxy.heads())
                .filteredOn(head -> head.startsWith("PUT ") && head.contains("/a/b "))
                .singleElement()
                .asString()
                .containsIgnoringCase("x-amz-storage-class: GLACIER_IR");
    }
}
