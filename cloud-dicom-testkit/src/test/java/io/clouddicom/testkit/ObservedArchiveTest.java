package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.DicomArchive;
import io.clouddicom.Frame;
import io.clouddicom.NotFoundException;
import io.clouddicom.Receipt;
import io.clouddicom.RetryPolicy;
import io.clouddicom.StoragePolicy;
import io.clouddicom.UnavailableException;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.CacheStatistics;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.observe.ActivityStatistics;
import io.clouddicom.observe.ArchiveListener;
import io.clouddicom.observe.CacheTier;
import io.clouddicom.observe.StoreRequest;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an archive tells of its reads and requests. */
class ObservedArchiveTest {
    private static final int FRAMES = 8;
    private static final int FRAME_BYTES = 64 * 64 * 2;

    private final ObjectStore memory = ObjectStores.memory();
    private final RecordingStore store = new RecordingStore(memory);
    private final ActivityStatistics activity = new ActivityStatistics();
    private final SyntheticStudy study = SyntheticStudy.enhancedCt(1, FRAMES).withSize(64, 64);

    @TempDir
    private Path folder;

    private static DicomArchive.Builder builder(ObjectStore store) {
        return DicomArchive.builder(store).storage(StoragePolicy.AS_RECEIVED).retries(RetryPolicy.NONE);
    }

    private Frame frame(DicomArchive archive, Receipt receipt, int number) throws Exception {
        return archive.study(receipt.study()).instance(receipt.instance()).frame(number);
    }

    private Receipt put() throws Exception {
        try (DicomArchive archive = builder(memory).open()) {
            Receipt receipt = archive.put(study.bytes(0));
            archive.index(receipt.study());
            return receipt;
        }
    }

    @Test
    void everyRequestOfTheStoreIsToldAndItsBytes() throws Exception {
        try (DicomArchive archive = builder(store).listener(activity).open()) {
            Receipt receipt = archive.put(study.bytes(0));
            archive.index(receipt.study());
            assertThat(frame(archive, receipt, 3).fetch()).hasSize(FRAME_BYTES);
            archive.delete(receipt.instance());
        }
        assertThat(activity.requests(StoreRequest.PUT).count()).isEqualTo(count(StoreOperation.PUT));
        assertThat(activity.requests(StoreRequest.GET).count()).isEqualTo(count(StoreOperation.GET));
        assertThat(activity.requests(StoreRequest.LIST).count())
                .isEqualTo(count(StoreOperation.LIST) + count(StoreOperation.LIST_PREFIXES));
        assertThat(activity.requests(StoreRequest.GET).bytes()).isEqualTo(store.readBytes());
        assertThat(activity.requests(StoreRequest.PUT).bytes()).isGreaterThan(FRAMES * FRAME_BYTES);
        assertThat(activity.requests(StoreRequest.GET).p99())
                .isGreaterThanOrEqualTo(activity.requests(StoreRequest.GET).median())
                .isPositive();
    }

    private int count(StoreOperation operation) {
        return store.calls(operation).size();
    }

    @Test
    void thatSomethingIsAbsentIsAnAnswerAndThatTheStoreCannotBeReachedIsNot() throws Exception {
        FaultInjectingStore faulty =
                FaultInjectingStore.over(memory).chance(Fault.UNAVAILABLE, 1).build();
        assertThatThrownBy(() -> builder(memory).listener(activity).existing().open())
                .isInstanceOf(NotFoundException.class);
        assertThat(activity.requests(StoreRequest.GET).count()).isEqualTo(1);
        assertThat(activity.requests(StoreRequest.GET).failed()).isZero();
        assertThatThrownBy(() -> builder(faulty).listener(activity).existing().open())
                .isInstanceOf(UnavailableException.class);
        assertThat(activity.requests(StoreRequest.GET).count()).isEqualTo(2);
        assertThat(activity.requests(StoreRequest.GET).failed()).isEqualTo(1);
    }

