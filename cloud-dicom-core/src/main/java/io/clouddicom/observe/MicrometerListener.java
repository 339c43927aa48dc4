package io.clouddicom.observe;

import io.clouddicom.DicomArchive;
import io.clouddicom.cache.CacheStatistics;
import io.clouddicom.cache.TierStatistics;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Counts in a registry of Micrometer, which the embedder has on its class path or module path; this library does not bring it
 * along. Safe for use by any number of threads; one serves several archives, which are counted together.
 *
 * <table>
 * <caption>meters</caption>
 * <tr><th>name</th><th>kind</th><th>tags</th></tr>
 * <tr><td>{@code cloud.dicom.cache.reads}</td><td>timer</td><td>{@code tier}; {@code result}: hit, miss</td></tr>
 * <tr><td>{@code cloud.dicom.cache.read.size}</td><td>summary of bytes</td><td>the same</td></tr>
 * <tr><td>{@code cloud.dicom.cache.size}</td><td>gauge of bytes, see {@link #gauges}</td><td>{@code tier}</td></tr>
 * <tr><td>{@code cloud.dicom.cache.entries}</td><td>gauge, see {@link #gauges}</td><td>{@code tier}</td></tr>
 * <tr><td>{@code cloud.dicom.store.requests}</td><td>timer</td><td>{@code request}; {@code outcome}: answered,
 * failed</td></tr>
 * <tr><td>{@code cloud.dicom.store.request.size}</td><td>summary of bytes</td><td>the same</td></tr>
 * </table>
 *
 * <pre>{@code
 * MicrometerListener metrics = new MicrometerListener(registry, Tags.empty());
 * DicomArchive archive = DicomArchive.builder(store).cache(cache).listener(metrics).open();
 * metrics.gauges(archive);
 * }</pre>
 */
public final class MicrometerListener implements ArchiveListener {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<CacheTier, Meters> hits = new EnumMap<>(CacheTier.class);
    private final Map<CacheTier, Meters> misses = new EnumMap<>(CacheTier.class);
    private final Map<StoreRequest, Meters> answered = new EnumMap<>(StoreRequest.class);
    private final Map<StoreRequest, Meters> failures = new EnumMap<>(StoreRequest.class);

    /** How long, and how many bytes. */
    private record Meters(Timer time, DistributionSummary bytes) {
        void record(long ofBytes, long nanos) {
            time.record(nanos, TimeUnit.NANOSECONDS);
            bytes.record(ofBytes);
        }
    }

    /**
     * Makes the meters.
     *
     * @param registry where they are counted
     * @param tags of each meter, such as which archive it is
     */
    public MicrometerListener(MeterRegistry registry, Iterable<Tag> tags) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.tags = Tags.of(tags);
        for (CacheTier tier : CacheTier.values()) {
            Tags ofTier = this.tags.and("tier", tier.toString());
            hits.put(
                    tier,
                    meters("cloud.dicom.cache.reads", "cloud.dicom.cache.read.size", ofTier.and("result", "hit")));
            misses.put(
                    tier,
                    meters("cloud.dicom.cache.reads", "cloud.dicom.cache.read.size", ofTier.and("result", "miss")));
        }
        for (StoreRequest request : StoreRequest.values()) {
            Tags ofRequest = this.tags.and("request", request.toString());
            answered.put(request, requests(ofRequest.and("outcome", "answered")));
            failures.put(request, requests(ofRequest.and("outcome", "failed")));
        }
    }

    private Meters requests(Tags ofRequest) {
        return meters("cloud.dicom.store.requests", "cloud.dicom.store.request.size", ofRequest);
    }

    private Meters meters(String time, String size, Tags of) {
        return new Meters(
                Timer.builder(time).tags(of).register(registry),
                DistributionSummary.builder(size).baseUnit("bytes").tags(of).register(registry));
    }

    @Override
    public void cacheHit(CacheTier tier, long bytes, long nanos) {
        record(hits.get(tier), bytes, nanos);
    }

    @Override
    public void cacheMiss(CacheTier tier, long bytes, long nanos) {
        record(misses.get(tier), bytes, nanos);
    }

    @Override
    public void storeRequest(StoreRequest request, long bytes, long nanos, boolean failed) {
        record((failed ? failures : answered).get(request), bytes, nanos);
    }

    private static void record(Meters meters, long bytes, long nanos) {
        Objects.requireNonNull(meters, "meters of an unknown kind").record(bytes, nanos);
    }

    /**
     * Shows how full the cache of an archive is, as long as the archive is referred to elsewhere. Of several archives each
     * needs a listener with tags of its own for that.
     *
     * @param archive the archive
     */
    public void gauges(DicomArchive archive) {
        for (CacheTier tier : CacheTier.values()) {
            Tags ofTier = tags.and("tier", tier.toString());
            Gauge.builder(
                            "cloud.dicom.cache.size",
                            archive,
                            open -> of(open, tier).bytes())
                    .baseUnit("bytes")
                    .tags(ofTier)
                    .register(registry);
            Gauge.builder(
                            "cloud.dicom.cache.entries",
                            archive,
                            open -> of(open, tier).entries())
                    .tags(ofTier)
                    .register(registry);
        }
    }

    private static TierStatistics of(DicomArchive archive, CacheTier tier) {
        CacheStatistics statistics = archive.cacheStatistics();
        return switch (tier) {
            case MEMORY -> statistics.memory();
            case DECODED -> statistics.decoded();
            case DISK -> statistics.disk();
        };
    }
}
