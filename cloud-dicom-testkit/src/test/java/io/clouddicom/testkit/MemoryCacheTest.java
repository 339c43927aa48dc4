package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.CorruptDataException;
import io.clouddicom.DicomArchive;
import io.clouddicom.Frame;
import io.clouddicom.Instance;
import io.clouddicom.Receipt;
import io.clouddicom.RetryPolicy;
import io.clouddicom.StoragePolicy;
import io.clouddicom.UnavailableException;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.CacheStatistics;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a cache in memory asks the store for when one thread or two hundred want something. */
class MemoryCacheTest {
    private static final int THREADS = 200;
    private static final int FRAMES = 200;

    private final ObjectStore memory = ObjectStores.memory();
    private final RecordingStore store = new RecordingStore(memory);
    private final FaultInjectingStore slow = FaultInjectingStore.over(store)
            .chance(Fault.LATENCY, 1)
            .longestPause(Duration.ofMillis(60))
            .build();
    private final SyntheticStudy study = SyntheticStudy.enhancedCt(1, FRAMES).withSize(64, 64);
    private DicomArchive archive;
    private Instance instance;
    private List<byte[]> frames;

    @BeforeEach
    void putMultiFrame() throws Exception {
        archive = open(memory, Cache.none());
        Receipt receipt = archive.put(study.bytes(0));
        archive.index(receipt.study());
        frames = new ArrayList<>();
        Instance uncached = archive.study(receipt.study()).instance(receipt.instance());
        for (Frame frame : uncached.frames()) {
            frames.add(frame.fetch());
        }
        archive.close();
        archive = open(slow, Cache.memory(16, SizeUnit.MEBIBYTES));
        instance = archive.study(receipt.study()).instance(receipt.instance());
        instance.frameCount();
        store.forgetCalls();
    }

    private static DicomArchive open(ObjectStore store, Cache cache) throws Exception {
        return DicomArchive.builder(store)
                .storage(StoragePolicy.AS_RECEIVED)
                .retries(RetryPolicy.NONE)
                .cache(cache)
                .open();
    }

    @AfterEach
    void close() throws Exception {
        archive.close();
        store.assertAllClosed();
    }

    private static void inThreads(IntFunction<Callable<Void>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CountDownLatch begin = new CountDownLatch(1);
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Callable<Void> mine = work.apply(i);
                running.add(threads.submit(() -> {
                    begin.await();
                    return mine.call();
                }));
            }
            begin.countDown();
            for (Future<Void> each : running) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void twoHundredThreadsThatWantOneColdFrameMakeOneRequest() throws Exception {
        inThreads(i -> () -> {
            assertThat(instance.frame(7).fetch()).isEqualTo(frames.get(6));
            return null;
        });
        store.assertCount(StoreOperation.GET, 1);
    }

    /** Lets no get through while the gate is closed. */
    private final class Gate {
        private volatile CountDownLatch open = new CountDownLatch(0);

