package io.clouddicom;

import io.clouddicom.store.ThawSpeed;
import java.util.Objects;

/**
 * How objects are to be thawed.
 *
 * @param days how long they are to stay readable
 * @param speed how fast they are to become so
 */
public record ThawOptions(int days, ThawSpeed speed) {
    /** Readable for a week, at the usual speed. */
    public static final ThawOptions DEFAULT = new ThawOptions(7, ThawSpeed.STANDARD);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException that is not a day at least
     */
    public ThawOptions {
        Objects.requireNonNull(speed, "speed");
        if (days < 1) {
            throw new IllegalArgumentException("what is thawed stays readable for a day at least, not " + days);
        }
    }

    /**
     * The same options with another duration.
     *
     * @param count how many days they are to stay readable
     */
    public ThawOptions withDays(int count) {
        return new ThawOptions(count, speed);
    }

    /**
     * The same options at another speed.
     *
     * @param wanted how fast
     */
    public ThawOptions withSpeed(ThawSpeed wanted) {
        return new ThawOptions(days, wanted);
    }
}
