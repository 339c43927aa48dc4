package io.clouddicom.benchmarks.cache;

import io.clouddicom.store.ByteRange;
import io.clouddicom.store.DeleteResult;
import io.clouddicom.store.ForwardingReader;
import io.clouddicom.store.ForwardingStore;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import io.clouddicom.store.StoreAbility;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A store behind a line: each request takes a round trip until its answer begins, and all answers share one bandwidth, each
 * waiting for its turn; so do the contents of puts, in one piece when they are there. In real time.
 */
public final class DistantStore extends ForwardingStore {
    /** What goes over the line in one turn. */
    private static final int TURN_BYTES = 64 << 10;

    private final long roundTripNanos;
    private final double bytesPerNano;
    private final AtomicLong requests = new AtomicLong();
    private long free = System.nanoTime();

    /**
     * Puts a line before a store.
     *
     * @param store the store, closed with this one
     * @param roundTripMillis how long each request takes until its answer begins
     * @param bytesPerSecond what the line carries
     */
    public DistantStore(ObjectStore store, long roundTripMillis, long bytesPerSecond) {
        super(store);
        this.roundTripNanos = TimeUnit.MILLISECONDS.toNanos(roundTripMillis);
        this.bytesPerNano = bytesPerSecond / 1e9;
    }

    /** How many requests there were. */
    long requests() {
        return requests.get();
    }

    private void roundTrip() throws IOException {
        requests.incrementAndGet();
        sleepUntil(System.nanoTime() + roundTripNanos);
    }

    /** Takes a turn on the line. */
    private void transfer(long bytes) throws IOException {
        long end;
        synchronized (this) {
            free = Math.max(free, System.nanoTime()) + (long) (bytes / bytesPerNano);
            end = free;
        }
        sleepUntil(end);
    }

    private static void sleepUntil(long nanos) throws IOException {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the store");
            }
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        roundTrip();
        PutResult result = store.put(key, content, condition);
        transfer(result.sizeBytes());
        return result;
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        roundTrip();
        return new DistantReader(store.get(key, range, pinned));
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        roundTrip();
        return store.head(key);
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        roundTrip();
        return store.list(prefix, startAfter);
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        roundTrip();
        return store.listPrefixes(prefix, startAfter);
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        roundTrip();
        store.delete(key);
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        roundTrip();
        return store.deleteAll(keys);
    }

    @Override
    public <A extends StoreAbility> Optional<A> ability(Class<A> ability) {
        return Optional.empty();
    }

    private final class DistantReader extends ForwardingReader {
        DistantReader(ObjectReader reader) {
            super(reader);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, Math.min(length, TURN_BYTES));
            if (read > 0) {
                transfer(read);
            }
            return read;
        }
    }
}
