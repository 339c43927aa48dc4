package io.clouddicom.internal.cache;

import static io.clouddicom.internal.cache.CacheFixture.ARCHIVE;
import static io.clouddicom.internal.cache.CacheFixture.BLOCK;
import static io.clouddicom.internal.cache.CacheFixture.tier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.RangeNotSatisfiableException;
import io.clouddicom.UnavailableException;
import io.clouddicom.cache.DiskMode;
import io.clouddicom.cache.DiskTier;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.testkit.Fault;
import io.clouddicom.testkit.FaultInjectingStore;
import io.clouddicom.testkit.RecordingStore;
import io.clouddicom.testkit.StoreOperation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the disk tier asks the store for, what it keeps, and for how long. */
class DiskCacheTest {
    private final RecordingStore store = new RecordingStore(ObjectStores.memory());
    private final CacheFixture objects = new CacheFixture(store);

    @TempDir
    private Path folder;

    @AfterEach
    void allIsClosed() {
        store.assertAllClosed();
    }

    private static ObjectStore over(DiskCache cache, ObjectStore store) {
        return cache.over(store, ARCHIVE, key -> true);
    }

    private static String get(ObjectKey key, long firstBlock, long endBlock) {
        return "get " + key + " [" + firstBlock * BLOCK + ", " + endBlock * BLOCK + ")";
    }

    @Test
    void aMissFetchesTheBlocksItTouchesWithOneRequestAndAHitNone() throws IOException {
        ObjectKey key = objects.put(1, 10 * BLOCK + 17);
        try (DiskCache cache = DiskCache.open(tier(folder, 16))) {
            ObjectStore cached = over(cache, store);
            store.forgetCalls();
            objects.assertReads(cached, key, 2 * BLOCK - 1, BLOCK + 2);
            store.assertCalls(get(key, 1, 4));
            store.forgetCalls();
            objects.assertReads(cached, key, BLOCK, 3 * BLOCK);
            objects.assertReads(cached, key, 3 * BLOCK + 5, 1);
            store.assertCalls();
            // What is missing before and behind: the blocks between are skipped in one request.
            objects.assertReads(cached, key);
            store.assertCalls(get(key, 0, 11));
            store.forgetCalls();
            objects.assertReads(cached, key);
            try (ObjectReader end = cached.get(key, ByteRange.suffix(20), Optional.of(objects.version(key)))) {
                assertThat(end.offsetBytes()).isEqualTo(10 * BLOCK - 3);
                assertThat(end.readAllBytes()).hasSize(20);
            }
            store.assertCalls();
            assertThatThrownBy(
                            () -> cached.get(key, ByteRange.of(10 * BLOCK + 17, 1), Optional.of(objects.version(key))))
                    .isInstanceOf(RangeNotSatisfiableException.class);
        }
    }

    @Test
    void theEndOfAnObjectOfUnknownSizeIsOneRequest() throws IOException {
        ObjectKey key = objects.put(1, 5 * BLOCK + 100);
        try (DiskCache cache = DiskCache.open(tier(folder, 16))) {
            ObjectStore cached = over(cache, store);
            store.forgetCalls();
            for (int i = 0; i < 2; i++) {
                try (ObjectReader end = cached.get(key, ByteRange.suffix(200), Optional.of(objects.version(key)))) {
                    byte[] content = CacheFixture.content(key, 5 * BLOCK + 100);
                    assertThat(end.readAllBytes())
                            .isEqualTo(java.util.Arrays.copyOfRange(content, 5 * BLOCK - 100, 5 * BLOCK + 100));
                }
            }
            objects.assertReads(cached, key, 5 * BLOCK - 100, 200);
            // It begins up to a block earlier, so that whole blocks are in it.
            store.assertCalls("get " + key + " [-" + (200 + BLOCK - 1) + "]");
        }
    }

