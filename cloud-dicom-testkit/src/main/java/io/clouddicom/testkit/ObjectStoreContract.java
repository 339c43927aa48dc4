package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.UnavailableException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ObjectStore} does, as tests: the definition of the storage SPI. A backend, and every decorator
 * over one, extends this class:
 *
 * <pre>{@code
 * class MyStoreContractTest extends ObjectStoreContract {
 *     @Override
 *     protected ObjectStore createStore() throws IOException {
 *         return MyStore.open(freshBucket());
 *     }
 * }
 * }</pre>
 *
 * <p>Every test gets an empty store of its own, which is closed after it. All randomness has one seed, {@link #seed()}.
 */
public abstract class ObjectStoreContract extends StoreKeyContract {

    /** For subclasses. */
    protected ObjectStoreContract() {}

    @Test
    void aRaceOfCreatorsHasOneWinner() throws Exception {
        assumeFalse(serverGaps().contains(ServerGap.ATOMIC_CREATE), "the server does not create atomically");
        for (int round = 0; round < 15; round++) {
            String key = "race/" + round % 3 + "/" + round;
            List<Callable<Boolean>> creators = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int id = i;
                creators.add(() -> {
                    try {
                        create(key, bytes(2000 + id, id));
                        return true;
                    } catch (AlreadyExistsException e) {
                        return false;
                    }
                });
            }
            List<Boolean> won = together(creators);
            assertThat(won).as("winners of round %d", round).containsOnlyOnce(true);
            int winner = won.indexOf(true);
            assertThat(read(key)).isEqualTo(bytes(2000 + winner, winner));
        }
    }

    @Test
    void concurrentReplacementsOfAVersionLoseNothing() throws Exception {
        assumeFalse(serverGaps().contains(ServerGap.ATOMIC_REPLACE), "the server does not replace atomically");
        put("counter", new byte[] {0});
        List<Callable<Integer>> counters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            counters.add(() -> {
                int done = 0;
                while (done < 15) {
                    done += countUp() ? 1 : 0;
                }
                return done;
            });
        }
        together(counters);
        assertThat(read("counter")).containsExactly(90);
    }

    private boolean countUp() throws IOException {
        try (ObjectReader reader = store().get(key("counter"), ByteRange.all())) {
            byte[] next = {(byte) (reader.read() + 1)};
            store().put(
                            key("counter"),
                            ObjectContent.of(next),
                            PutCondition.ifVersion(reader.info().version()));
            return true;
        } catch (PreconditionFailedException e) {
            return false;
        }
    }

    /** Objects of one byte value each, of a length that goes with it: anything else was never put. */
    @Test
    void readersSeeWholeObjectsWhileTheyAreReplaced() throws Exception {
        assumeFalse(serverGaps().contains(ServerGap.TORN_WHILE_CHANGED), "the server tears what it changes");
        put("a/b", uniform(0));
        AtomicBoolean over = new AtomicBoolean();
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int w = 0; w < 2; w++) {
            int writer = w;
            tasks.add(() -> {
                try {
                    for (int i = 0; i < 60; i++) {
                        put("a/b", uniform(writer + 2 * i));
                    }
                } finally {
                    over.set(true);
                }
                return 0;
            });
        }
        for (int r = 0; r < 3; r++) {
            tasks.add(() -> {
                int reads = 0;
                while (!over.get() || reads == 0) {
                    reads += readUniform("a/b") ? 1 : 0;
                    if (!serverGaps().contains(ServerGap.LISTS_UNFINISHED_PUTS)) {
                        assertThat(keys("a/")).containsExactly("a/b");
                    }
                }
                return reads;
            });
        }
        together(tasks);
    }

    /** Whether the reader could hold on to its version: one that cannot fails, and does not go on with another. */
    private boolean readUniform(String key) throws IOException {
        byte[] bytes;
        try {
            bytes = read(key);
        } catch (PreconditionFailedException e) {
            return false;
        }
        assertThat(bytes).isEqualTo(uniform(bytes[0]));
        return true;
    }

    private static byte[] uniform(int value) {
        byte[] bytes = new byte[1000 + 997 * (value & 0x7F)];
        Arrays.fill(bytes, (byte) (value & 0x7F));
        return bytes;
    }

    /** Threads put, delete, read and list the same few keys, whose folders come and go. */
    @Test
    void concurrentPutsDeletesAndListingsAreConsistent() throws Exception {
        assumeFalse(serverGaps().contains(ServerGap.TORN_WHILE_CHANGED), "the server tears what it changes");
        create("dir/stays/1", bytes(10, 1));
        create("dir/stays/2", bytes(10, 2));
        long seed = random("churn").nextLong();
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            Random random = new Random(seed + t);
            tasks.add(() -> {
                for (int i = 0; i < 60; i++) {
                    churn("dir/" + random.nextInt(2) + "/sub/" + random.nextInt(2), random.nextInt(4));
                }
                return 0;
            });
        }
        together(tasks);
        for (String key : keys("dir/")) {
            assertThat(read(key)).isNotEmpty();
            store().delete(key(key));
        }
        assertThat(prefixes("", "")).isEmpty();
    }

    private void churn(String key, int action) throws IOException {
        switch (action) {
            case 0 -> {
                try {
                    create(key, bytes(300, key.hashCode()));
                } catch (AlreadyExistsException e) {
                    assertThat(e.object()).isEqualTo(key);
                } catch (OutcomeUnknownException e) {
                    if (!serverGaps().contains(ServerGap.PUTS_MEET_DELETES)) {
                        throw e;
                    }
                }
            }
            case 1 -> store().delete(key(key));
            case 2 -> {
                try {
                    assertThat(read(key)).isEqualTo(bytes(300, key.hashCode()));
                } catch (NotFoundException | PreconditionFailedException e) {
                    // Another version: the stream was cut, and what it began with was gone when it was to go on.
                    assertThat(e.object()).isEqualTo(key);
                }
            }
            default -> {
                try {
                    List<String> keys = keys("dir/");
                    assertThat(keys).contains("dir/stays/1", "dir/stays/2").doesNotHaveDuplicates();
                } catch (UnavailableException e) {
                    if (!serverGaps().contains(ServerGap.LISTS_UNFINISHED_PUTS)) {
                        throw e;
                    }
                }
                assertThat(prefixes("dir/", "")).contains("dir/stays/");
            }
        }
    }

    @Test
    void manyThreadsPutManyObjects() throws Exception {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int thread = t;
            tasks.add(() -> {
                for (int i = 0; i < 25; i++) {
                    create("t/" + i + "/" + thread, bytes(100 + i, thread));
                }
                return 0;
            });
        }
        together(tasks);
        assertThat(keys("t/")).hasSize(200);
        for (int t = 0; t < 8; t++) {
            assertThat(read("t/24/" + t)).isEqualTo(bytes(124, t));
        }
    }

    @Test
    void anInterruptedCallLeavesNothingHalfDone() throws IOException {
        byte[] first = bytes(1000, 1);
        put("a", first);
        byte[] second = bytes(3_000_000, 2);
        try {
            Thread.currentThread().interrupt();
            put("a", second);
            assertThat(Thread.interrupted())
                    .as("interrupt status after a put that was not disturbed")
                    .isTrue();
            assertStored("a", second);
        } catch (InterruptedIOException e) {
            assertThat(Thread.interrupted())
                    .as("interrupt status after the error")
                    .isTrue();
            assertStored("a", first);
        }
        byte[] there = read("a");
        try {
            Thread.currentThread().interrupt();
            assertThat(read("a")).isEqualTo(there);
        } catch (InterruptedIOException e) {
            assertThat(e).hasMessageContaining("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        put("b/c", first);
        assertThat(keys("")).containsExactly("a", "b/c");
    }

    @Test
    void contentThatIsInterruptedHalfWayLeavesNothing() throws IOException {
        try {
            store().put(
                            key("a/b"),
                            out -> {
                                writePattern(out, 1_000_000);
                                Thread.currentThread().interrupt();
                                writePattern(out, 1_000_000);
                            },
                            PutCondition.ifAbsent());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(store().head(key("a/b")).sizeBytes()).isEqualTo(2_000_000);
        } catch (InterruptedIOException e) {
            assertThat(Thread.interrupted()).isTrue();
            assertAbsent("a/b");
        }
    }

    @Test
    void aClosedStoreRefusesEverything() throws IOException {
        ObjectStore store = store();
        put("a", bytes(10, 1));
        store.close();
        store.close();
        List<Attempt> calls = List.of(
                () -> put("a", bytes(10, 2)),
                () -> create("b", bytes(10, 2)),
                () -> store.get(key("a"), ByteRange.all()),
                () -> store.head(key("a")),
                () -> store.list("", ""),
                () -> store.listPrefixes("", ""),
                () -> store.delete(key("a")),
                () -> store.deleteAll(List.of(key("a"))));
        for (Attempt call : calls) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void aListingCanBeClosedEarly() throws IOException {
        for (int i = 0; i < 5; i++) {
            create("a/" + i, bytes(1, 1));
        }
        try (Listing<ObjectInfo> listing = store().list("", "")) {
            assertThat(listing.next()).isNotNull();
        }
        Listing<String> prefixes = store().listPrefixes("", "");
        prefixes.close();
        prefixes.close();
    }

    @Test
    void aStoreHasANameAndCapabilities() {
        assertThat(store().name()).isNotBlank();
        assertThat(store().capabilities()).isNotNull();
    }
}
