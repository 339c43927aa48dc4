package io.clouddicom;

import io.clouddicom.internal.archive.Prefetching;
import java.io.IOException;

/**
 * A prefetch that is under way: what is asked for is read into the cache while little else is read. Safe for use by any number
 * of threads.
 *
 * <pre>{@code
 * List<StudyDescription> priors = PriorSelection.standard().select(current, known);
 * Prefetch prefetch = archive.prefetch(
 *         priors.stream().map(StudyDescription::id).toList(),
 *         PrefetchOptions.DEFAULT.reduced(1).upTo(500 << 20).within(Duration.ofMinutes(2)),
 *         PrefetchListener.NONE);
 * }</pre>
 */
public final class Prefetch implements AutoCloseable {
    private final Prefetching prefetching;

    Prefetch(Prefetching prefetching) {
        this.prefetching = prefetching;
    }

    /** How far it has come. */
    public PrefetchReport report() {
        return prefetching.report();
    }

    /** Stops it: requests under way end, and nothing more is begun. What is near stays near. */
    public void cancel() {
        prefetching.cancel();
    }

    /**
     * Waits until it has ended.
     *
     * @return what was done
     * @throws java.io.InterruptedIOException the thread was interrupted; the prefetch goes on
     * @throws IOException never for what could not be read: that is in the report
     */
    public PrefetchReport await() throws IOException {
        return prefetching.await();
    }

    /** Cancels it. */
    @Override
    public void close() {
        cancel();
    }
}
