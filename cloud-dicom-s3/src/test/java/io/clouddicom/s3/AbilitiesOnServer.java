package io.clouddicom.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.DicomArchive;
import io.clouddicom.FrameId;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.Receipt;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PresignedRead;
import io.clouddicom.store.PresignedReads;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.SweepReport;
import io.clouddicom.store.UnfinishedPuts;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** What the store can do beyond the contract, on a server: sweeping what was left behind, and reads for others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbilitiesOnServer {
    private static final int PART = S3Options.LEAST_PART_BYTES;
    private static final ObjectKey KEY = ObjectKey.of("a/b c+%d");

    private final TestServer server;

    AbilitiesOnServer(TestServer server) {
        this.server = server;
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    private ObjectStore store(String bucket) {
        return S3Stores.open(
                server.client(),
                server.options(bucket).prefix("hospital").partBytes(PART).build());
    }

    private static SweepReport sweep(ObjectStore store, Duration olderThan) throws IOException {
        return store.ability(UnfinishedPuts.class).orElseThrow().sweep(olderThan);
    }

    private List<MultipartUpload> uploads(String bucket) {
        return server.client()
                .listMultipartUploads(request -> request.bucket(bucket))
                .uploads();
    }

    /** What a client leaves that is killed in the middle of an upload. */
    private void leaveUpload(String bucket, String name) {
        String id = server.client()
                .createMultipartUpload(request -> request.bucket(bucket).key(name))
                .uploadId();
        server.client()
                .uploadPart(
                        request -> request.bucket(bucket)
                                .key(name)
                                .uploadId(id)
                                .partNumber(1)
                                .contentLength((long) PART),
                        RequestBody.fromBytes(new byte[PART]));
    }

    @Test
    @Timeout(60)
    void whatAKilledClientLeftIsSweptAndNothingElse() throws IOException {
        String bucket = server.bucket();
        leaveUpload(bucket, "hospital/studies/1/instances/2/3.1");
        leaveUpload(bucket, "hospital/studies/1/instances/2/4.1");
        leaveUpload(bucket, "elsewhere/5");
        server.client()
                .putObject(
                        request -> request.bucket(bucket).key("hospital/.cloud-dicom/uploads/left"),
                        RequestBody.fromString("left"));
        try (ObjectStore store = store(bucket)) {
            store.put(KEY, ObjectContent.of(new byte[] {1}), PutCondition.ifAbsent());
            // The age of an upload is that of its beginning: nothing is an hour old.
            assertThat(sweep(store, Duration.ofHours(1))).isEqualTo(new SweepReport(0, 3, java.util.Map.of()));
            assertThat(uploads(bucket)).hasSize(3);
            // The server tells its time in whole seconds: what is younger than that is found by a later sweep.
            int removed = 0;
            while (removed < 3) {
                SweepReport report = sweep(store, Duration.ZERO);
                assertThat(report.failures()).isEmpty();
                removed += report.removed();
            }
            assertThat(removed).isEqualTo(3);
            assertThat(uploads(bucket)).extracting(MultipartUpload::key).containsExactly("elsewhere/5");
            assertThat(sweep(store, Duration.ZERO)).isEqualTo(SweepReport.NOTHING);
            assertThat(store.list("", "").toList()).hasSize(1);
            assertThatThrownBy(() -> sweep(store, Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(server.client()
                        .listObjectsV2(request -> request.bucket(bucket).prefix("hospital/.cloud-dicom/uploads/"))
                        .contents())
                .isEmpty();
    }

    @Test
    void aPutThatIsUnderWayIsNotSwept() throws Exception {
        String bucket = server.bucket();
        byte[] part = new byte[PART];
        new Random(6).nextBytes(part);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch swept = new CountDownLatch(1);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (ObjectStore store = store(bucket);
                ObjectStore other = store(bucket)) {
            Future<?> put = executor.submit(() -> store.put(
                    KEY,
                    out -> {
                        out.write(part);
                        out.write(part);
                        begun.countDown();
                        try {
                            swept.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        out.write(part);
                    },
                    PutCondition.ifAbsent()));
            begun.await();
            assertThat(uploads(bucket)).hasSize(1);
            // By whatever store of this process.
            assertThat(sweep(other, Duration.ZERO)).isEqualTo(new SweepReport(0, 1, java.util.Map.of()));
            swept.countDown();
            put.get();
            assertThat(store.head(KEY).sizeBytes()).isEqualTo(3L * PART);
            try (var reader = store.get(KEY, ByteRange.of(2L * PART, PART))) {
                assertThat(reader.readAllBytes()).isEqualTo(part);
            }
            assertThat(uploads(bucket)).isEmpty();
            assertThat(sweep(store, Duration.ZERO)).isEqualTo(SweepReport.NOTHING);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void theArchiveSweeps() throws Exception {
        String bucket = server.bucket();
        leaveUpload(bucket, "hospital/studies/1/instances/2/3.1");
        try (ObjectStore store = store(bucket);
                DicomArchive archive = DicomArchive.builder(store).open()) {
            assertThat(archive.sweep(Duration.ofDays(7)).kept()).isEqualTo(1);
            // The server tells whole seconds, so what it has just begun may seem to begin a little later.
            long removed = 0;
            for (int attempt = 0; removed == 0 && attempt < 40; attempt++) {
                TimeUnit.MILLISECONDS.sleep(100);
                removed = archive.sweep(Duration.ZERO).removed();
            }
            assertThat(removed).isEqualTo(1);
        }
        assertThat(uploads(bucket)).isEmpty();
    }

    private static HttpResponse<byte[]> fetch(PresignedRead read, String... moreHeaders) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(read.uri());
        read.headers().forEach(request::header);
        for (int i = 0; i < moreHeaders.length; i += 2) {
            request.header(moreHeaders[i], moreHeaders[i + 1]);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void anybodyReadsWhatWasPresigned() throws Exception {
        byte[] bytes = new byte[10_000];
        new Random(7).nextBytes(bytes);
        try (ObjectStore store = store(server.bucket())) {
            store.put(KEY, ObjectContent.of(bytes), PutCondition.ifAbsent());
            PresignedReads reads = store.ability(PresignedReads.class).orElseThrow();

            PresignedRead whole = reads.presign(KEY, Optional.empty(), Duration.ofMinutes(5));
            assertThat(whole.headers()).isEmpty();
            assertThat(whole.toString()).doesNotContain("Signature").doesNotContain("hospital");
            assertThat(fetch(whole).body()).isEqualTo(bytes);
            HttpResponse<byte[]> part = fetch(whole, "Range", "bytes=100-199");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 100, 200));
            assertThat(fetch(whole, "Range", "bytes=-50").body()).isEqualTo(Arrays.copyOfRange(bytes, 9_950, 10_000));

            PresignedRead range = reads.presign(KEY, Optional.of(ByteRange.of(1000, 500)), Duration.ofMinutes(5));
            assertThat(range.headers()).containsEntry("Range", "bytes=1000-1499");
            HttpResponse<byte[]> ranged = fetch(range);
            assertThat(ranged.statusCode()).isEqualTo(206);
            assertThat(ranged.body()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 1500));
            // No other range, and nothing without it: the range is part of what was signed.
            PresignedRead greedy =
                    new PresignedRead(range.uri(), java.util.Map.of("Range", "bytes=0-9999"), range.expires());
            assertThat(fetch(greedy).statusCode()).isEqualTo(403);

            PresignedRead absent = reads.presign(ObjectKey.of("no/such"), Optional.empty(), Duration.ofMinutes(5));
            assertThat(fetch(absent).statusCode()).isEqualTo(404);
            assertThatThrownBy(() -> reads.presign(KEY, Optional.empty(), Duration.ofDays(8)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("7 days");
            assertThatThrownBy(() -> reads.presign(KEY, Optional.empty(), Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aReadWithACustomerKeyIsForNobodyElse() throws Exception {
        try (ObjectStore store = S3Stores.open(
                server.client(),
                server.options("bucket")
                        .encryption(new S3Encryption.CustomerKey(new byte[32]))
                        .build())) {
            PresignedReads reads = store.ability(PresignedReads.class).orElseThrow();
            assertThatThrownBy(() -> reads.presign(KEY, Optional.empty(), Duration.ofMinutes(1)))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("customer key");
        }
    }

    @Test
    void aFrameIsReadByWhoeverItWasPresignedFor() throws Exception {
        SyntheticStudy study =
                new SyntheticStudy(SyntheticStudy.Kind.CT, 5, TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, 1, 1, 16, 16);
        try (ObjectStore store = store(server.bucket());
                DicomArchive archive = DicomArchive.builder(store).open()) {
            Receipt receipt = archive.put(study.bytes(0));
            PresignedRead file = archive.presign(receipt.instance(), Optional.empty(), Duration.ofMinutes(1));
            assertThat(fetch(file).body()).hasSize(Math.toIntExact(receipt.storedBytes()));
            byte[] frame = archive.instance(receipt.instance()).frame(1).fetch();
            PresignedRead one = archive.presign(new FrameId(receipt.instance(), 1), Duration.ofMinutes(1));
            assertThat(one.headers()).containsKey("Range");
            assertThat(fetch(one).body()).isEqualTo(frame);
            assertThatThrownBy(() -> archive.presign(new FrameId(receipt.instance(), 2), Duration.ofMinutes(1)))
                    .isInstanceOf(NotFoundException.class);
        }
        try (ObjectStore memory = ObjectStores.memory();
                DicomArchive archive = DicomArchive.builder(memory).open()) {
            Receipt receipt = archive.put(study.bytes(0));
            assertThatThrownBy(() -> archive.presign(receipt.instance(), Optional.empty(), Duration.ofMinutes(1)))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("without credentials");
        }
    }
}