        ObjectStore store() {
            return (ObjectStore) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("get")) {
                            open.await();
                        }
                        try {
                            return method.invoke(store, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    @Test
    void twoHundredThreadsThatWantNeighbouringFramesMakeAHandful() throws Exception {
        Gate gate = new Gate();
        archive.close();
        archive = open(gate.store(), Cache.memory(16, SizeUnit.MEBIBYTES));
        Instance cold = archive.study(study.studyUid()).instance(instance.id());
        cold.frameCount();
        store.forgetCalls();
        gate.open = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < THREADS; i++) {
            int index = i;
            Thread thread = new Thread(() -> {
                try {
                    assertThat(cold.frame(index + 1).fetch()).isEqualTo(frames.get(index));
                } catch (Exception | AssertionError e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        // All have asked when all wait: for the store, or for one of those who ask it.
        while (threads.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
            Thread.sleep(1);
        }
        gate.open.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        int requests = store.calls(StoreOperation.GET).size();
        System.out.println(requests + " requests for " + FRAMES + " frames");
        assertThat(requests).isLessThanOrEqualTo(5);
        store.forgetCalls();
        for (int i = 0; i < FRAMES; i++) {
            assertThat(cold.frame(i + 1).fetch()).isEqualTo(frames.get(i));
        }
        store.assertCalls();
    }

    @Test
    void whatIsHandedOutIsTheCallersOwnOrCannotBeChanged() throws Exception {
        byte[] first = instance.frame(1).fetch();
        first[5]++;
        ByteBuffer shared = instance.frame(1).fetchBuffer();
        assertThat(shared.isReadOnly()).isTrue();
        assertThat(shared).isEqualTo(ByteBuffer.wrap(frames.get(0)));
        instance.fetch(instance.frames().subList(0, 2)).forEach(frame -> frame[0]++);
        byte[] decoded = instance.frame(1).decode();
        byte[] again = decoded.clone();
        decoded[9]++;
        assertThat(instance.frame(1).decode()).isEqualTo(again);
        assertThat(instance.frame(1).fetch()).isEqualTo(frames.get(0));
        store.assertCount(StoreOperation.GET, 2);
    }

    @Test
    void decodedFramesAreKeptInABoundOfTheirOwn() throws Exception {
        try (DicomArchive decoding = open(store, Cache.none().decodedFrames(16, SizeUnit.MEBIBYTES))) {
            Frame frame =
                    decoding.study(study.studyUid()).instance(instance.id()).frame(3);
            byte[] decoded = frame.decode();
            byte[] again = decoded.clone();
            store.forgetCalls();
            decoded[0]++;
            assertThat(frame.decode()).isEqualTo(again);
            store.assertCalls();
            frame.fetch();
            store.assertCount(StoreOperation.GET, 1);
            assertThat(decoding.cacheStatistics().decoded().hits()).isEqualTo(1);
        }
    }

    @Test
    void aStudyThatIsOpenedAgainIsOneListing() throws Exception {
        inThreads(i -> () -> {
            assertThat(archive.study(study.studyUid()).instances()).hasSize(1);
            return null;
        });
        store.assertCount(StoreOperation.GET, 0);
        store.assertCount(StoreOperation.LIST, THREADS);
        CacheStatistics statistics = archive.cacheStatistics();
        assertThat(statistics.memory().hits()).isEqualTo(THREADS);
        assertThat(statistics.memory().entries()).isEqualTo(1);
    }

    @Test
    void itTakesNoMoreThanItsSize() throws Exception {
        try (DicomArchive small = open(store, Cache.memory(1, SizeUnit.MEBIBYTES))) {
            Instance other = small.study(study.studyUid()).instance(instance.id());
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < FRAMES; i++) {
                    assertThat(other.frame(i + 1).fetch()).isEqualTo(frames.get(i));
                }
            }
            assertThat(small.cacheStatistics().memory().bytes()).isBetween(700_000L, 1L << 20);
            assertThat(small.cacheStatistics().memory().entries()).isLessThan(FRAMES);
        }
    }

    @Test
    void anErrorOfTheStoreIsToldToAllWhoWaitAndTheNextReads() throws Exception {
        slow.failNth(1, StoreOperation.GET, Fault.UNAVAILABLE);
        int[] failures = new int[1];
        inThreads(i -> () -> {
            try {
                assertThat(instance.frame(7).fetch()).isEqualTo(frames.get(6));
            } catch (UnavailableException e) {
                synchronized (failures) {
                    failures[0]++;
                }
            }
            return null;
        });
        assertThat(failures[0]).isPositive();
        assertThat(instance.frame(7).fetch()).isEqualTo(frames.get(6));
    }

    @Test
    void anInterruptedThreadFailsAloneAndTheOthersHaveTheirFrame() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 20; i++) {
                int number = 1 + i;
                Future<?> first = threads.submit(() -> instance.frame(number).fetch());
                Future<byte[]> second =
                        threads.submit(() -> instance.frame(number).fetch());
                Thread.sleep(i);
                first.cancel(true);
                try {
                    assertThat(second.get()).isEqualTo(frames.get(number - 1));
                } catch (ExecutionException e) {
                    // The pool's thread may be interrupted after it has taken the next work.
                    assertThat(e.getCause()).isInstanceOf(InterruptedIOException.class);
                }
            }
        } finally {
            threads.shutdown();
        }
        assertThat(instance.frame(1).fetch()).isEqualTo(frames.get(0));
    }

    @Test
    void whoeverReadsFromAClosedStoreIsToldSo() throws Exception {
        slow.close();
        archive.close();
        inThreads(i -> () -> {
            assertThatThrownBy(() -> instance.frame(1 + i % 20).fetch()).isInstanceOf(IllegalStateException.class);
            return null;
        });
    }

    @Test
    void aDamagedFrameSpoilsNoOther() throws Exception {
        ObjectInfo info;
        try (var listing = memory.list("studies/" + study.studyUid() + "/instances/", "")) {
            info = listing.next();
        }
        byte[] bytes;
        try (ObjectReader reader = memory.get(info.key(), ByteRange.all())) {
            bytes = reader.readAllBytes();
        }
        byte[] frame = frames.get(100);
        int at = indexOf(bytes, frame);
        bytes[at + 17] ^= 1;
        memory.put(info.key(), ObjectContent.of(bytes), PutCondition.any());
        archive.close();
        archive = open(store, Cache.memory(16, SizeUnit.MEBIBYTES));
        Instance damaged = archive.instance(instance.id());
        inThreads(i -> () -> {
            if (i == 100) {
                assertThatThrownBy(() -> damaged.frame(i + 1).fetch())
                        .isInstanceOf(CorruptDataException.class)
                        .hasMessageContaining("frame 101");
            } else {
                assertThat(damaged.frame(i + 1).fetch()).isEqualTo(frames.get(i));
            }
            return null;
        });
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; ; i++) {
            if (java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
    }
}
