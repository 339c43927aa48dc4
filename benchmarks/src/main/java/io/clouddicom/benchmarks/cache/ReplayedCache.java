package io.clouddicom.benchmarks.cache;

import java.io.IOException;

/** A cache that a trace is read through. Only the policy counts: nothing is fetched. */
@FunctionalInterface
public interface ReplayedCache {
    /**
     * Reads an entry, which is there afterwards if the policy lets it in.
     *
     * @param key which
     * @param weight how many bytes it has
     * @return whether it was there
     */
    boolean read(long key, int weight) throws IOException;
}
