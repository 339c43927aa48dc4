package io.clouddicom.benchmarks;

import io.clouddicom.DicomArchive;
import io.clouddicom.Frame;
import io.clouddicom.Receipt;
import io.clouddicom.StoragePolicy;
import io.clouddicom.benchmarks.report.Reported;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.internal.cache.DiskCache;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Eight threads that hit one cache, beside eight threads that hit one each: what they would lose to locks that all share. Each
 * thread reads 64 frames, or 64 blocks, over and over, from a place of its own on.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Threads(8)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class CacheContentionBenchmark {
    private static final int ENTRIES = 64;
    private static final int BLOCK_BYTES = 64 << 10;

    /** Both tiers, filled. */
    public abstract static class Caches {
        private Path folder;
        private DicomArchive archive;
        private List<Frame> frames;
        private DiskCache disk;
        private ObjectStore cached;
        private ObjectKey key;
        private Optional<ObjectVersion> version;

        /** Fills them, and checks that everything is a hit. */
        @Setup
        public void fill() throws IOException {
            folder = Files.createTempDirectory("contention");
            archive = DicomArchive.builder(ObjectStores.memory())
                    .storage(StoragePolicy.AS_RECEIVED)
                    .cache(Cache.memory(16, SizeUnit.MEBIBYTES))
                    .open();
            Receipt receipt = archive.put(
                    SyntheticStudy.enhancedCt(1, ENTRIES).withSize(64, 64).bytes(0));
            frames = archive.study(receipt.study()).instance(receipt.instance()).frames();
            byte[] content = new byte[ENTRIES * BLOCK_BYTES];
            new SplittableRandom(1).nextBytes(content);
            ObjectStore store = ObjectStores.memory();
            key = ObjectKey.of("studies/1/instances/1/1.1");
            version = Optional.of(store.put(key, ObjectContent.of(content), PutCondition.any())
                    .version());
            disk = DiskCache.open(Cache.none()
                    .disk(folder, 64, SizeUnit.MEBIBYTES)
                    .keepFree(0, SizeUnit.BYTES)
                    .disk()
                    .orElseThrow());
            cached = disk.over(store, new UUID(1, 1), any -> true);
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < ENTRIES; i++) {
                    byte[] expected = Arrays.copyOfRange(content, i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES);
                    if (!frame(i).equals(ByteBuffer.wrap(frames.get(i).fetch()))
                            || !Arrays.equals(block(i), expected)) {
                        throw new IllegalStateException("entry " + i + " is not what was put");
                    }
                }
            }
            if (archive.cacheStatistics().memory().misses() > ENTRIES
                    || disk.statistics().misses() > ENTRIES) {
                throw new IllegalStateException("what was read is not kept");
            }
        }

        final ByteBuffer frame(int index) throws IOException {
            return frames.get(index % ENTRIES).fetchBuffer();
        }

        final byte[] block(int index) throws IOException {
            ByteRange range = ByteRange.of((long) (index % ENTRIES) * BLOCK_BYTES, BLOCK_BYTES);
            try (ObjectReader reader = cached.get(key, range, version)) {
                return reader.readAllBytes();
            }
        }

        /** Closes and removes them. */
        @TearDown
        public void remove() throws IOException {
            archive.close();
            disk.close();
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /** Those of all threads. */
    @State(Scope.Benchmark)
    public static class SharedCaches extends Caches {}

    /** Those of one thread. */
    @State(Scope.Thread)
    public static class OwnCaches extends Caches {}

    /** Where a thread is. */
    @State(Scope.Thread)
    public static class Place {
        private int next = (int) Thread.currentThread().getId() * 7;

        int next() {
            return next++ & Integer.MAX_VALUE;
        }
    }

    /** Frames of one memory tier. */
    @Benchmark
    @Reported(
            suite = "cache",
            name = "eight threads, one memory tier",
            against = "memoryApart",
            peer = "one each",
            floor = 0.9,
            aim = 1)
    public ByteBuffer memoryTogether(SharedCaches caches, Place place) throws IOException {
        return caches.frame(place.next());
    }

    /** Frames of eight memory tiers. */
    @Benchmark
    public ByteBuffer memoryApart(OwnCaches caches, Place place) throws IOException {
        return caches.frame(place.next());
    }

    /** Blocks of one disk tier. */
    @Benchmark
    @Reported(
            suite = "cache",
            name = "eight threads, one disk tier",
            against = "diskApart",
            peer = "one each",
            floor = 0.9,
            aim = 1)
    public byte[] diskTogether(SharedCaches caches, Place place) throws IOException {
        return caches.block(place.next());
    }

    /** Blocks of eight disk tiers. */
    @Benchmark
    public byte[] diskApart(OwnCaches caches, Place place) throws IOException {
        return caches.block(place.next());
    }
}
