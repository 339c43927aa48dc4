package io.clouddicom.testkit;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.ThrottledException;
import io.clouddicom.UnavailableException;
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
import io.clouddicom.store.StoreAbility;
import io.clouddicom.store.StoreCapabilities;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A store that does to the calls of another what networks and clouds do: {@link Fault}s, by chance or by script.
 *
 * <pre>{@code
 * var store = FaultInjectingStore.over(ObjectStores.memory())
 *         .seed(42)
 *         .chance(Fault.THROTTLED, 0.05)
 *         .chance(Fault.LOST_ANSWER, 0.02)
 *         .build();
 * store.failNth(1, StoreOperation.PUT, key -> key.endsWith("/index"), Fault.LOST_ANSWER);
 * }</pre>
 *
 * <p>By chance, the fate of a call depends on the seed, the operation, the key, and how often that operation was called
 * on that key before, and on nothing else: the same program meets the same faults however its threads are scheduled.
 * A script goes before chance. Closing closes the store underneath. Safe for any number of threads.
 */
public final class FaultInjectingStore implements ObjectStore {

    private static final class Script {
        final StoreOperation operation;
        final Predicate<String> target;
        final Fault fault;
        int callsToGo;

        Script(int nth, StoreOperation operation, Predicate<String> target, Fault fault) {
            this.callsToGo = nth;
            this.operation = operation;
            this.target = target;
            this.fault = fault;
        }
    }

    /** What befalls one call. */
    private record Fate(@Nullable Fault fault, SplittableRandom random) {
        boolean is(Fault other) {
            return fault == other;
        }
    }

    private final ObjectStore store;
    private final long seed;
    private final Map<Fault, Double> chances;
    private final Duration longestPause;
    private final List<Script> scripts = new ArrayList<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private final Map<Fault, Long> injected = new EnumMap<>(Fault.class);
    private boolean healed;

    private FaultInjectingStore(Builder builder) {
        this.store = builder.store;
        this.seed = builder.seed;
        this.chances = new EnumMap<>(builder.chances);
        this.longestPause = builder.longestPause;
    }

    /**
     * Begins to make a store, which injects nothing unless it is told to.
     *
     * @param store the store underneath, which is closed with the new one
     * @return a builder
     */
    public static Builder over(ObjectStore store) {
        return new Builder(store);
    }

    /** Says how faults come by chance. */
    public static final class Builder {
        private final ObjectStore store;
        private final Map<Fault, Double> chances = new EnumMap<>(Fault.class);
        private long seed;
        private Duration longestPause = Duration.ofMillis(5);

        private Builder(ObjectStore store) {
            this.store = Objects.requireNonNull(store, "store");
        }

        /**
         * Sets what all chance depends on.
         *
         * @param value the seed; 0 unless this is called
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets the chance of a fault.
         *
         * @param fault the fault
         * @param probability how likely a call to which it applies meets it, from 0 to 1; of all faults together at
         *     most 1
         * @return this
         */
        public Builder chance(Fault fault, double probability) {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException("a probability of " + probability);
            }
            chances.put(fault, probability);
            return this;
        }

        /**
         * Sets the longest pause of {@link Fault#LATENCY}, which takes a random part of it.
         *
         * @param pause the pause, 5 ms unless this is called
         * @return this
         */
        public Builder longestPause(Duration pause) {
            longestPause = pause;
            return this;
        }

