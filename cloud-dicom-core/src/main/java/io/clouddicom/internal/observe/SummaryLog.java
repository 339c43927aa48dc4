package io.clouddicom.internal.observe;

import io.clouddicom.observe.ActivityStatistics;
import io.clouddicom.observe.ArchiveListener;
import io.clouddicom.observe.CacheTier;
import io.clouddicom.observe.StoreRequest;
import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs from time to time what happened since the last time, if anything did: a line for each tier and each kind of request.
 * The little that is counted at the very moment of the change may be missing.
 */
final class SummaryLog implements ArchiveListener, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger("io.clouddicom.summary");

    private final AtomicReference<ActivityStatistics> current = new AtomicReference<>(new ActivityStatistics());
    private final ScheduledExecutorService timer;

    /**
     * Begins.
     *
     * @param period how often; at least a millisecond
     */
    SummaryLog(Duration period) {
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "cloud-dicom-summary");
            thread.setDaemon(true);
            return thread;
        });
        long millis = Math.max(1, period.toMillis());
        var unused = timer.scheduleAtFixedRate(this::log, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void log() {
        current.getAndSet(new ActivityStatistics()).lines().forEach(LOG::info);
    }

    @Override
    public void cacheHit(CacheTier tier, long bytes, long nanos) {
        current.get().cacheHit(tier, bytes, nanos);
    }

    @Override
    public void cacheMiss(CacheTier tier, long bytes, long nanos) {
        current.get().cacheMiss(tier, bytes, nanos);
    }

    @Override
    public void storeRequest(StoreRequest request, long bytes, long nanos, boolean failed) {
        current.get().storeRequest(request, bytes, nanos, failed);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        log();
    }
}
