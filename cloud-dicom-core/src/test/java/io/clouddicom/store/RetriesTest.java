package io.clouddicom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.NotFoundException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.ThrottledException;
import io.clouddicom.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Failures are repeated after pauses that grow, as long as policy, server and budget allow; no time passes here. */
class RetriesTest {
    private static final RetryPolicy POLICY =
            new RetryPolicy(6, Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(60));

    /** Time that passes only by pausing, and chance that always takes the most, or the least. */
    private static final class TestPacing implements Retries.Pacing {
        private final boolean most;
        private final List<Long> pausesMillis = new ArrayList<>();
        private long now;

        TestPacing(boolean most) {
            this.most = most;
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void sleep(long nanos) {
            pausesMillis.add(nanos / 1_000_000);
            now += nanos;
        }

        @Override
        public long upTo(long bound) {
            return most ? bound : 0;
        }
    }

    private static IOException unavailable() {
        return new UnavailableException("get", "a", "no answer came");
    }

    private static IOException throttled(Duration retryAfter) {
        return new ThrottledException("get", "a", "slow down", retryAfter, null);
    }

    /** How often a request is made that always fails. */
    private static int attempts(Retries retries, IOException failure) {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> retries.run(() -> {
                    attempts.incrementAndGet();
                    throw failure;
                }))
                .isSameAs(failure);
        return attempts.get();
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        TestPacing pacing = new TestPacing(true);
        assertThat(attempts(new Retries(POLICY, null, pacing), unavailable())).isEqualTo(6);
        assertThat(pacing.pausesMillis).containsExactly(100L, 200L, 400L, 800L, 1000L);
        TestPacing lucky = new TestPacing(false);
        assertThat(attempts(new Retries(POLICY, null, lucky), unavailable())).isEqualTo(6);
        assertThat(lucky.pausesMillis).containsOnly(0L);
    }

    @Test
    void whatCannotSucceedIsNotRepeated() {
        TestPacing pacing = new TestPacing(true);
        assertThat(attempts(new Retries(POLICY, null, pacing), new NotFoundException("get", "a", "there is none")))
                .isEqualTo(1);
        assertThat(pacing.pausesMillis).isEmpty();
    }

    @Test
    void aServerThatWantsToBeLeftAloneIsAndNotByAllForEquallyLong() {
        TestPacing pacing = new TestPacing(true);
        Retries retries = new Retries(POLICY, null, pacing);
        assertThat(attempts(retries, throttled(Duration.ofSeconds(9)))).isEqualTo(6);
        assertThat(pacing.pausesMillis).containsExactly(9_100L, 9_200L, 9_400L, 9_800L, 10_000L);
    }

    @Test
    void nobodyWaitsForLongerThanThePolicyAllows() {
        TestPacing pacing = new TestPacing(true);
        assertThat(attempts(new Retries(POLICY, null, pacing), throttled(Duration.ofSeconds(61))))
                .isEqualTo(1);
        assertThat(pacing.pausesMillis).isEmpty();
        // The second time there is not so much left.
        assertThat(attempts(new Retries(POLICY, null, pacing), throttled(Duration.ofSeconds(40))))
                .isEqualTo(2);
        assertThat(pacing.pausesMillis).containsExactly(40_100L);
    }

    @Test
    void aStormOfFailuresDoesNotMultiplyTheLoad() throws IOException {
        RetryBudget budget = new RetryBudget(50, 0.5);
        int requests = 0;
        for (int operation = 0; operation < 1000; operation++) {
            requests += attempts(new Retries(POLICY, budget, new TestPacing(true)), unavailable());
        }
        // Without the budget that would be 6,000.
        assertThat(requests).isEqualTo(1000 + 50);

        // Each second success pays for a repetition again; what is saved has a limit.
        for (int operation = 0; operation < 10; operation++) {
            new Retries(POLICY, budget, new TestPacing(true)).run(() -> "done");
        }
        int more = 0;
        for (int operation = 0; operation < 100; operation++) {
            more += attempts(new Retries(POLICY, budget, new TestPacing(true)), unavailable());
        }
        assertThat(more).isEqualTo(100 + 5);
        for (int operation = 0; operation < 10_000; operation++) {
            budget.succeeded();
        }
        int last = 0;
        for (int operation = 0; operation < 100; operation++) {
            last += attempts(new Retries(POLICY, budget, new TestPacing(true)), unavailable());
        }
        assertThat(last).isEqualTo(100 + 50);
    }

    @Test
    void aBudgetHasBounds() {
        assertThatThrownBy(() -> new RetryBudget(-1, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryBudget(1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryBudget(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        RetryBudget none = new RetryBudget(0, 0);
        none.succeeded();
        assertThat(none.take()).isFalse();
    }
}
