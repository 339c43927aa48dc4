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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a hit costs: a frame of 512 × 512 in memory, shared and copied, and 512 KiB from the disk tier beside the same bytes
 * by {@link FileChannel} alone. The files are in the page cache, so that what is measured is not the disk.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class CacheBenchmark {
    private static final int LENGTH = 512 << 10;
    private static final int OFFSET = 256 << 10;

    private Path folder;
    private DicomArchive archive;
    private Frame frame;
    private DiskCache disk;
    private ObjectStore cached;
    private ObjectKey key;
    private Optional<ObjectVersion> version;
    private FileChannel channel;

    /** Fills both tiers, and checks that they give what was put. */
    @Setup
    public void fill() throws IOException {
        folder = Files.createTempDirectory("cache-benchmark");
        fillMemory();
        fillDisk();
    }

    private void fillMemory() throws IOException {
        archive = DicomArchive.builder(ObjectStores.memory())
                .storage(StoragePolicy.AS_RECEIVED)
                .cache(Cache.memory(64, SizeUnit.MEBIBYTES))
                .open();
        Receipt receipt = archive.put(SyntheticStudy.ct(1, 1).bytes(0));
        frame = archive.study(receipt.study()).instance(receipt.instance()).frame(1);
        byte[] first = frame.fetch();
        if (!frame.fetchBuffer().equals(ByteBuffer.wrap(first))
                || archive.cacheStatistics().memory().hits() == 0) {
            throw new IllegalStateException("the frame is not in memory as it was read");
        }
    }

    private void fillDisk() throws IOException {
        byte[] content = new byte[OFFSET + LENGTH];
        new SplittableRandom(1).nextBytes(content);
        ObjectStore store = ObjectStores.memory();
        key = ObjectKey.of("studies/1/instances/1/1.1");
        version = Optional.of(
                store.put(key, ObjectContent.of(content), PutCondition.any()).version());
        disk = DiskCache.open(Cache.none()
                .disk(folder.resolve("cache"), 64, SizeUnit.MEBIBYTES)
                .keepFree(0, SizeUnit.BYTES)
                .disk()
                .orElseThrow());
        cached = disk.over(store, new UUID(1, 1), any -> true);
        byte[] expected = Arrays.copyOfRange(content, OFFSET, OFFSET + LENGTH);
        byte[] missed = diskHit();
        byte[] hit = diskHit();
        if (!Arrays.equals(missed, expected) || !Arrays.equals(hit, expected) || hits() == 0) {
            throw new IllegalStateException("the range is not on the disk as it was put");
        }
        Path file = folder.resolve("plain");
        Files.write(file, content);
        channel = FileChannel.open(file);
        if (!Arrays.equals(fileChannel(), expected)) {
            throw new IllegalStateException("the file is not as it was written");
        }
    }

    private long hits() {
        return disk.statistics().hits();
    }

    /** Closes and removes what was filled. */
    @TearDown
    public void remove() throws IOException {
        archive.close();
        disk.close();
        channel.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A frame in memory, shared. */
    @Benchmark
    @Reported(suite = "cache", name = "a frame from memory, shared")
    public ByteBuffer memoryHitShared() throws IOException {
        return frame.fetchBuffer();
    }

    /** A frame in memory, copied. */
    @Benchmark
    @Reported(suite = "cache", name = "a frame from memory, copied")
    public byte[] memoryHitCopied() throws IOException {
        return frame.fetch();
    }

    /** A range from the disk tier, every block checked. */
    @Benchmark
    @Reported(
            suite = "cache",
            name = "512 KiB from the disk tier",
            against = "fileChannel",
            peer = "FileChannel",
            floor = 0.7,
            aim = 0.9)
    public byte[] diskHit() throws IOException {
        try (ObjectReader reader = cached.get(key, ByteRange.of(OFFSET, LENGTH), version)) {
            return reader.readAllBytes();
        }
    }

    /** The same bytes from a file. */
    @Benchmark
    public byte[] fileChannel() throws IOException {
        byte[] bytes = new byte[LENGTH];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining() && channel.read(buffer, OFFSET + buffer.position()) >= 0) {
            // Until it is full.
        }
        return bytes;
    }
}
