package io.clouddicom.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.storage.Storage;
import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.InstanceSource;
import io.clouddicom.PutOptions;
import io.clouddicom.PutSession;
import io.clouddicom.StoragePolicy;
import io.clouddicom.Study;
import io.clouddicom.crypto.EnvelopeEncryption;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.crypto.LocalKeyFile;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.SyntheticStudy;
import io.clouddicom.testkit.gcs.GcsServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of the table of what a study costs in requests, counted at the server, by the classes in which they are billed. */
class StudyCostsTest {
    private static final int INSTANCES = 12;

    @TempDir
    private Path folder;

    private GcsServer server;
    private Storage client;
    private String bucket;

    @BeforeEach
    void startServer() throws IOException {
        server = GcsServer.start();
        client = GcsTestStores.client(server);
        bucket = GcsTestStores.bucket(server);
    }

    @AfterEach
    void stopServer() throws Exception {
        client.close();
        server.close();
    }

    /**
     * Requests as they are billed.
     *
     * @param inserts objects put (class A)
     * @param lists pages of listings (class A)
     * @param gets reads of objects or of what they are (class B)
     */
    private record Cost(int inserts, int lists, int gets) {}

    private Cost cost() {
        int inserts = 0;
        int lists = 0;
        int gets = 0;
        for (String request : server.requests()) {
            String path = request.replaceFirst("\\?.*", "");
            if (path.equals("POST /upload/storage/v1/b/" + bucket + "/o")) {
                inserts++;
            } else if (path.equals("GET /storage/v1/b/" + bucket + "/o")) {
                lists++;
            } else if (path.startsWith("GET ")) {
                gets++;
            } else {
                assertThat(path).as("parts of a put that is counted").startsWith("PUT /upload/storage/v1/b/" + bucket);
            }
        }
        server.forgetRequests();
        return new Cost(inserts, lists, gets);
    }

    private static SyntheticStudy study(long seed) {
        return new SyntheticStudy(
                SyntheticStudy.Kind.CT, seed, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, INSTANCES, 1, 16, 16);
    }

    private ObjectStore store() {
        return GcsStores.open(
                client,
                GcsOptions.bucket(bucket)
                        .chunkBytes(GcsOptions.CHUNK_UNIT_BYTES)
                        .build());
    }

    @Test
    void aStudyInTheClear() throws IOException {
        SyntheticStudy study = study(1);
        try (ObjectStore store = store();
                DicomArchive archive = DicomArchive.builder(store).open()) {
            assertThat(cost()).as("a new archive").isEqualTo(new Cost(1, 1, 2));
            for (int i = 0; i < INSTANCES; i++) {
                archive.put(study.bytes(i));
            }
            assertThat(cost()).as("putting").isEqualTo(new Cost(INSTANCES, 0, 0));
            archive.index(study.studyUid());
            assertThat(cost()).as("writing the index").isEqualTo(new Cost(1, 1, INSTANCES));
            archive.index(study.studyUid());
            assertThat(cost()).as("the index again").isEqualTo(new Cost(1, 1, 1));
            Study opened = archive.study(study.studyUid());
            assertThat(opened.instances()).hasSize(INSTANCES);
            assertThat(cost()).as("opening").isEqualTo(new Cost(0, 1, 1));
            for (Instance instance : opened.instances()) {
                assertThat(instance.frame(1).fetch()).isNotEmpty();
            }
            assertThat(cost()).as("a frame of each").isEqualTo(new Cost(0, 0, INSTANCES));
            for (Instance instance : opened.instances()) {
                archive.delete(instance.id());
            }
            assertThat(cost()).as("deleting").isEqualTo(new Cost(INSTANCES, INSTANCES, 0));
        }
    }

    /** A session knows what it has put, so that the index costs nothing more. */
    @Test
    void aStudyPutInASession() throws IOException {
        SyntheticStudy study = study(2);
        try (ObjectStore store = store();
                DicomArchive archive = DicomArchive.builder(store).open()) {
            cost();
            try (PutSession session = archive.session(PutOptions.DEFAULT)) {
                for (int i = 0; i < INSTANCES; i++) {
                    session.put(InstanceSource.of(study.bytes(i)));
                }
            }
            assertThat(cost().inserts()).as("instances and index").isEqualTo(INSTANCES + 1);
        }
    }

    @Test
    void aStudyThatIsEncrypted() throws IOException {
        SyntheticStudy study = study(3);
        KeyEncryptionKey key = LocalKeyFile.create(folder.resolve("key.json"), Optional.empty());
        try (ObjectStore store = store();
                DicomArchive archive = DicomArchive.builder(store)
                        .protection(EnvelopeEncryption.with(key))
                        .open()) {
            cost();
            archive.put(study.bytes(0));
            assertThat(cost()).as("the first instance").isEqualTo(new Cost(2, 1, 1));
            archive.put(study.bytes(1));
            assertThat(cost()).as("another").isEqualTo(new Cost(1, 0, 0));
            archive.index(study.studyUid());
        }
        try (ObjectStore store = store();
                DicomArchive archive = DicomArchive.builder(store)
                        .protection(EnvelopeEncryption.with(key))
                        .existing()
                        .open()) {
            cost();
            assertThat(archive.study(study.studyUid()).instances()).hasSize(2);
            assertThat(cost()).as("opening for the first time").isEqualTo(new Cost(0, 1, 2));
            archive.study(study.studyUid());
            assertThat(cost()).as("opening again").isEqualTo(new Cost(0, 1, 1));
        }
    }

    @Test
    void anInstanceInChunks() throws IOException {
        SyntheticStudy study = study(4).withSize(512, 512);
        try (ObjectStore store = store();
                DicomArchive archive = DicomArchive.builder(store)
                        .storage(StoragePolicy.AS_RECEIVED)
                        .open()) {
            cost();
            archive.put(study.bytes(0));
            List<String> requests = server.requests();
            // 512 KiB of pixels and what goes with them: to begin, and three chunks.
            assertThat(requests).hasSize(4);
            assertThat(cost()).isEqualTo(new Cost(1, 0, 0));
        }
    }
}
