package io.clouddicom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.CloudDicomException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.ThrottledException;
import io.clouddicom.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** It may be unknown what it did, or only that it cannot serve: when it wants to be asked again counts as well. */
    @Test
    void whoeverSaysWhenToComeAgainIsNotAskedEarlier() {
        for (CloudDicomException failure : List.of(
                new UnavailableException("get", "a", "busy", Duration.ofSeconds(9), null),
                new OutcomeUnknownException("put", "a", "busy", Duration.ofSeconds(9), null))) {
            TestPacing pacing = new TestPacing(false);
            Retries retries = new Retries(POLICY, null, pacing);
            assertThatCode(() -> retries.pauseOrThrow(failure)).doesNotThrowAnyException();
            assertThatCode(() -> retries.leaveAlone(failure)).doesNotThrowAnyException();
            assertThat(pacing.pausesMillis).containsExactly(9_000L, 9_000L);
        }
    }

    @Test
    void aLookIsNoAttemptButTakesTime() {
        RetryBudget none = new RetryBudget(0, 0);
        TestPacing pacing = new TestPacing(true);
        Retries retries = new Retries(RetryPolicy.NONE, none, pacing);
        assertThatCode(() -> retries.leaveAlone(new OutcomeUnknownException("put", "a", "no answer came")))
                .doesNotThrowAnyException();
        assertThat(pacing.pausesMillis).isEmpty();
        OutcomeUnknownException late = new OutcomeUnknownException("put", "a", "busy", Duration.ofSeconds(61), null);
        assertThatThrownBy(() -> new Retries(POLICY, none, pacing).leaveAlone(late))
                .isSameAs(late);
        assertThat(pacing.pausesMillis).isEmpty();
    }

    @ParameterizedTest(name = "Retry-After: {0}")
    @CsvSource(
            nullValues = "none",
            value = {"7, 7", "' 0 ', 0", "'Fri, 31 Dec 1999 23:59:59 GMT', 0", "soon, none", "-1, none", "'', none"})
    void whenToComeAgainIsReadAsTheStandardHasIt(String header, Long seconds) {
        assertThat(RetryAfter.of(header)).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
        assertThat(RetryAfter.of(null)).isNull();
    }

    @Test
    void aDateToComeAgainIsTimeFromNowOn() {
        String inAnHour = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusHours(1));
        assertThat(RetryAfter.of(inAnHour)).isBetween(Duration.ofMinutes(55), Duration.ofMinutes(60));
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
