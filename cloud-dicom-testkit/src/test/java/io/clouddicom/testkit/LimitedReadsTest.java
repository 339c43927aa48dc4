package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.NotFoundException;
import io.clouddicom.ReadOptions;
import io.clouddicom.ReadOptions.Hedging;
import io.clouddicom.UnavailableException;
import io.clouddicom.internal.store.LimitedReads;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads that end in time, or are made a second time, by a store of which some requests never answer. */
class LimitedReadsTest {
    private static final ObjectKey KEY = new ObjectKey("studies/1/instances/1/1.1");
    private static final byte[] BYTES = {1, 2, 3, 4, 5};
    /** Longer than any read of these tests takes, and shorter than anybody waits for. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final RecordingStore recording = new RecordingStore(ObjectStores.memory());
    private final HeldStore held = new HeldStore(recording);

    @BeforeEach
    void put() throws IOException {
        recording.put(KEY, ObjectContent.of(BYTES), PutCondition.any());
        recording.forgetCalls();
    }

    @AfterEach
    void allEnded() throws Exception {
        held.holdNothing();
        held.await("the end of all requests", () -> held.waiting().isEmpty());
        recording.assertAllClosed();
    }

    private static byte[] read(ObjectStore store) throws IOException {
        try (ObjectReader reader = store.get(KEY, ByteRange.of(1, 3))) {
            return reader.readAllBytes();
        }
    }

    private ObjectStore hedging(double budget) {
        return LimitedReads.over(held.store(), ReadOptions.DEFAULT.withHedging(new Hedging(0.95, PATIENCE, budget)));
    }

    @Test
    void withoutLimitsThereIsNothingInBetween() {
        ObjectStore store = held.store();
        assertThat(LimitedReads.over(store, ReadOptions.DEFAULT)).isSameAs(store);
    }

    @Test
    void aReadThatTakesTooLongEndsAndSoDoesItsRequest() throws Exception {
        ObjectStore store = LimitedReads.over(held.store(), ReadOptions.DEFAULT.withTimeout(PATIENCE));
        held.hold(key -> true);
        assertThatThrownBy(() -> read(store))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("longer than PT0.3S");
        held.await("the request to be stopped", () -> held.stopped().size() == 1);
        assertThat(held.waiting()).isEmpty();
    }

    @Test
    void errorsComeAsTheyAreAndLargeReadsAreStreamed() throws Exception {
        ObjectStore store = LimitedReads.over(held.store(), ReadOptions.DEFAULT.withTimeout(Duration.ofMinutes(5)));
        assertThat(read(store)).containsExactly(2, 3, 4);
        assertThatThrownBy(() -> store.get(new ObjectKey("none"), ByteRange.of(0, 1)))
                .isInstanceOf(NotFoundException.class);
        try (ObjectReader reader = store.get(KEY, ByteRange.all())) {
            assertThat(reader.readAllBytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void anInterruptedThreadTakesItsRequestAlong() throws Exception {
        ObjectStore store = LimitedReads.over(held.store(), ReadOptions.DEFAULT.withTimeout(Duration.ofMinutes(5)));
        held.hold(key -> true);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                read(store);
            } catch (IOException e) {
                failure.set(e);
            }
        });
        reader.start();
        held.await("the request", () -> held.waiting().size() == 1);
        reader.interrupt();
        reader.join();
        assertThat(failure.get()).isInstanceOf(InterruptedIOException.class);
        held.await("the request to be stopped", () -> held.stopped().size() == 1);
    }

    @Test
    void aReadThatStallsIsMadeASecondTimeAndTheFirstRequestIsStopped() throws Exception {
        ObjectStore store = hedging(0.05);
        for (int i = 0; i < 40; i++) {
            read(store);
        }
        held.await("what was hedged to end", () -> held.waiting().isEmpty());
        int before = held.begun().size();
        int stopped = held.stopped().size();
        HoldingFirst first = new HoldingFirst();
        held.hold(first::holds);
        assertThat(read(store)).containsExactly(2, 3, 4);
        held.await("the first request to be stopped", () -> held.stopped().size() == stopped + 1);
        assertThat(held.begun()).hasSize(before + 2);
    }

    /** Holds whoever comes first, by its thread. */
    private static final class HoldingFirst {
        private Thread thread;

        boolean holds(String key) {
            if (thread == null) {
                thread = Thread.currentThread();
            }
            return thread == Thread.currentThread();
        }
    }

    @Test
    void noMoreThanTheBudgetAreMadeASecondTime() throws Exception {
        ObjectStore store = LimitedReads.over(
                held.store(),
                ReadOptions.DEFAULT
                        .withHedging(new Hedging(0.95, Duration.ofMillis(1), 0.05))
                        .withTimeout(Duration.ofMillis(20)));
        int answered = 0;
        while (answered < 60) {
            try {
                read(store);
                answered++;
            } catch (UnavailableException slowMachine) {
                System.out.println("a read took longer than usual");
            }
        }
        held.await("what was hedged to end", () -> held.waiting().isEmpty());
        int before = held.begun().size();
        held.hold(key -> true);
        int stalled = 60;
        for (int i = 0; i < stalled; i++) {
            assertThatThrownBy(() -> read(store)).isInstanceOf(UnavailableException.class);
        }
        int hedged = held.begun().size() - before - stalled;
        // One to begin with, and one for twenty reads that were answered.
        assertThat(hedged).isBetween(0, 1 + answered / 20);
    }
}
