package io.clouddicom.observe;

/**
 * Hears of each read of the cache and each request to the store, of any number of threads at once and in the thread that
 * made it: so it has to be quick, and safe for use by any number of threads. What it throws is told once in the log and goes
 * no further.
 *
 * <p>Given to {@link io.clouddicom.DicomArchive.Builder#listener}. Without one no time is taken.
 */
public interface ArchiveListener {

    /**
     * A tier had what was wanted: a frame or study index, on the disk a block.
     *
     * @param tier the tier
     * @param bytes how many bytes it gave
     * @param nanos how long it took
     */
    default void cacheHit(CacheTier tier, long bytes, long nanos) {}

    /**
     * A tier did not have what was wanted, and it was fetched. What could not be fetched is not told here.
     *
     * @param tier the tier
     * @param bytes how many bytes were fetched
     * @param nanos how long it took until they were there; of several that came with one request, each took as long
     */
    default void cacheMiss(CacheTier tier, long bytes, long nanos) {}

    /**
     * A request to the store has ended. Each attempt of one that is repeated counts.
     *
     * @param request what was asked
     * @param bytes how many bytes of objects went over: those that were read, or the size of what was put
     * @param nanos how long the caller waited for the store, what it did between two reads of a stream not counted; a put
     *     takes as long as its content takes to come too
     * @param failed whether it ended with an error; that something is absent, exists, or is at another version is an answer
     */
    default void storeRequest(StoreRequest request, long bytes, long nanos, boolean failed) {}
}