        /**
         * Makes the store.
         *
         * @return the store
         */
        public FaultInjectingStore build() {
            return new FaultInjectingStore(this);
        }
    }

    /**
     * Injects a fault into the nth call from now on of an operation, whatever its key.
     *
     * @param nth 1 for the next
     * @param operation the operation
     * @param fault what happens to it
     */
    public void failNth(int nth, StoreOperation operation, Fault fault) {
        failNth(nth, operation, target -> true, fault);
    }

    /**
     * Injects a fault into the nth call from now on of an operation on certain objects.
     *
     * @param nth 1 for the next
     * @param operation the operation
     * @param target which calls count, by key, or by prefix of listings; for
     *     {@link StoreOperation#DELETE_ALL} by the empty string
     * @param fault what happens to it
     * @throws IllegalArgumentException the fault cannot be done to the operation
     */
    public void failNth(int nth, StoreOperation operation, Predicate<String> target, Fault fault) {
        if (nth < 1 || !fault.appliesTo(operation)) {
            throw new IllegalArgumentException(fault + " cannot happen to call " + nth + " of " + operation);
        }
        synchronized (calls) {
            scripts.add(new Script(nth, operation, target, fault));
        }
    }

    /** Stops all faults, also scripted ones that have not happened. */
    public void heal() {
        synchronized (calls) {
            healed = true;
            scripts.clear();
        }
    }

    /**
     * How often a fault was injected.
     *
     * @param fault the fault
     * @return the number of calls
     */
    public long injected(Fault fault) {
        synchronized (calls) {
            return injected.getOrDefault(fault, 0L);
        }
    }

    /**
     * How many faults were injected.
     *
     * @return the number by fault, without those that were not
     */
    public Map<Fault, Long> injected() {
        synchronized (calls) {
            return Map.copyOf(injected);
        }
    }

    private Fate fate(StoreOperation operation, String target) throws IOException {
        Fate fate;
        synchronized (calls) {
            int call = calls.merge(operation + " " + target, 1, Integer::sum);
            long mixed = new SplittableRandom(
                            seed ^ ((long) operation.toString().hashCode() << 32) ^ target.hashCode())
                    .nextLong();
            SplittableRandom random = new SplittableRandom(mixed + call);
            Fault fault = scripted(operation, target);
            if (fault == null && !healed) {
                fault = byChance(operation, random);
            }
            if (fault != null) {
                injected.merge(fault, 1L, Long::sum);
            }
            fate = new Fate(fault, random);
        }
        if (fate.is(Fault.LATENCY)) {
            pause(fate, operation, target);
        }
        return fate;
    }

    private @Nullable Fault scripted(StoreOperation operation, String target) {
        Fault found = null;
        for (Script script : List.copyOf(scripts)) {
            if (script.operation == operation
                    && script.target.test(target)
                    && --script.callsToGo <= 0
                    && found == null) {
                found = script.fault;
                scripts.remove(script);
            }
        }
        return found;
    }

    private @Nullable Fault byChance(StoreOperation operation, SplittableRandom random) {
        double drawn = random.nextDouble();
        for (Map.Entry<Fault, Double> chance : chances.entrySet()) {
            if (chance.getKey().appliesTo(operation)) {
                drawn -= chance.getValue();
                if (drawn < 0) {
                    return chance.getKey();
                }
            }
        }
        return null;
    }

    private void pause(Fate fate, StoreOperation operation, String target) throws InterruptedIOException {
        try {
            TimeUnit.NANOSECONDS.sleep(fate.random().nextLong(longestPause.toNanos() + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(operation + " " + target + ": the thread was interrupted");
        }
    }

    /** The error of a call that is not passed on, or null. */
    private static @Nullable CloudDicomException errorBefore(Fate fate, StoreOperation operation, String target) {
        String verb = verb(operation);
        if (fate.fault() == null) {
            return null;
        }
        return switch (fate.fault()) {
            case UNAVAILABLE -> new UnavailableException(verb, target, "injected: the store cannot be reached");
            case THROTTLED -> new ThrottledException(verb, target, "injected: slow down");
            case ACCESS_DENIED -> new AccessDeniedException(verb, target, "injected: access is denied");
            case LOST_REQUEST -> new OutcomeUnknownException(verb, target, "injected: no answer came");
            case TORN_WRITE, LOST_ANSWER, LYING_ANSWER, TORN_READ, LATENCY -> null;
        };
    }

    /** The error of a call that was passed on and done, or null. */
    private static @Nullable CloudDicomException errorAfter(Fate fate, StoreOperation operation, String target) {
        if (fate.is(Fault.LOST_ANSWER)) {
            return new OutcomeUnknownException(verb(operation), target, "injected: no answer came");
        }
        if (fate.is(Fault.LYING_ANSWER)) {
            return new UnavailableException(verb(operation), target, "injected: the store cannot be reached");
        }
        return null;
    }

    private static String verb(StoreOperation operation) {
        return switch (operation) {
            case PUT -> "put";
            case GET -> "get";
            case HEAD -> "head";
            case LIST, LIST_PREFIXES -> "list";
            case DELETE, DELETE_ALL -> "delete";
        };
    }

    private static UnavailableException torn(String operation, String target) {
        return new UnavailableException(operation, target, "injected: the connection broke");
    }

    private static void raise(@Nullable CloudDicomException error) throws CloudDicomException {
        if (error != null) {
            throw error;
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

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        Fate fate = fate(StoreOperation.PUT, key.value());
        raise(errorBefore(fate, StoreOperation.PUT, key.value()));
        ObjectContent passed = fate.is(Fault.TORN_WRITE)
                ? new TornContent(
                        content, fate.random().nextLong(content.lengthBytes().orElse(100_000) + 1), key)
                : content;
        PutResult result = store.put(key, passed, condition);
        raise(errorAfter(fate, StoreOperation.PUT, key.value()));
        return result;
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        Fate fate = fate(StoreOperation.GET, key.value());
        raise(errorBefore(fate, StoreOperation.GET, key.value()));
        ObjectReader reader = store.get(key, range, pinned);
        return fate.is(Fault.TORN_READ)
                ? new TornReader(reader, fate.random().nextLong(Math.max(1, reader.lengthBytes())))
                : reader;
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        raise(errorBefore(fate(StoreOperation.HEAD, key.value()), StoreOperation.HEAD, key.value()));
        return store.head(key);
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        Fate fate = fate(StoreOperation.LIST, prefix);
        raise(errorBefore(fate, StoreOperation.LIST, prefix));
        return torn(fate, prefix, store.list(prefix, startAfter));
    }

    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) throws IOException {
        Fate fate = fate(StoreOperation.LIST_PREFIXES, prefix);
        raise(errorBefore(fate, StoreOperation.LIST_PREFIXES, prefix));
        return torn(fate, prefix, store.listPrefixes(prefix, startAfter));
    }

    private static <T> Listing<T> torn(Fate fate, String prefix, Listing<T> listing) {
        return fate.is(Fault.TORN_READ)
                ? new TornListing<>(listing, prefix, fate.random().nextInt(20))
                : listing;
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        Fate fate = fate(StoreOperation.DELETE, key.value());
        raise(errorBefore(fate, StoreOperation.DELETE, key.value()));
        store.delete(key);
        raise(errorAfter(fate, StoreOperation.DELETE, key.value()));
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        Fate fate = fate(StoreOperation.DELETE_ALL, "");
        raise(errorBefore(fate, StoreOperation.DELETE_ALL, ""));
        DeleteResult result = store.deleteAll(keys);
        raise(errorAfter(fate, StoreOperation.DELETE_ALL, ""));
        return result;
    }

    /** As they are: of what they do nothing is broken. */
    @Override
    public <A extends StoreAbility> Optional<A> ability(Class<A> ability) {
        return store.ability(ability);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    /** Content of which the store gets the first bytes only. */
    private static final class TornContent implements ObjectContent {
        private final ObjectContent content;
        private final long bytes;
        private final ObjectKey key;

        TornContent(ObjectContent content, long bytes, ObjectKey key) {
            this.content = content;
            this.bytes = bytes;
            this.key = key;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            content.writeTo(new FilterOutputStream(out) {
                private long left = bytes;

                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] b, int offset, int length) throws IOException {
                    int passed = (int) Math.min(length, left);
                    out.write(b, offset, passed);
                    left -= passed;
                    if (passed < length) {
                        throw torn("put", key.value());
                    }
                }

                @Override
                public void close() {}
            });
            throw torn("put", key.value());
        }

        @Override
        public OptionalLong lengthBytes() {
            return content.lengthBytes();
        }

        @Override
        public OptionalInt crc32c() {
            return content.crc32c();
        }
    }

    private static final class TornReader extends ForwardingReader {
        private long left;

        TornReader(ObjectReader reader, long bytes) {
            super(reader);
            this.left = bytes;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0 && length > 0) {
                throw torn("get", info().key().value());
            }
            int n = super.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(0, n);
            return n;
        }

        @Override
        public long skip(long n) throws IOException {
            long skipped = super.skip(Math.min(n, left));
            left -= skipped;
            return skipped;
        }
    }

    private static final class TornListing<T> implements Listing<T> {
        private final Listing<T> listing;
        private final String prefix;
        private int left;

        TornListing(Listing<T> listing, String prefix, int entries) {
            this.listing = listing;
            this.prefix = prefix;
            this.left = entries;
        }

        @Override
        public @Nullable T next() throws IOException {
            if (left-- == 0) {
                throw torn("list", prefix);
            }
            return listing.next();
        }

        @Override
        public void close() throws IOException {
            listing.close();
        }
    }
}
