package io.clouddicom.cache;

/**
 * What became of the reads of one tier of a cache since it was opened.
 *
 * @param hits reads that were served; of the disk tier, blocks
 * @param misses reads that were not
 * @param hitBytes bytes that were served
 * @param entries how many frames, indexes or blocks are there now
 * @param bytes how much they take
 */
public record TierStatistics(long hits, long misses, long hitBytes, long entries, long bytes) {
    /** Those of a tier that does not exist. */
    public static final TierStatistics NONE = new TierStatistics(0, 0, 0, 0, 0);

    /** Which share of the reads was served, 0 to 1; 0 without reads. */
    public double hitRate() {
        return hits == 0 ? 0 : (double) hits / (hits + misses);
    }
}
