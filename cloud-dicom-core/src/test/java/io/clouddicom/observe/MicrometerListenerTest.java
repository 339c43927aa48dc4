package io.clouddicom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.DicomArchive;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.store.ObjectStores;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What Micrometer shows. */
class MicrometerListenerTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerListener listener = new MicrometerListener(registry, Tags.of("archive", "a"));

    private Timer timer(String name, String... tags) {
        return registry.get(name).tags(tags).tag("archive", "a").timer();
    }

    @Test
    void eventsAreCountedByTierAndResult() {
        listener.cacheHit(CacheTier.DISK, 1000, 2_000_000);
        listener.cacheHit(CacheTier.DISK, 500, 4_000_000);
        listener.cacheMiss(CacheTier.DISK, 70, 9_000_000);
        Timer hits = timer("cloud.dicom.cache.reads", "tier", "disk", "result", "hit");
        assertThat(hits.count()).isEqualTo(2);
        assertThat(hits.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(6);
        assertThat(timer("cloud.dicom.cache.reads", "tier", "disk", "result", "miss")
                        .count())
                .isEqualTo(1);
        assertThat(timer("cloud.dicom.cache.reads", "tier", "memory", "result", "hit")
                        .count())
                .isZero();
        assertThat(registry.get("cloud.dicom.cache.read.size")
                        .tags("tier", "disk", "result", "hit")
                        .summary()
                        .totalAmount())
                .isEqualTo(1500);
    }

    @Test
    void requestsOfAnArchiveAndWhatItsCacheHoldsAreShown() throws Exception {
        try (DicomArchive archive = DicomArchive.builder(ObjectStores.memory())
                .cache(Cache.memory(1, SizeUnit.MEBIBYTES))
                .listener(listener)
                .open()) {
            listener.gauges(archive);
            assertThat(timer("cloud.dicom.store.requests", "request", "put", "outcome", "answered")
                            .count())
                    .isEqualTo(1);
            assertThat(timer("cloud.dicom.store.requests", "request", "get", "outcome", "failed")
                            .count())
                    .isZero();
            assertThat(registry.get("cloud.dicom.cache.entries")
                            .tags("tier", "memory", "archive", "a")
                            .gauge()
                            .value())
                    .isZero();
        }
    }
}
