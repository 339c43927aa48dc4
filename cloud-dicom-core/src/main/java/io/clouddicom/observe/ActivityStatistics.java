package io.clouddicom.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sums up what an archive does: hits and misses of each tier and requests to the store, with bytes and latencies. Safe for
 * use by any number of threads.
 */
public final class ActivityStatistics implements ArchiveListener {
    private static final double MEBIBYTE = 1 << 20;

    private final Map<CacheTier, Sum> hits = sums(CacheTier.class);
    private final Map<CacheTier, Sum> misses = sums(CacheTier.class);
    private final Map<StoreRequest, Sum> requests = sums(StoreRequest.class);

    /** Begins at zero. */
    public ActivityStatistics() {}

    /**
     * What events of one kind come to.
     *
     * @param count how many there were
     * @param failed how many of them failed
     * @param bytes how many bytes they brought
     * @param median the time that half of them took at most
     * @param p99 the time that 99 % of them took at most; both times are up to a sixteenth too high
     */
    public record Tally(long count, long failed, long bytes, Duration median, Duration p99) {}

    private static final class Sum {
        private final LongAdder count = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final LongAdder bytes = new LongAdder();
        private final LatencyHistogram latency = new LatencyHistogram();

        void add(long ofBytes, long nanos) {
            count.increment();
            bytes.add(ofBytes);
            latency.add(nanos);
        }

        Tally tally() {
            return new Tally(
                    count.sum(),
                    failed.sum(),
                    bytes.sum(),
                    Duration.ofNanos(latency.quantile(0.5)),
                    Duration.ofNanos(latency.quantile(0.99)));
        }
    }

    private static <E extends Enum<E>> Map<E, Sum> sums(Class<E> type) {
        Map<E, Sum> sums = new EnumMap<>(type);
        for (E each : type.getEnumConstants()) {
            sums.put(each, new Sum());
        }
        return sums;
    }

    private static <E> Sum sum(Map<E, Sum> sums, E of) {
        Sum sum = sums.get(of);
        if (sum == null) {
            throw new IllegalArgumentException("nothing is counted of " + of);
        }
        return sum;
    }

    @Override
    public void cacheHit(CacheTier tier, long bytes, long nanos) {
        sum(hits, tier).add(bytes, nanos);
    }

    @Override
    public void cacheMiss(CacheTier tier, long bytes, long nanos) {
        sum(misses, tier).add(bytes, nanos);
    }

    @Override
    public void storeRequest(StoreRequest request, long bytes, long nanos, boolean failed) {
        Sum sum = sum(requests, request);
        sum.add(bytes, nanos);
        if (failed) {
            sum.failed.increment();
        }
    }

    /**
     * The hits of a tier.
     *
     * @param tier the tier
     * @return what they come to
     */
    public Tally hits(CacheTier tier) {
        return sum(hits, tier).tally();
    }

    /**
     * The misses of a tier.
     *
     * @param tier the tier
     * @return what they come to
     */
    public Tally misses(CacheTier tier) {
        return sum(misses, tier).tally();
    }

    /**
     * The requests of a kind.
     *
     * @param request the kind
     * @return what they come to
     */
    public Tally requests(StoreRequest request) {
        return sum(requests, request).tally();
    }

    /**
     * What happened, as people read it: a line for each tier and each kind of request of which there was any.
     *
     * @return the lines
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (CacheTier tier : CacheTier.values()) {
            Tally hit = hits(tier);
            Tally missed = misses(tier);
            long reads = hit.count() + missed.count();
            if (reads > 0) {
                lines.add(String.format(
                        Locale.ROOT,
                        "cache %s: %d of %d hit (%.1f %%), %s, %s; missed %s, %s",
                        tier,
                        hit.count(),
                        reads,
                        100.0 * hit.count() / reads,
                        bytes(hit),
                        times(hit),
                        bytes(missed),
                        times(missed)));
            }
        }
        for (StoreRequest request : StoreRequest.values()) {
            Tally made = requests(request);
            if (made.count() > 0) {
                String failed = made.failed() == 0 ? "" : " (" + made.failed() + " failed)";
                lines.add(String.format(
                        Locale.ROOT,
                        "store %s: %d%s, %s, %s",
                        request,
                        made.count(),
                        failed,
                        bytes(made),
                        times(made)));
            }
        }
        return lines;
    }

    private static String bytes(Tally tally) {
        return String.format(Locale.ROOT, "%.1f MiB", tally.bytes() / MEBIBYTE);
    }

    private static String times(Tally tally) {
        return "p50 " + time(tally.median()) + " p99 " + time(tally.p99());
    }

    private static String time(Duration duration) {
        double micros = duration.toNanos() / 1e3;
        if (micros < 1) {
            return duration.toNanos() + " ns";
        }
        return micros < 1000
                ? String.format(Locale.ROOT, "%.1f µs", micros)
                : String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
    }
}
