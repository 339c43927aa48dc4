package io.clouddicom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What events come to. */
class ActivityStatisticsTest {
    private final ActivityStatistics statistics = new ActivityStatistics();

    @Test
    void quantilesAreRightToASixteenth() {
        SplittableRandom random = new SplittableRandom(7);
        long[] nanos = random.longs(10_001, 0, 60)
                .map(bits -> 1L << bits | random.nextLong(1L << bits))
                .toArray();
        LatencyHistogram histogram = new LatencyHistogram();
        Arrays.stream(nanos).forEach(histogram::add);
        Arrays.sort(nanos);
        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
            long exact = nanos[(int) Math.ceil(share * nanos.length) - 1];
            assertThat(histogram.quantile(share)).isGreaterThanOrEqualTo(exact);
            assertThat((double) histogram.quantile(share)).isCloseTo(exact, Percentage.withPercentage(6.3));
        }
    }

    @Test
    void theShortestAndTheLongestHaveAClass() {
        LatencyHistogram histogram = new LatencyHistogram();
        assertThat(histogram.quantile(0.5)).isZero();
        histogram.add(-5);
        histogram.add(15);
        histogram.add(Long.MAX_VALUE);
        assertThat(histogram.quantile(0.1)).isZero();
        assertThat(histogram.quantile(0.5)).isEqualTo(15);
        assertThat(histogram.quantile(1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatHappenedIsALineEach() {
        assertThat(statistics.lines()).isEmpty();
        for (int i = 0; i < 3; i++) {
            statistics.cacheHit(CacheTier.MEMORY, 1 << 20, 400);
        }
        statistics.cacheMiss(CacheTier.MEMORY, 1 << 19, 50_000_000);
        statistics.storeRequest(StoreRequest.GET, 1 << 19, 49_000_000, false);
        statistics.storeRequest(StoreRequest.GET, 0, 1_000_000, true);
        assertThat(statistics.lines())
                .containsExactly(
                        "cache memory: 3 of 4 hit (75.0 %), 3.0 MiB, p50 415 ns p99 415 ns; missed 0.5 MiB,"
                                + " p50 50.3 ms p99 50.3 ms",
                        "store get: 2 (1 failed), 0.5 MiB, p50 1.0 ms p99 50.3 ms");
        assertThat(statistics.requests(StoreRequest.GET).failed()).isEqualTo(1);
        assertThat(statistics.hits(CacheTier.DISK).median()).isEqualTo(Duration.ZERO);
    }
}
