package io.clouddicom.key;

import java.time.Duration;

/**
 * A point of time of this machine, by both of its clocks: one of them stands still while the machine is suspended, the
 * other one may be set.
 *
 * @param nanos of {@link System#nanoTime}
 * @param millis of {@link System#currentTimeMillis}
 */
public record Moment(long nanos, long millis) {

    /** This one. */
    public static Moment now() {
        return new Moment(System.nanoTime(), System.currentTimeMillis());
    }

    /**
     * Whether it is certain that no more than this has passed since.
     *
     * @param duration how much
     */
    public boolean within(Duration duration) {
        long elapsedMillis = System.currentTimeMillis() - millis;
        return System.nanoTime() - nanos <= duration.toNanos()
                && elapsedMillis >= 0
                && elapsedMillis <= duration.toMillis();
    }
}
