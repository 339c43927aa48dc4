package io.clouddicom.internal.archive;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.UnavailableException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.DeleteResult;
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
import io.clouddicom.store.RangeReader;
import io.clouddicom.store.Retries;
import io.clouddicom.store.RetryBudget;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store that makes requests again which failed and may succeed. Where what was read is not authentic and a copy of it is kept
 * near, that is forgotten, and the store is asked once. Readers go on where they broke off, at the same
 * version; listings go on behind the last entry. A put whose outcome is unknown is not made again here: whoever put it
 * has to look first.
 */
public final class RetryingObjectStore extends ForwardingStore {
    private final RetryPolicy policy;
    private final RetryBudget budget = RetryBudget.standard();

    /** Over a store. */
    public RetryingObjectStore(ObjectStore store, RetryPolicy policy) {
        super(store);
        this.policy = policy;
    }

    /** Begins the attempts of an operation on a store, within the budget that all share who work on it. */
    static Retries retries(ObjectStore store, RetryPolicy policy) {
        return store instanceof RetryingObjectStore retrying
                ? new Retries(policy, retrying.budget)
                : new Retries(policy);
    }

    private Retries retries() {
        return new Retries(policy, budget);
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        if (!content.repeatable()) {
            PutResult result = store.put(key, content, condition);
            budget.succeeded();
            return result;
        }
        return retries().run(() -> store.put(key, content, condition));
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        return new ResumingReader(retries().run(() -> {
            try {
                return store.get(key, range, pinned);
            } catch (AuthenticationFailedException e) {
                if (!Copies.distrust(store, key)) {
                    throw e;
                }
                return store.get(key, range, pinned);
            }
        }));
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return retries().run(() -> store.head(key));
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return new ResumingListing<>(
                startAfter,
                after -> store.list(prefix, after),
                info -> info.key().value());
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        return new ResumingListing<>(startAfter, after -> store.listPrefixes(prefix, after), Function.identity());
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        Retries retries = retries();
        while (true) {
            try {
                store.delete(key);
                return;
            } catch (CloudDicomException e) {
                if (!canDeleteAgain(e)) {
                    throw e;
                }
                retries.pauseOrThrow(e);
            }
        }
    }

    /** Deleting again does no harm, so an unknown outcome is no reason to stop either. */
    private static boolean canDeleteAgain(CloudDicomException e) {
        return e.retryable() || e instanceof OutcomeUnknownException;
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        Map<ObjectKey, CloudDicomException> hopeless = new HashMap<>();
        Retries retries = retries();
        Collection<ObjectKey> left = keys;
        while (true) {
            Map<ObjectKey, CloudDicomException> failures = new HashMap<>();
            CloudDicomException again = null;
            try {
                failures.putAll(store.deleteAll(left).failures());
            } catch (CloudDicomException e) {
                if (!canDeleteAgain(e)) {
                    throw e;
                }
                again = e;
            }
            for (Map.Entry<ObjectKey, CloudDicomException> failure : failures.entrySet()) {
                if (canDeleteAgain(failure.getValue())) {
                    again = failure.getValue();
                } else {
                    hopeless.put(failure.getKey(), failure.getValue());
                }
            }
            if (again == null) {
                return new DeleteResult(hopeless);
            }
            if (!failures.isEmpty()) {
                left = failures.keySet().stream()
                        .filter(key -> !hopeless.containsKey(key))
                        .toList();
            }
            try {
                retries.pauseOrThrow(again);
            } catch (CloudDicomException e) {
                if (failures.isEmpty()) {
                    throw e;
                }
                hopeless.putAll(failures);
                return new DeleteResult(hopeless);
            }
        }
    }

    /** As they are: what they fail of is not repeated here. */
    @FunctionalInterface
    private interface OpenListing<T> {
        Listing<T> open(String startAfter) throws IOException;
    }

    private final class ResumingListing<T> implements Listing<T> {
        private final OpenListing<T> open;
        private final Function<T, String> position;
        private String last;
        private @Nullable Listing<T> listing;

        ResumingListing(String startAfter, OpenListing<T> open, Function<T, String> position) throws IOException {
            this.open = open;
            this.position = position;
            this.last = startAfter;
            this.listing = retries().run(() -> open.open(last));
        }

        @Override
        public @Nullable T next() throws IOException {
            List<T> found = retries().run(() -> {
                if (listing == null) {
                    listing = open.open(last);
                }
                try {
                    T next = listing.next();
                    return next == null ? List.of() : List.of(next);
                } catch (CloudDicomException e) {
                    close();
                    throw e;
                }
            });
            if (found.isEmpty()) {
                return null;
            }
            last = position.apply(found.get(0));
            return found.get(0);
        }

        @Override
        public void close() throws IOException {
            if (listing != null) {
                Listing<T> closing = listing;
                listing = null;
                closing.close();
            }
        }
    }

    private final class ResumingReader extends RangeReader {
        private @Nullable ObjectReader reader;

        ResumingReader(ObjectReader reader) {
            super(reader.info(), reader.offsetBytes(), reader.lengthBytes());
            this.reader = reader;
        }

        @Override
        protected int readAt(long at, byte[] into, int offset, int length) throws IOException {
            return retries().run(() -> {
                try {
                    return readOnce(at, into, offset, length);
                } catch (AuthenticationFailedException e) {
                    if (!Copies.distrust(store, info().key())) {
                        throw e;
                    }
                    return readOnce(at, into, offset, length);
                }
            });
        }

        private int readOnce(long at, byte[] into, int offset, int length) throws IOException {
            ObjectReader current = reader;
            if (current == null) {
                current = reopen(at);
                reader = current;
            }
            try {
                int n = current.read(into, offset, length);
                if (n < 0) {
                    throw new UnavailableException("get", info().key().value(), "the stream ended early");
                }
                return n;
            } catch (CloudDicomException e) {
                reader = null;
                current.close();
                throw e;
            }
        }

        private ObjectReader reopen(long at) throws IOException {
            ObjectKey key = info().key();
            try {
                return store.get(key, ByteRange.of(at, leftBytes()), Optional.of(info().version()));
            } catch (PreconditionFailedException e) {
                throw new PreconditionFailedException("get", key.value(), "the object was replaced meanwhile", e);
            }
        }

        @Override
        protected void release() throws IOException {
            if (reader != null) {
                reader.close();
            }
        }
    }
}