    @Test
    void aFrameIsMissedOnceAndThenHitInMemory() throws Exception {
        Receipt receipt = put();
        try (DicomArchive archive = builder(store)
                .cache(Cache.memory(4, SizeUnit.MEBIBYTES))
                .listener(activity)
                .open()) {
            Frame frame = frame(archive, receipt, 3);
            long beforeMisses = activity.misses(CacheTier.MEMORY).count();
            long beforeHits = activity.hits(CacheTier.MEMORY).count();
            long beforeBytes = activity.hits(CacheTier.MEMORY).bytes();
            frame.fetch();
            assertThat(activity.misses(CacheTier.MEMORY).count()).isEqualTo(beforeMisses + 1);
            for (int i = 0; i < 3; i++) {
                frame.fetchBuffer();
            }
            assertThat(activity.misses(CacheTier.MEMORY).count()).isEqualTo(beforeMisses + 1);
            assertThat(activity.hits(CacheTier.MEMORY).count()).isEqualTo(beforeHits + 3);
            assertThat(activity.hits(CacheTier.MEMORY).bytes()).isEqualTo(beforeBytes + 3 * FRAME_BYTES);
            CacheStatistics statistics = archive.cacheStatistics();
            assertThat(statistics.memory().hits())
                    .isEqualTo(activity.hits(CacheTier.MEMORY).count());
            assertThat(statistics.memory().misses())
                    .isEqualTo(activity.misses(CacheTier.MEMORY).count());
        }
    }

    @Test
    void decodedFramesAreATierOfTheirOwn() throws Exception {
        Receipt receipt = put();
        Cache cache = Cache.none().decodedFrames(4, SizeUnit.MEBIBYTES);
        try (DicomArchive archive =
                builder(store).cache(cache).listener(activity).open()) {
            Frame frame = frame(archive, receipt, 1);
            frame.decode();
            frame.decode();
        }
        assertThat(activity.misses(CacheTier.DECODED).count()).isEqualTo(1);
        assertThat(activity.hits(CacheTier.DECODED).count()).isEqualTo(1);
        assertThat(activity.hits(CacheTier.DECODED).bytes()).isEqualTo(FRAME_BYTES);
        assertThat(activity.hits(CacheTier.MEMORY).count()).isZero();
    }

    @Test
    void blocksOnTheDiskAreToldToTheArchiveThatReadThem() throws Exception {
        Receipt receipt = put();
        Cache cache = Cache.none()
                .disk(folder, 8, SizeUnit.MEBIBYTES)
                .keepFree(0, SizeUnit.BYTES)
                .plainOnDisk();
        ActivityStatistics second = new ActivityStatistics();
        try (DicomArchive one = builder(store).cache(cache).listener(activity).open();
                DicomArchive other =
                        builder(store).cache(cache).listener(second).open()) {
            frame(one, receipt, 3).fetch();
            frame(other, receipt, 3).fetch();
        }
        assertThat(activity.misses(CacheTier.DISK).count()).isPositive();
        assertThat(second.misses(CacheTier.DISK).count()).isZero();
        assertThat(second.hits(CacheTier.DISK).count())
                .isEqualTo(activity.misses(CacheTier.DISK).count()
                        + activity.hits(CacheTier.DISK).count());
        assertThat(second.hits(CacheTier.DISK).bytes()).isGreaterThan(FRAME_BYTES);
    }

    @Test
    void aListenerThatThrowsDoesNoHarm() throws Exception {
        Receipt receipt = put();
        ArchiveListener broken = new ArchiveListener() {
            @Override
            public void storeRequest(StoreRequest request, long bytes, long nanos, boolean failed) {
                throw new IllegalStateException("on purpose");
            }
        };
        try (DicomArchive archive =
                builder(store).listener(broken).listener(activity).open()) {
            assertThat(frame(archive, receipt, 1).fetch()).hasSize(FRAME_BYTES);
        }
        assertThat(activity.requests(StoreRequest.GET).count()).isEqualTo(count(StoreOperation.GET));
        store.assertAllClosed();
    }

    @Test
    void summariesNameWhatHappenedAndNothingOfTheArchive() throws Exception {
        Receipt receipt = put();
        PrintStream err = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (DicomArchive archive = builder(store)
                .cache(Cache.memory(4, SizeUnit.MEBIBYTES))
                .summaries(Duration.ofDays(1))
                .open()) {
            frame(archive, receipt, 1).fetch();
            frame(archive, receipt, 1).fetch();
        } finally {
            System.setErr(err);
        }
        String text = log.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("cache memory: 2 of 4 hit (50.0 %)").contains("store get: ");
        assertThat(text).doesNotContain(receipt.study().value()).doesNotContain(store.name());
        assertThatThrownBy(() -> builder(store).summaries(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
