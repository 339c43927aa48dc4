package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.StoragePolicy;
import io.clouddicom.Study;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.crypto.EnvelopeEncryption;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.crypto.LocalKeyFile;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** What a study costs in requests, counted at the server: the table of {@code docs/BACKENDS.md}. */
class RequestCostTest {
    private static final int INSTANCES = 12;

    private static S3ProxyServer server;

    @TempDir
    private Path folder;

    private FaultProxy proxy;
    private S3Client client;
    private ObjectStore store;
    private KeyEncryptionKey key;

    /** Requests as they are billed: those that put or list, and those that read. */
    private record Cost(long puts, long lists, long reads) {}

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
        client = server.client(proxy.endpoint());
        store = S3Stores.open(
                client,
                server.options(server.bucket())
                        .partBytes(S3Options.LEAST_PART_BYTES)
                        .build());
        key = LocalKeyFile.create(folder.resolve("key.json"), Optional.empty());
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
        client.close();
        proxy.close();
    }

    private static SyntheticStudy study(long seed) {
        return new SyntheticStudy(
                SyntheticStudy.Kind.CT, seed, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, INSTANCES, 1, 16, 16);
    }

    private DicomArchive bare() throws IOException {
        return DicomArchive.builder(store).open();
    }

    private DicomArchive sealed() throws IOException {
        return DicomArchive.builder(store)
                .protection(EnvelopeEncryption.with(key))
                .open();
    }

    /** Something that is done to an archive. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private Cost costOf(Work work) throws IOException {
        proxy.forgetRequests();
        work.run();
        List<String> requests = proxy.requests();
        long puts = requests.stream()
                .filter(request -> request.startsWith("PUT ") || request.startsWith("POST "))
                .count();
        long lists = requests.stream()
                .filter(request -> request.startsWith("GET ") && request.contains("list-type="))
                .count();
        return new Cost(puts, lists, requests.size() - puts - lists);
    }

    private static void putAll(DicomArchive archive, SyntheticStudy study) throws IOException {
        for (int i = 0; i < INSTANCES; i++) {
            archive.put(study.bytes(i));
        }
    }

    private static void readAllFrames(Study study) throws IOException {
        for (Instance instance : study.instances()) {
            assertThat(instance.frame(1).fetch()).isNotEmpty();
        }
    }

    @Test
    void aStudyInTheClear() throws IOException {
        SyntheticStudy study = study(1);
        try (DicomArchive archive = bare()) {
            archive.put(study(2).bytes(0));
            assertThat(costOf(() -> putAll(archive, study))).isEqualTo(new Cost(INSTANCES, 0, 0));
            assertThat(costOf(() -> archive.index(study.studyUid()))).isEqualTo(new Cost(1, 1, INSTANCES));
            Study[] opened = new Study[1];
            assertThat(costOf(() -> opened[0] = archive.study(study.studyUid())))
                    .isEqualTo(new Cost(0, 1, 1));
            assertThat(costOf(() -> readAllFrames(opened[0]))).isEqualTo(new Cost(0, 0, INSTANCES));
        }
    }

    @Test
    void anEncryptedStudy() throws IOException {
        SyntheticStudy study = study(1);
        try (DicomArchive archive = sealed()) {
            archive.put(study(2).bytes(0));
            // Its key is looked for, then that there is nothing else, then it is put.
            assertThat(costOf(() -> putAll(archive, study))).isEqualTo(new Cost(INSTANCES + 1, 1, 1));
            archive.index(study.studyUid());
        }
        try (DicomArchive archive = sealed()) {
            Study[] opened = new Study[1];
            assertThat(costOf(() -> opened[0] = archive.study(study.studyUid())))
                    .as("the first time in a process")
                    .isEqualTo(new Cost(0, 1, 2));
            assertThat(costOf(() -> opened[0] = archive.study(study.studyUid())))
                    .as("afterwards")
                    .isEqualTo(new Cost(0, 1, 1));
            assertThat(costOf(() -> readAllFrames(opened[0]))).isEqualTo(new Cost(0, 0, INSTANCES));
        }
    }

    /** What is in memory or on the local disk costs nothing; the disk outlives the archive. */
    @Test
    void anEncryptedStudyBehindACache() throws IOException {
        SyntheticStudy study = study(1);
        try (DicomArchive archive = sealed()) {
            putAll(archive, study);
            archive.index(study.studyUid());
        }
        Cache cache = Cache.memory(4, SizeUnit.MEBIBYTES).disk(folder.resolve("cache"), 64, SizeUnit.MEBIBYTES);
        for (boolean cold : new boolean[] {true, false}) {
            try (DicomArchive archive = DicomArchive.builder(store)
                    .protection(EnvelopeEncryption.with(key))
                    .cache(cache)
                    .open()) {
                Study opened = archive.study(study.studyUid());
                assertThat(costOf(() -> readAllFrames(opened)))
                        .as(cold ? "nothing is there yet" : "from disk")
                        .isEqualTo(new Cost(0, 0, cold ? INSTANCES : 0));
                assertThat(costOf(() -> readAllFrames(opened)))
                        .as("from memory")
                        .isEqualTo(new Cost(0, 0, 0));
            }
        }
    }

    @Test
    void anInstanceInParts() throws IOException {
        SyntheticStudy large = new SyntheticStudy(
                SyntheticStudy.Kind.CT, 3, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, 1, 1, 1800, 1800);
        byte[] file = large.bytes(0);
        int parts = file.length / S3Options.LEAST_PART_BYTES + 1;
        try (DicomArchive archive =
                DicomArchive.builder(store).storage(StoragePolicy.AS_RECEIVED).open()) {
            archive.put(study(2).bytes(0));
            assertThat(costOf(() -> archive.put(file))).isEqualTo(new Cost(parts + 2, 0, 0));
            assertThat(parts).isEqualTo(2);
        }
    }
}
