package io.clouddicom.testkit;

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
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A store that writes down the calls made to another, so that a test can assert the requests and not only the results,
 * and that knows which readers and listings are still open, and who opened them.
 *
 * <pre>{@code
 * var store = new RecordingStore(ObjectStores.memory());
 * ...
 * store.assertCalls("list studies/1.2/", "get studies/1.2/index");
 * store.assertAllClosed();
 * }</pre>
 *
 * <p>Closing closes the store underneath. Safe for any number of threads.
 */
public final class RecordingStore extends ForwardingStore {

    /**
     * One call.
     *
     * @param operation what was called
     * @param target the key, or the prefix of a listing, or the number of keys of a bulk delete
     * @param range which bytes a get asked for; all of them for other calls
     * @param transferredBytes how many bytes of content a put stored, or the reader of a get has delivered so far
     * @param entries how many entries a listing has delivered so far
     * @param failure the simple name of the class of the error that ended the call, if one did
     */
    public record Call(
            StoreOperation operation,
            String target,
            ByteRange range,
            long transferredBytes,
            long entries,
            Optional<String> failure) {

        /**
         * The call as {@link #assertCalls} expects it: operation and target, then, where a get does not ask for all,
         * {@code [offset, end)} or {@code [-length]}, and the error after a {@code !}.
         */
        @Override
        public String toString() {
            String text = operation + " " + target;
            if (range instanceof ByteRange.Span span) {
                long end = span.offsetBytes() + span.lengthBytes();
                text += " [" + span.offsetBytes() + ", " + (end == Long.MAX_VALUE ? "" : end) + ")";
            } else if (range instanceof ByteRange.Suffix suffix) {
                text += " [-" + suffix.lengthBytes() + "]";
            }
            return failure.map(f -> " !" + f).map(text::concat).orElse(text);
        }
    }

    /** A call that may still be going on. */
    private static final class Entry {
        final StoreOperation operation;
        final String target;
        final ByteRange range;
        final AtomicLong transferredBytes = new AtomicLong();
        final AtomicLong entries = new AtomicLong();
        volatile @Nullable String failure;

        Entry(StoreOperation operation, String target, ByteRange range) {
            this.operation = operation;
            this.target = target;
            this.range = range;
        }

        Call call() {
            return new Call(
                    operation, target, range, transferredBytes.get(), entries.get(), Optional.ofNullable(failure));
        }
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    private final List<Entry> calls = new ArrayList<>();
    private final List<Opened> open = new ArrayList<>();

    /**
     * Records the calls to a store.
     *
     * @param store the store underneath
     */
    public RecordingStore(ObjectStore store) {
        super(Objects.requireNonNull(store, "store"));
    }

    /**
     * The calls so far, in the order in which they were begun.
     *
     * @return a copy
     */
    public List<Call> calls() {
        synchronized (calls) {
            return calls.stream().map(Entry::call).toList();
        }
    }

    /**
     * The calls of an operation so far.
     *
     * @param operation the operation
     * @return those calls, in the order in which they were begun
     */
    public List<Call> calls(StoreOperation operation) {
        return calls().stream().filter(call -> call.operation() == operation).toList();
    }

    /**
     * How many bytes the readers have delivered.
     *
     * @return their number, of all gets so far
     */
    public long readBytes() {
        return calls(StoreOperation.GET).stream()
                .mapToLong(Call::transferredBytes)
                .sum();
    }

    /** Forgets the calls so far. What is open stays known. */
    public void forgetCalls() {
        synchronized (calls) {
            calls.clear();
        }
    }

    /**
     * Asserts that exactly these calls were made since the beginning, or since {@link #forgetCalls}, in any order.
     *
     * @param expected the calls as {@link Call#toString} writes them, one as often as it was made
     * @throws AssertionError they were not; the message lists what is missing and what is too much
     */
    public void assertCalls(String... expected) {
        List<String> missing = new ArrayList<>(List.of(expected));
        List<String> excess = new ArrayList<>();
        for (Call call : calls()) {
            if (!missing.remove(call.toString())) {
                excess.add(call.toString());
            }
        }
        if (!missing.isEmpty() || !excess.isEmpty()) {
            throw new AssertionError("calls to " + name() + " are not those expected" + lines("not made", missing)
                    + lines("not expected", excess));
        }
    }

