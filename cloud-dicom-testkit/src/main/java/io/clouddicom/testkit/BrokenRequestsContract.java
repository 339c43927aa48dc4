package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.AlreadyExistsException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.ThrottledException;
import io.clouddicom.UnavailableException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every request of every operation is broken in every way, one at a time. Whatever happens, a put that returned is there, a
 * put that failed is not, one whose outcome is unknown is either, whole; and the server keeps no bytes of an upload.
 *
 * @param <F> what can happen to a request
 */
public abstract class BrokenRequestsContract<F> {
    /** Attempts without pauses that a test would have to wait for. */
    protected static final RetryPolicy QUICK =
            new RetryPolicy(6, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMinutes(1));

    /** The object that is put. */
    protected static final ObjectKey KEY = ObjectKey.of("a/b");

    /** The bytes of an object that is put by one request. */
    protected static final byte[] SMALL = bytes(100_000);

    /** More requests than one put takes. */
    private static final int MANY_REQUESTS = 12;

    /** For subclasses. */
    protected BrokenRequestsContract() {}

    /** The store, of which every request goes to a server, or a proxy before it, that can break it. */
    protected abstract ObjectStore store();

    /**
     * Repeats what may be repeated, {@link #QUICK}, as an archive does.
     *
     * @param store whose requests
     * @return a store over it
     */
    protected abstract ObjectStore retrying(ObjectStore store);

    /** How large an object is that goes in three parts. */
    protected abstract int largeBytes();

    /** All that can happen to a request, nothing included. */
    protected abstract Collection<F> faults();

    /** That nothing happens. */
    protected abstract F none();

    /** What of it passes when a request is repeated. */
    protected abstract Collection<F> passingFaults();

    /** What tells nothing of an object, refusals included, though it is an answer, or the lack of one. */
    protected abstract Collection<F> veils();

    /** Those of the {@link #veils} that say that access is denied. */
    protected abstract Collection<F> refusals();

    /**
     * From now on, what happens to requests.
     *
     * @param plan what happens to a request such as {@code "GET /bucket/key"}
     */
    protected abstract void plan(Function<String, F> plan);

    /** The requests since they were last forgotten. */
    protected abstract List<String> requests();

    /** Forgets the requests so far. */
    protected abstract void forgetRequests();

    /** The names of all objects on the server but those that the store has for itself. */
    protected abstract Set<String> objectNames();

    /** What the server still holds of uploads that will never be finished. */
    protected abstract List<String> unfinishedPuts();

    /**
     * Bytes by chance.
     *
     * @param size how many, which is the seed too
     * @return the bytes
     */
    protected static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** What is done while a request is broken. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    /** What became of some work, and whether there was a request to be broken. */
    private record Broken<T>(T result, boolean reached) {}

    private <T> Broken<T> breaking(int number, F fault, Work<T> work) throws IOException {
        AtomicInteger seen = new AtomicInteger();
        forgetRequests();
        plan(request -> seen.incrementAndGet() == number ? fault : none());
        try {
            T result = work.run();
            return new Broken<>(result, requests().size() >= number);
        } finally {
            plan(request -> none());
        }
    }

    private interface Check<F> {
        void of(F fault) throws IOException;
    }

    private Stream<DynamicTest> each(Collection<F> which, Check<F> check) {
        return which.stream().map(fault -> DynamicTest.dynamicTest(fault.toString(), () -> check.of(fault)));
    }

    @TestFactory
    Stream<DynamicTest> aSmallPutSaysWhatBecameOfIt() {
        return each(faults(), fault -> putsSayWhatBecameOfThem(fault, SMALL));
    }

    @TestFactory
    Stream<DynamicTest> aPutInPartsSaysWhatBecameOfIt() {
        byte[] large = bytes(largeBytes());
        return each(faults(), fault -> putsSayWhatBecameOfThem(fault, large));
    }

