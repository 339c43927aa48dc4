package io.clouddicom.testkit;

import io.clouddicom.CloudDicomException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.DeleteResult;
import io.clouddicom.store.ForwardingReader;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import io.clouddicom.store.StoreCapabilities;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a call again, at once, whose error says that this may help; goes on reading and listing where it broke off. */
final class RetryingStore implements ObjectStore {

    private static final int ATTEMPTS = 40;

    private interface Action<T> {
        T run() throws IOException;
    }

    private final ObjectStore store;

    RetryingStore(ObjectStore store) {
        this.store = store;
    }

    private static <T> T retry(Action<T> action) throws IOException {
        for (int i = 1; ; i++) {
            try {
                return action.run();
            } catch (CloudDicomException e) {
                if (!e.retryable() || i == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public StoreCapabilities capabilities() {
        return store.capabilities();
    }

    /** For content that is repeatable, or stores that fail before they ask for any. */
    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        return retry(() -> store.put(key, content, condition));
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        ObjectReader first = retry(() -> store.get(key, range, pinned));
        return new ResumingReader(first);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return retry(() -> store.head(key));
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return new ResumingListing<>(
                after -> store.list(prefix, after),
                startAfter,
                info -> info.key().value());
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        return new ResumingListing<>(after -> store.listPrefixes(prefix, after), startAfter, Function.identity());
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        retry(() -> {
            store.delete(key);
            return key;
        });
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        return retry(() -> store.deleteAll(keys));
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private final class ResumingReader extends ForwardingReader {
        private ObjectReader current;
        private long position;
        private final long end;

        ResumingReader(ObjectReader first) {
            super(first);
            this.current = first;
            this.position = first.offsetBytes();
            this.end = position + first.lengthBytes();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = retry(() -> {
                try {
                    return current.read(into, offset, length);
                } catch (CloudDicomException e) {
                    current.close();
                    if (position < end) {
                        current = store.get(
                                info().key(), ByteRange.of(position, end - position), Optional.of(info().version()));
                    } else {
                        current = store.get(info().key(), ByteRange.all());
                    }
                    throw e;
                }
            });
            position += Math.max(0, n);
            return n;
        }

        @Override
        public long skip(long n) throws IOException {
            long skipped = current.skip(n);
            position += skipped;
            return skipped;
        }

        @Override
        public void close() throws IOException {
            current.close();
        }
    }

    private interface Lister<T> {
        Listing<T> after(String last) throws IOException;
    }

    private static final class ResumingListing<T> implements Listing<T> {
        private final Lister<T> lister;
        private final Function<T, String> position;
        private String last;
        private @Nullable Listing<T> current;

        ResumingListing(Lister<T> lister, String startAfter, Function<T, String> position) throws IOException {
            this.lister = lister;
            this.position = position;
            this.last = startAfter;
            this.current = retry(() -> lister.after(startAfter));
        }

        @Override
        public @Nullable T next() throws IOException {
            Optional<T> next = retry(() -> {
                Listing<T> listing = current != null ? current : lister.after(last);
                current = listing;
                try {
                    return Optional.ofNullable(listing.next());
                } catch (CloudDicomException e) {
                    listing.close();
                    current = null;
                    throw e;
                }
            });
            next.ifPresent(entry -> last = position.apply(entry));
            return next.orElse(null);
        }

        @Override
        public void close() throws IOException {
            if (current != null) {
                current.close();
            }
        }
    }
}