    /**
     * Asserts how often an operation was called.
     *
     * @param operation the operation
     * @param count how often
     * @throws AssertionError it was called another number of times; the message lists the calls
     */
    public void assertCount(StoreOperation operation, int count) {
        List<Call> made = calls(operation);
        if (made.size() != count) {
            throw new AssertionError(
                    "expected " + count + " calls of " + operation + " to " + name() + ", there were " + made.size()
                            + lines("made", made.stream().map(Call::toString).toList()));
        }
    }

    /**
     * Asserts that every reader and listing was closed.
     *
     * @throws AssertionError one was not; the causes and suppressed errors show where each was opened
     */
    public void assertAllClosed() {
        List<Opened> left;
        synchronized (open) {
            left = List.copyOf(open);
        }
        if (!left.isEmpty()) {
            AssertionError error = new AssertionError(left.size() + " readers or listings of " + name() + " are open"
                    + lines("open", left.stream().map(opened -> opened.what).toList()));
            left.forEach(opened -> error.addSuppressed(opened.opener));
            throw error;
        }
    }

    private static String lines(String title, List<String> lines) {
        return lines.stream()
                .sorted(Comparator.naturalOrder())
                .map(line -> "\n  " + title + ": " + line)
                .collect(Collectors.joining());
    }

    private <T> T record(Entry entry, Action<T> action) throws IOException {
        synchronized (calls) {
            calls.add(entry);
        }
        return watch(entry, action);
    }

    private static <T> T watch(Entry entry, Action<T> action) throws IOException {
        try {
            return action.run();
        } catch (IOException | RuntimeException e) {
            entry.failure = e.getClass().getSimpleName();
            throw e;
        }
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        Entry entry = new Entry(StoreOperation.PUT, key.value(), ByteRange.all());
        PutResult result = record(entry, () -> store.put(key, content, condition));
        entry.transferredBytes.set(result.sizeBytes());
        return result;
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        Entry entry = new Entry(StoreOperation.GET, key.value(), range);
        return record(entry, () -> new RecordedReader(store.get(key, range, pinned), entry));
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return record(new Entry(StoreOperation.HEAD, key.value(), ByteRange.all()), () -> store.head(key));
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        Entry entry = new Entry(StoreOperation.LIST, prefix, ByteRange.all());
        return record(entry, () -> new RecordedListing<>(store.list(prefix, startAfter), entry));
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        Entry entry = new Entry(StoreOperation.LIST_PREFIXES, prefix, ByteRange.all());
        return record(entry, () -> new RecordedListing<>(store.listPrefixes(prefix, startAfter), entry));
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        record(new Entry(StoreOperation.DELETE, key.value(), ByteRange.all()), () -> {
            store.delete(key);
            return key;
        });
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        Entry entry = new Entry(StoreOperation.DELETE_ALL, keys.size() + " keys", ByteRange.all());
        return record(entry, () -> store.deleteAll(keys));
    }

    /** As they are: of what they do nothing is recorded. */
    /** Something that is open until it is closed, and the stack of its opener. */
    private final class Opened {
        final String what;
        final Throwable opener;

        Opened(Entry entry) {
            this.what = entry.call().toString();
            this.opener = new Throwable("opened here: " + what);
            synchronized (open) {
                open.add(this);
            }
        }

        void close(Closeable closeable) throws IOException {
            synchronized (open) {
                open.remove(this);
            }
            closeable.close();
        }
    }

    private final class RecordedReader extends ForwardingReader {
        private final ObjectReader reader;
        private final Entry entry;
        private final Opened opened;

        RecordedReader(ObjectReader reader, Entry entry) {
            super(reader);
            this.reader = reader;
            this.entry = entry;
            this.opened = new Opened(entry);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = watch(entry, () -> super.read(into, offset, length));
            entry.transferredBytes.addAndGet(Math.max(0, n));
            return n;
        }

        @Override
        public void close() throws IOException {
            opened.close(reader);
        }
    }

    private final class RecordedListing<T> implements Listing<T> {
        private final Listing<T> listing;
        private final Entry entry;
        private final Opened opened;

        RecordedListing(Listing<T> listing, Entry entry) {
            this.listing = listing;
            this.entry = entry;
            this.opened = new Opened(entry);
        }

        @Override
        public @Nullable T next() throws IOException {
            // Not by watch(): the value may be null.
            try {
                T next = listing.next();
                entry.entries.addAndGet(next == null ? 0 : 1);
                return next;
            } catch (IOException | RuntimeException e) {
                entry.failure = e.getClass().getSimpleName();
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            opened.close(listing);
        }
    }
}
