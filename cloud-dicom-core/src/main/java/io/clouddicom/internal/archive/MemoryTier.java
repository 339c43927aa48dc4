package io.clouddicom.internal.archive;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clouddicom.ReadOptions;
import io.clouddicom.cache.TierStatistics;
import io.clouddicom.internal.cache.UnderWay;
import io.clouddicom.internal.format.StudyIndex;
import io.clouddicom.internal.observe.Observation;
import io.clouddicom.internal.observe.TierMeter;
import io.clouddicom.observe.CacheTier;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is kept in memory, decrypted: frames as they are stored, study indexes, and, in a bound of their own, decoded frames.
 * Bounded in bytes, by Caffeine's policy. Arrays that come from here are shared, and not to be changed. Safe for use by any
 * number of threads.
 */
public final class MemoryTier {
    /** Keeps nothing. */
    static final MemoryTier NONE = new MemoryTier(0, 0, ReadOptions.DEFAULT, Observation.NONE);

    private static final int MOST_INDEXES = 10_000;
    private static final int THREADS = 32;
    private static final int IDLE_SECONDS = 10;

    private final @Nullable Bounded kept;
    private final @Nullable Bounded decoded;
    /** The index of a study that was last kept. */
    private final Cache<ObjectKey, MemoryKey> indexes =
            Caffeine.newBuilder().maximumSize(MOST_INDEXES).build();

    private final FrameRequests requests;
    private final ReadQueue reads;
    private final ThreadPoolExecutor pool;

    /** Makes what is not kept. */
    interface Loader<T> {
        T load() throws IOException;
    }

    /** A cache of one bound. */
    private static final class Bounded {
        final Cache<MemoryKey, Object> cache;
        final UnderWay<MemoryKey, Object> underWay = new UnderWay<>();
        final TierMeter meter;

        Bounded(long bytes, TierMeter meter) {
            this.meter = meter;
            cache = Caffeine.newBuilder()
                    .maximumWeight(bytes)
                    .weigher((MemoryKey key, Object value) -> key.weight(bytes(value)))
                    // In the threads that read: where others keep the common pool busy, the policy would not hear of
                    // reads.
                    .executor(Runnable::run)
                    .build();
        }

        static long bytes(Object value) {
            return value instanceof byte[] bytes ? bytes.length : ((BlockCache) value).bytes();
        }

        /** A value that is there; that it is not is no miss before somebody fetches it. */
        @Nullable
        Object get(MemoryKey key) {
            long begin = meter.begin();
            Object value = cache.getIfPresent(key);
            if (value != null) {
                meter.hit(bytes(value), begin);
            }
            return value;
        }

        /** The value, loaded by one thread for all that want it. */
        <T> T get(MemoryKey key, Class<T> type, Loader<T> loader) throws IOException {
            long begin = meter.begin();
            while (true) {
                Object present = get(key);
                if (present != null) {
                    return type.cast(present);
                }
                UnderWay<MemoryKey, Object>.Claim claim = underWay.claim(key);
                if (claim != null) {
                    T loaded = load(key, claim, loader);
                    meter.miss(bytes(loaded), begin);
                    return loaded;
                }
                UnderWay<MemoryKey, Object>.Claim other = underWay.claimed(key);
                Object loaded = other == null ? null : other.await();
                if (loaded != null) {
                    meter.miss(bytes(loaded), begin);
                    return type.cast(loaded);
                }
            }
        }

        private <T> T load(MemoryKey key, UnderWay<MemoryKey, Object>.Claim claim, Loader<T> loader)
                throws IOException {
            try {
                T value = loader.load();
                claim.fetched(value);
                cache.put(key, value);
                claim.end();
                return value;
            } catch (IOException | RuntimeException | Error e) {
                claim.fail(e);
                throw e;
            }
        }

        TierStatistics statistics() {
            cache.cleanUp();
            long bytes = cache.policy().eviction().orElseThrow().weightedSize().orElse(0);
            return meter.statistics(cache.estimatedSize(), bytes);
        }
    }

