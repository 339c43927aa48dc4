package io.clouddicom.internal.observe;

import io.clouddicom.observe.ArchiveListener;
import io.clouddicom.observe.CacheTier;
import io.clouddicom.observe.StoreRequest;
import io.clouddicom.store.ObjectStore;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who hears of what an archive does. What one of them throws does no harm. */
public final class Observation implements ArchiveListener, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Observation.class);

    /** Nobody hears anything. */
    public static final Observation NONE = new Observation(List.of(), Optional.empty());

    private final List<ArchiveListener> listeners;
    private final Optional<SummaryLog> log;
    private final AtomicBoolean told = new AtomicBoolean();

    private Observation(List<ArchiveListener> listeners, Optional<SummaryLog> log) {
        this.listeners = List.copyOf(listeners);
        this.log = log;
    }

    /**
     * Begins.
     *
     * @param listeners the embedder's
     * @param summaries how often what happened is logged, if it is
     */
    public static Observation of(List<ArchiveListener> listeners, Optional<Duration> summaries) {
        if (listeners.isEmpty() && summaries.isEmpty()) {
            return NONE;
        }
        Optional<SummaryLog> log = summaries.map(SummaryLog::new);
        List<ArchiveListener> all = new ArrayList<>(listeners);
        log.ifPresent(all::add);
        return new Observation(all, log);
    }

    /** Whether anybody hears: otherwise no time needs to be taken. */
    public boolean active() {
        return !listeners.isEmpty();
    }

    /** The store whose requests are told. */
    public ObjectStore over(ObjectStore store) {
        return active() ? new ObservedStore(store, this) : store;
    }

    @Override
    public void cacheHit(CacheTier tier, long bytes, long nanos) {
        tell(listener -> listener.cacheHit(tier, bytes, nanos));
    }

    @Override
    public void cacheMiss(CacheTier tier, long bytes, long nanos) {
        tell(listener -> listener.cacheMiss(tier, bytes, nanos));
    }

    @Override
    public void storeRequest(StoreRequest request, long bytes, long nanos, boolean failed) {
        tell(listener -> listener.storeRequest(request, bytes, nanos, failed));
    }

    private void tell(Consumer<ArchiveListener> event) {
        for (ArchiveListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                if (!told.getAndSet(true)) {
                    LOG.warn("a listener of an archive fails; this is told once", e);
                }
            }
        }
    }

    /** Ends the summaries, with a last one. */
    @Override
    public void close() {
        log.ifPresent(SummaryLog::close);
    }
}
