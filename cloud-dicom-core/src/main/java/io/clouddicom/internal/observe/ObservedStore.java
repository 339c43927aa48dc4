package io.clouddicom.internal.observe;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.NotFoundException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.observe.StoreRequest;
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
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store whose requests are told. Requests of its abilities are not. */
final class ObservedStore extends ForwardingStore {
    private final Observation observation;

    ObservedStore(ObjectStore store, Observation observation) {
        super(store);
        this.observation = observation;
    }

    /** One request, from its beginning until it has ended. */
    private final class Timing {
        private final StoreRequest request;
        private long nanos;
        private long bytes;
        private boolean failed;
        private boolean told;

        Timing(StoreRequest request) {
            this.request = request;
        }

        /** Makes a part of it, whose time counts. */
        <T extends @Nullable Object> T time(Call<T> call) throws IOException {
            long begin = System.nanoTime();
            boolean ended = false;
            try {
                T result = call.run();
                ended = true;
                return result;
            } catch (NotFoundException
                    | AlreadyExistsException
                    | PreconditionFailedException
                    | InterruptedIOException e) {
                // Answers, and what nobody wants any more.
                ended = true;
                throw e;
            } finally {
                nanos += System.nanoTime() - begin;
                failed |= !ended;
            }
        }

        /** All of it in one call. */
        <T> T whole(Call<T> call) throws IOException {
            try {
                return time(call);
            } finally {
                end();
            }
        }

        void end() {
            if (!told) {
                told = true;
                observation.storeRequest(request, bytes, nanos, failed);
            }
        }

        /** The beginning of one that goes on, unless it fails at once. */
        <T> T opening(Call<T> call) throws IOException {
            boolean open = false;
            try {
                T result = time(call);
                open = true;
                return result;
            } finally {
                if (!open) {
                    end();
                }
            }
        }
    }

    @FunctionalInterface
    private interface Call<T extends @Nullable Object> {
        T run() throws IOException;
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        Timing timing = new Timing(StoreRequest.PUT);
        return timing.whole(() -> {
            PutResult result = store.put(key, content, condition);
            timing.bytes = result.sizeBytes();
            return result;
        });
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        Timing timing = new Timing(StoreRequest.GET);
        return new TimedReader(timing.opening(() -> store.get(key, range, pinned)), timing);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return new Timing(StoreRequest.HEAD).whole(() -> store.head(key));
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        Timing timing = new Timing(StoreRequest.LIST);
        return new TimedListing<>(timing.opening(() -> store.list(prefix, startAfter)), timing);
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        Timing timing = new Timing(StoreRequest.LIST);
        return new TimedListing<>(timing.opening(() -> store.listPrefixes(prefix, startAfter)), timing);
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        new Timing(StoreRequest.DELETE).whole(() -> {
            store.delete(key);
            return key;
        });
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        Timing timing = new Timing(StoreRequest.DELETE);
        return timing.whole(() -> {
            DeleteResult result = store.deleteAll(keys);
            timing.failed = !result.complete();
            return result;
        });
    }

    private static final class TimedListing<T> implements Listing<T> {
        private final Listing<T> listing;
        private final Timing timing;

        TimedListing(Listing<T> listing, Timing timing) {
            this.listing = listing;
            this.timing = timing;
        }

        @Override
        public @Nullable T next() throws IOException {
            return timing.<@Nullable T>time(listing::next);
        }

        @Override
        public void close() throws IOException {
            try {
                listing.close();
            } finally {
                timing.end();
            }
        }
    }

    private static final class TimedReader extends ForwardingReader {
        private final Timing timing;

        TimedReader(ObjectReader reader, Timing timing) {
            super(reader);
            this.timing = timing;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = timing.time(() -> super.read(into, offset, length));
            timing.bytes += Math.max(0, read);
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            return timing.time(() -> super.skip(count));
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                timing.end();
            }
        }
    }
}