    @Test
    void whatIsNotAskedForAtAVersionAndWhatIsTooLargePassesThrough() throws IOException {
        ObjectKey key = objects.put(1, 40 * BLOCK);
        try (DiskCache cache = DiskCache.open(tier(folder, 16))) {
            ObjectStore cached = over(cache, store);
            store.forgetCalls();
            for (int i = 0; i < 2; i++) {
                objects.assertReads(cached, key);
                cached.get(key, ByteRange.of(5, 10)).close();
            }
            store.assertCalls(
                    "get " + key + " [0, " + 40 * BLOCK + ")",
                    "get " + key + " [0, " + 40 * BLOCK + ")",
                    "get " + key + " [5, 15)",
                    "get " + key + " [5, 15)");
        }
    }

    @Test
    void whatWasThereIsThereAfterARestartAndForOtherArchivesItIsNot() throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            keys.add(objects.put(i, 3 * BLOCK + i));
        }
        try (DiskCache cache = DiskCache.open(tier(folder, 16))) {
            for (ObjectKey key : keys) {
                objects.assertReads(over(cache, store), key);
            }
        }
        store.forgetCalls();
        try (DiskCache cache = DiskCache.open(tier(folder, 16))) {
            for (ObjectKey key : keys) {
                objects.assertReads(over(cache, store), key);
            }
            store.assertCalls();
            objects.assertReads(cache.over(store, new java.util.UUID(1, 1), key -> true), keys.get(0));
            store.assertCalls(get(keys.get(0), 0, 3));
        }
    }

    @Test
    void itTakesNoMoreThanItsSizeAndTheHotSurviveAScan() throws IOException {
        List<ObjectKey> hot = new ArrayList<>();
        for (int i = 0; i < 35; i++) {
            hot.add(objects.put(i, 2 * BLOCK));
        }
        try (DiskCache cache = DiskCache.open(tier(folder, 8))) {
            ObjectStore cached = over(cache, store);
            for (int round = 0; round < 10; round++) {
                for (ObjectKey key : hot) {
                    objects.assertReads(cached, key);
                }
            }
            // Between two reads of a hot object come more others than there is room for.
            int hotReads = 0;
            store.forgetCalls();
            for (int i = 0; i < 600; i++) {
                objects.assertReads(cached, objects.put(100 + i, 2 * BLOCK));
                if (i % 4 == 0) {
                    objects.assertReads(cached, hot.get(hotReads++ % hot.size()));
                }
            }
            int hotRequests = store.calls(StoreOperation.GET).size() - 600;
            System.out.println(hotRequests + " of " + hotReads + " hot reads were misses");
            assertThat(hotRequests).isLessThan(hotReads / 3);
        }
        assertThat(bytesIn(folder)).isBetween(4L << 20, 8L << 20);
    }

    private static long bytesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void aSmallerSizeThanBeforeHolds() throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        try (DiskCache cache = DiskCache.open(tier(folder, 300))) {
            for (int i = 0; i < 60; i++) {
                keys.add(objects.put(i, 70 * BLOCK));
                objects.assertReads(over(cache, store), keys.get(i));
            }
        }
        assertThat(bytesIn(folder)).isGreaterThan(256 << 20);
        store.forgetCalls();
        try (DiskCache cache = DiskCache.open(tier(folder, 200))) {
            for (ObjectKey key : keys) {
                objects.assertReads(over(cache, store), key, 69 * BLOCK, 5);
            }
            assertThat(store.calls().size()).isBetween(10, 50);
        }
        assertThat(bytesIn(folder)).isLessThanOrEqualTo(300 << 20);
    }

    @Test
    void whatIsDeletedOrReplacedIsForgottenHereAndOnTheDisk() throws IOException {
        ObjectKey deleted = objects.put(1, 40 * BLOCK);
        ObjectKey replaced = objects.put(2, 2 * BLOCK);
        try (DiskCache cache = DiskCache.open(tier(folder, 32))) {
            ObjectStore cached = over(cache, store);
            objects.assertReads(cached, deleted);
            objects.assertReads(cached, replaced);
            cached.delete(deleted);
            var old = objects.version(replaced);
            new CacheFixture(cached).put(2, 2 * BLOCK);
            assertThatThrownBy(() -> cached.get(replaced, ByteRange.all(), Optional.of(old)))
                    .isInstanceOf(io.clouddicom.PreconditionFailedException.class);
        }
        try (DiskCache cache = DiskCache.open(tier(folder, 32))) {
            ObjectStore cached = over(cache, store);
            for (int block = 0; block < 40; block++) {
                ByteRange range = ByteRange.of(block * (long) BLOCK, 1);
                assertThatThrownBy(() -> cached.get(deleted, range, Optional.of(objects.version(deleted))))
                        .isInstanceOf(io.clouddicom.NotFoundException.class);
            }
        }
    }

    @Test
    void twoHundredThreadsThatWantTheSameMakeOneRequest() throws Exception {
        ObjectKey key = objects.put(1, 6 * BLOCK);
        try (DiskCache cache = DiskCache.open(tier(folder, 64))) {
            ObjectStore slow = FaultInjectingStore.over(store)
                    .chance(Fault.LATENCY, 1)
                    .longestPause(java.time.Duration.ofMillis(100))
                    .build();
            ObjectStore cached = over(cache, slow);
            store.forgetCalls();
            inThreads(200, () -> {
                objects.assertReads(cached, key, 100, 5 * BLOCK);
                return null;
            });
            store.assertCalls(get(key, 0, 6));
        }
    }

    private static void inThreads(int count, Callable<Void> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            for (Future<Void> each : threads.invokeAll(java.util.Collections.nCopies(count, work))) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void thoseWhoWaitAreToldTheErrorAndTheNextOneReads() throws Exception {
        ObjectKey key = objects.put(1, 6 * BLOCK);
        FaultInjectingStore faulty = FaultInjectingStore.over(store)
                .chance(Fault.LATENCY, 1)
                .longestPause(java.time.Duration.ofMillis(50))
                .build();
        faulty.failNth(1, StoreOperation.GET, Fault.UNAVAILABLE);
        faulty.failNth(1, StoreOperation.GET, Fault.TORN_READ);
        AtomicInteger failures = new AtomicInteger();
        try (DiskCache cache = DiskCache.open(tier(folder, 64))) {
            ObjectStore cached = over(cache, faulty);
            inThreads(20, () -> {
                while (true) {
                    try {
                        objects.assertReads(cached, key, 100, 5 * BLOCK);
                        return null;
                    } catch (UnavailableException e) {
                        failures.incrementAndGet();
                    }
                }
            });
        }
        assertThat(failures.get()).isPositive();
        assertThat(store.calls(StoreOperation.GET).size()).isLessThanOrEqualTo(4);
    }

    @Test
    void anInterruptedThreadDisturbsNoOther() throws Exception {
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            keys.add(objects.put(i, 3 * BLOCK));
        }
        try (DiskCache cache = DiskCache.open(tier(folder, 8))) {
            ObjectStore cached = over(cache, store);
            AtomicInteger interruptions = new AtomicInteger();
            AtomicInteger turns = new AtomicInteger();
            inThreads(4, () -> {
                int mine = turns.getAndIncrement();
                for (int i = 0; i < 400; i++) {
                    ObjectKey key = keys.get((i * 7 + mine) % keys.size());
                    if (mine == 0) {
                        Thread.currentThread().interrupt();
                    }
                    try {
                        objects.assertReads(cached, key);
                    } catch (InterruptedIOException e) {
                        assertThat(mine).isZero();
                        interruptions.incrementAndGet();
                    }
                    Thread.interrupted();
                }
                return null;
            });
            assertThat(interruptions.get()).isPositive();
        }
    }

    @Test
    void aDirectoryThatAnotherProcessHasIsRefusedByName() throws Exception {
        DiskCache.open(tier(folder, 8)).close();
        Process other = ForkedCache.start("hold", folder);
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("open");
            assertThatThrownBy(() -> DiskCache.open(tier(folder, 8)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("in use by another process");
            assertThatThrownBy(() -> DiskCache.open(tier(folder, 8, DiskMode.READ_ONLY)))
                    .isInstanceOf(UnavailableException.class);
        } finally {
            other.destroyForcibly().waitFor();
        }
        DiskCache.open(tier(folder, 8)).close();
    }

    @Test
    void archivesOfOneProcessShareADirectoryIfTheyAgree() throws IOException {
        ObjectKey key = objects.put(1, BLOCK);
        DiskCache first = DiskCache.open(tier(folder, 8));
        DiskCache second = DiskCache.open(tier(folder, 8));
        assertThatThrownBy(() -> DiskCache.open(tier(folder.resolve("../" + folder.getFileName()), 9)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("in use in this process");
        objects.assertReads(over(first, store), key);
        first.close();
        store.forgetCalls();
        objects.assertReads(over(second, store), key);
        store.assertCalls();
        second.close();
        DiskCache.open(tier(folder, 9)).close();
    }

    @Test
    void readOnlyReadsAndChangesNothing() throws IOException {
        ObjectKey key = objects.put(1, 3 * BLOCK);
        ObjectKey other = objects.put(2, BLOCK);
        Path missing = folder.resolve("missing");
        DiskTier readOnly = tier(folder, 8, DiskMode.READ_ONLY);
        try (DiskCache cache = DiskCache.open(tier(missing, 8, DiskMode.READ_ONLY))) {
            objects.assertReads(over(cache, store), key);
        }
        assertThat(missing).doesNotExist();
        try (DiskCache cache = DiskCache.open(tier(folder, 8))) {
            objects.assertReads(over(cache, store), key);
        }
        byte[] before = Files.readAllBytes(folder.resolve("blocks-00000"));
        store.forgetCalls();
        try (DiskCache cache = DiskCache.open(readOnly)) {
            ObjectStore cached = over(cache, store);
            objects.assertReads(cached, key);
            store.assertCalls();
            objects.assertReads(cached, other);
            objects.assertReads(cached, other);
            assertThat(store.calls()).hasSize(2);
            cached.delete(key);
        }
        assertThat(Files.readAllBytes(folder.resolve("blocks-00000"))).isEqualTo(before);
    }

    @Test
    void blocksThatAreReplacedWhileTheyAreReadAreNeverTakenForOthers() throws Exception {
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            keys.add(objects.put(i, 2 * BLOCK - i));
        }
        try (DiskCache cache = DiskCache.open(tier(folder, 8))) {
            ObjectStore cached = over(cache, store);
            AtomicInteger seeds = new AtomicInteger(17);
            inThreads(8, () -> {
                var random = new java.util.SplittableRandom(seeds.getAndIncrement());
                for (int i = 0; i < 500; i++) {
                    objects.assertReads(cached, keys.get(random.nextInt(keys.size())));
                }
                return null;
            });
        }
    }

    @Test
    void whatTheReaderTellsIsWhatTheStoreTells() throws IOException {
        ObjectKey key = objects.put(1, 3 * BLOCK);
        ObjectInfo info = store.head(key);
        for (int i = 0; i < 2; i++) {
            try (DiskCache cache = DiskCache.open(tier(folder, 8));
                    ObjectReader reader =
                            over(cache, store).get(key, ByteRange.of(5, 9), Optional.of(info.version()))) {
                assertThat(reader.info()).isEqualTo(info);
                assertThat(reader.skip(3)).isEqualTo(3);
                assertThat(reader.readNBytes(100)).hasSize(6);
                assertThat(reader.read()).isEqualTo(-1);
            }
        }
    }
}
