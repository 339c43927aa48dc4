package io.clouddicom.internal.checkup;

import io.clouddicom.store.CheckupLatency;
import io.clouddicom.store.CheckupSubject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far the store's clock is from this machine's, and how long small requests take. */
final class TimeTrials {
    /** Stores tell whole seconds, and a request takes a moment. */
    private static final Duration EXACT = Duration.ofSeconds(2);

    private static final Duration NOTICEABLE = Duration.ofMinutes(1);

    /** Where Amazon S3 refuses signatures. */
    private static final Duration REFUSED = Duration.ofMinutes(15);

    private static final int REQUESTS = 25;
    private static final int SIZE = 1024;

    private final Bench bench;
    private Optional<CheckupLatency> latency = Optional.empty();

    TimeTrials(Bench bench) {
        this.bench = bench;
    }

    Optional<CheckupLatency> run() throws IOException {
        bench.look(CheckupSubject.CLOCK, this::clock);
        bench.look(CheckupSubject.LATENCY, this::requests);
        return latency;
    }

    private Seen clock() throws IOException {
        Instant before = Instant.now();
        bench.place("clock", Bench.bytes(10, 1));
        Instant after = Instant.now();
        Instant stored = bench.head("clock").modified();
        Duration ahead = stored.isAfter(after) ? Duration.between(after, stored) : Duration.ZERO;
        Duration behind = stored.isBefore(before) ? Duration.between(stored, before) : Duration.ZERO;
        Duration apart = ahead.plus(behind);
        if (apart.compareTo(EXACT) <= 0) {
            return Seen.holds("the store's clock and this machine's agree within two seconds");
        }
        String seen = "the store's clock is " + apart.toSeconds() + " s " + (behind.isZero() ? "ahead of" : "behind")
                + " this machine's";
        if (apart.compareTo(NOTICEABLE) <= 0) {
            return Seen.holds(seen);
        }
        String consequence = "; what is kept for a time before it is purged is kept for another time";
        return apart.compareTo(REFUSED) < 0
                ? Seen.limited(seen + consequence)
                : Seen.fails(seen + consequence + ", and signed requests may be refused");
    }

    private Seen requests() throws IOException {
        byte[] bytes = Bench.bytes(SIZE, 2);
        long[] puts = new long[REQUESTS];
        long[] gets = new long[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            long begin = System.nanoTime();
            bench.place("latency/" + i, bytes);
            long put = System.nanoTime();
            bench.read("latency/" + i);
            puts[i] = put - begin;
            gets[i] = System.nanoTime() - put;
        }
        Arrays.sort(puts);
        Arrays.sort(gets);
        CheckupLatency measured = new CheckupLatency(
                REQUESTS,
                Duration.ofNanos(puts[REQUESTS / 2]),
                Duration.ofNanos(puts[REQUESTS - 1]),
                Duration.ofNanos(gets[REQUESTS / 2]),
                Duration.ofNanos(gets[REQUESTS - 1]));
        latency = Optional.of(measured);
        return Seen.holds(String.format(
                Locale.ROOT,
                "of %d objects of 1 KiB, half were put within %.1f ms and read within %.1f ms; the slowest took %.1f and "
                        + "%.1f ms",
                REQUESTS,
                millis(measured.putMedian()),
                millis(measured.getMedian()),
                millis(measured.putSlowest()),
                millis(measured.getSlowest())));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