    /**
     * Makes it, empty.
     *
     * @param bytes how much it takes at most; 0 for nothing
     * @param decodedBytes how much decoded frames take beside that
     * @param options how many reads at a time
     * @param observation hears of hits and misses
     */
    MemoryTier(long bytes, long decodedBytes, ReadOptions options, Observation observation) {
        reads = new ReadQueue(options);
        kept = bytes == 0 ? null : new Bounded(bytes, new TierMeter(CacheTier.MEMORY, observation));
        decoded = decodedBytes == 0 ? null : new Bounded(decodedBytes, new TierMeter(CacheTier.DECODED, observation));
        pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "cloud-dicom-fetch");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        requests = new FrameRequests(pool, new FrameRequests.Kept() {
            @Override
            public byte @Nullable [] frame(FrameReading reading, int frame) {
                return kept == null ? null : (byte[]) kept.cache.policy().getIfPresentQuietly(reading.memoryKey(frame));
            }

            @Override
            public void keep(FrameReading reading, int frame, byte[] bytes) {
                if (kept != null) {
                    kept.cache.put(reading.memoryKey(frame), bytes);
                }
            }
        });
    }

    /** Forgets all that is kept of objects whose keys begin so. */
    void forget(String prefix) {
        for (Bounded bounded : new @Nullable Bounded[] {kept, decoded}) {
            if (bounded != null) {
                bounded.cache
                        .asMap()
                        .keySet()
                        .removeIf(key -> key.object().value().startsWith(prefix));
            }
        }
    }

    /** A frame that is kept. */
    byte @Nullable [] frame(ObjectInfo info, int reduction, int frame) {
        return kept == null ? null : (byte[]) kept.get(MemoryKey.frame(info, reduction, frame));
    }

    /** Reads frames: of each, all bytes in which it lies. */
    List<byte[]> frames(FrameReading reading, List<Integer> frames) throws IOException {
        if (kept == null) {
            return reading.read(frames);
        }
        List<byte[]> found = new ArrayList<>();
        List<Integer> missing = new ArrayList<>();
        for (int frame : frames) {
            byte[] bytes = (byte[]) kept.get(reading.memoryKey(frame));
            found.add(bytes);
            if (bytes == null && !missing.contains(frame)) {
                missing.add(frame);
            }
        }
        if (!missing.isEmpty()) {
            long begin = kept.meter.begin();
            List<byte[]> fetched = requests.read(reading, missing);
            fetched.forEach(frame -> kept.meter.miss(frame.length, begin));
            for (int i = 0; i < frames.size(); i++) {
                if (found.get(i) == null) {
                    found.set(i, fetched.get(missing.indexOf(frames.get(i))));
                }
            }
        }
        return found;
    }

    /** Makes the reads that nobody makes himself. */
    ReadQueue reads() {
        return reads;
    }

    /** Whether frames that come from here are shared with others. */
    public boolean keepsFrames() {
        return kept != null;
    }

    /** Whether decoded frames that come from here are shared with others. */
    boolean keepsDecoded() {
        return decoded != null;
    }

    /** A decoded frame. */
    byte[] decoded(ObjectInfo info, int reduction, int frame, Loader<byte[]> decoding) throws IOException {
        return decoded == null
                ? decoding.load()
                : decoded.get(MemoryKey.frame(info, reduction, frame), byte[].class, decoding);
    }

    /** A study index. */
    BlockCache index(ObjectInfo info, Loader<StudyIndex> reading) throws IOException {
        if (kept == null) {
            return new BlockCache(reading.load(), 0);
        }
        MemoryKey key = MemoryKey.whole(info, 0);
        BlockCache index = kept.get(key, BlockCache.class, () -> new BlockCache(reading.load(), info.sizeBytes()));
        indexes.put(info.key(), key);
        return index;
    }

    /** Whether a frame is kept; the policy is not told. */
    boolean holds(MemoryKey key) {
        return kept != null && kept.cache.policy().getIfPresentQuietly(key) != null;
    }

    /** Keeps a frame. */
    void keep(MemoryKey key, byte[] frame) {
        if (kept != null) {
            kept.cache.put(key, frame);
        }
    }

    /** Whether the index of a study is kept, at whatever version. */
    boolean holdsIndex(ObjectKey key) {
        MemoryKey known = indexes.getIfPresent(key);
        return kept != null && known != null && kept.cache.policy().getIfPresentQuietly(known) != null;
    }

    /** What became of frames and indexes. */
    TierStatistics statistics() {
        return kept == null ? TierStatistics.NONE : kept.statistics();
    }

    /** What became of decoded frames. */
    TierStatistics decodedStatistics() {
        return decoded == null ? TierStatistics.NONE : decoded.statistics();
    }

    /** Cancels what is read ahead, and lets its threads end when they have told those who wait. */
    void close() {
        reads.close();
        pool.shutdown();
    }
}
