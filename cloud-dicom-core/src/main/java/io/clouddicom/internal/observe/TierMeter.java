package io.clouddicom.internal.observe;

import io.clouddicom.cache.TierStatistics;
import io.clouddicom.observe.CacheTier;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of the reads of one tier, and tells who wants to hear. Safe for use by any number of threads. */
public final class TierMeter {
    private final CacheTier tier;
    private final Observation observation;
    private final LongAdder hits = new LongAdder();
    private final LongAdder hitBytes = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /** Begins at zero. */
    public TierMeter(CacheTier tier, Observation observation) {
        this.tier = tier;
        this.observation = observation;
    }

    /** A read begins: what is given back when it has ended. */
    public long begin() {
        return observation.active() ? System.nanoTime() : 0;
    }

    /** It was a hit. */
    public void hit(long bytes, long begin) {
        hits.increment();
        hitBytes.add(bytes);
        if (observation.active()) {
            observation.cacheHit(tier, bytes, System.nanoTime() - begin);
        }
    }

    /** It was none, and so much was fetched. */
    public void miss(long bytes, long begin) {
        misses.increment();
        if (observation.active()) {
            observation.cacheMiss(tier, bytes, System.nanoTime() - begin);
        }
    }

    /** What became of the reads, and what is there now. */
    public TierStatistics statistics(long entries, long bytes) {
        return new TierStatistics(hits.sum(), misses.sum(), hitBytes.sum(), entries, bytes);
    }
}
