package io.clouddicom.benchmarks.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Caffeine alone, bounded by weight, that does its maintenance at once. */
final class PlainCaffeine implements ReplayedCache {
    private final Cache<Long, Integer> cache;

    PlainCaffeine(long most) {
        cache = Caffeine.newBuilder()
                .maximumWeight(most)
                .weigher((Long key, Integer weight) -> weight)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public boolean read(long key, int weight) {
        if (cache.getIfPresent(key) != null) {
            return true;
        }
        cache.put(key, weight);
        return false;
    }
}
