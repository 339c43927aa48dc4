package io.clouddicom.benchmarks.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an LRU cache of a number of bytes would have had. */
final class LeastRecentlyUsed implements ReplayedCache {
    private final long most;
    private final Map<Long, Integer> entries = new LinkedHashMap<>(1024, 0.75f, true);
    private long bytes;

    LeastRecentlyUsed(long most) {
        this.most = most;
    }

    @Override
    public boolean read(long key, int weight) {
        if (entries.get(key) != null) {
            return true;
        }
        entries.put(key, weight);
        bytes += weight;
        for (Iterator<Integer> eldest = entries.values().iterator(); bytes > most; ) {
            bytes -= eldest.next();
            eldest.remove();
        }
        return false;
    }
}