    private void putsSayWhatBecameOfThem(F fault, byte[] bytes) throws IOException {
        boolean reached = true;
        for (int number = 1; reached; number++) {
            Broken<Outcome> put = breaking(number, fault, () -> putOnce(bytes));
            reached = put.reached();
            String when = fault + " of request " + number;
            assertThat(number).as("requests of one put").isLessThan(MANY_REQUESTS);
            boolean there = isThere(bytes);
            if (put.result() != Outcome.UNKNOWN) {
                assertThat(there).as(when).isEqualTo(put.result() == Outcome.DONE);
            }
            assertThat(unfinishedPuts()).as("uploads after %s", when).isEmpty();
            assertThat(objectNames()).as("objects after %s", when).isSubsetOf(KEY.value());
            store().delete(KEY);
        }
    }

    private enum Outcome {
        DONE,
        NOT_DONE,
        UNKNOWN
    }

    private Outcome putOnce(byte[] bytes) throws IOException {
        try {
            store().put(KEY, ObjectContent.of(bytes), PutCondition.ifAbsent());
            return Outcome.DONE;
        } catch (OutcomeUnknownException e) {
            return Outcome.UNKNOWN;
        } catch (CloudDicomException e) {
            assertThat(e).isNotInstanceOf(AlreadyExistsException.class).isNotInstanceOf(NotFoundException.class);
            return Outcome.NOT_DONE;
        }
    }

    private boolean isThere(byte[] bytes) throws IOException {
        try (ObjectReader reader = store().get(KEY, ByteRange.all())) {
            assertThat(reader.readAllBytes()).isEqualTo(bytes);
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** Under retries, as the archive reads. */
    @TestFactory
    Stream<DynamicTest> readsDoNotShowWhatPasses() throws IOException {
        store().put(KEY, ObjectContent.of(SMALL), PutCondition.any());
        ObjectStore retrying = retrying(store());
        return each(passingFaults(), fault -> {
            for (int number = 1; number <= 2; number++) {
                breaking(number, fault, () -> {
                    try (ObjectReader reader = retrying.get(KEY, ByteRange.of(1000, 50_000))) {
                        assertThat(reader.readAllBytes()).isEqualTo(Arrays.copyOfRange(SMALL, 1000, 51_000));
                    }
                    assertThat(retrying.head(KEY).sizeBytes()).isEqualTo(SMALL.length);
                    return true;
                });
                breaking(number, fault, () -> {
                    try (Listing<ObjectInfo> listing = retrying.list("a", "")) {
                        assertThat(listing.toList()).hasSize(1);
                    }
                    return true;
                });
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> deletesAreDoneInTheEnd() {
        ObjectStore retrying = retrying(store());
        List<ObjectKey> keys =
                IntStream.range(0, 5).mapToObj(i -> ObjectKey.of("d/" + i)).toList();
        return each(passingFaults(), fault -> {
            for (ObjectKey key : keys) {
                store().put(key, ObjectContent.of(SMALL), PutCondition.any());
            }
            breaking(1, fault, () -> {
                retrying.delete(keys.get(0));
                return true;
            });
            assertThat(breaking(1, fault, () -> retrying.deleteAll(keys))
                            .result()
                            .complete())
                    .isTrue();
            assertThat(objectNames()).isEmpty();
        });
    }

    @TestFactory
    Stream<DynamicTest> onlyTheServerCanSayThatAnObjectIsAbsent() throws IOException {
        store().put(KEY, ObjectContent.of(SMALL), PutCondition.any());
        List<Work<?>> attempts = List.of(
                () -> store().get(KEY, ByteRange.all()),
                () -> store().get(KEY, ByteRange.suffix(10)),
                () -> store().head(KEY),
                () -> store().list("", ""),
                () -> {
                    store().delete(KEY);
                    return true;
                },
                () -> store().put(KEY, ObjectContent.of(SMALL), PutCondition.ifAbsent()));
        return each(veils(), fault -> {
            plan(request -> fault);
            List<IOException> errors = new ArrayList<>();
            for (Work<?> attempt : attempts) {
                try {
                    attempt.run();
                } catch (IOException e) {
                    errors.add(e);
                }
            }
            plan(request -> none());
            assertThat(errors).hasSize(attempts.size()).allSatisfy(e -> {
                if (refusals().contains(fault)) {
                    assertThat(e).isInstanceOf(AccessDeniedException.class);
                } else {
                    assertThat(e)
                            .isInstanceOfAny(
                                    UnavailableException.class,
                                    OutcomeUnknownException.class,
                                    ThrottledException.class);
                }
            });
        });
    }
}
