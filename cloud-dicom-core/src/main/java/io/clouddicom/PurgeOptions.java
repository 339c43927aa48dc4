package io.clouddicom;

import java.time.Duration;
import java.util.Objects;

/**
 * What a purge removes for good.
 *
 * @param olderThan only what was deleted or replaced at least this long ago
 * @param removeMarkers whether also the empty objects go that keep revision numbers from being used again. Without them
 *     nothing of a deleted instance is left, not even its name; but a put of the same instance that runs at this very
 *     moment may be undone. Leave them, or make sure that nobody puts these instances meanwhile
 */
public record PurgeOptions(Duration olderThan, boolean removeMarkers) {

    /** What was deleted or replaced thirty days ago; markers stay. */
    public static final PurgeOptions DEFAULT = new PurgeOptions(Duration.ofDays(30), false);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException the duration is negative
     */
    public PurgeOptions {
        Objects.requireNonNull(olderThan, "olderThan");
        if (olderThan.isNegative()) {
            throw new IllegalArgumentException("the grace period is negative");
        }
    }

    /**
     * The same options with another grace period.
     *
     * @param grace the period; zero for everything that is deleted or replaced now
     */
    public PurgeOptions withOlderThan(Duration grace) {
        return new PurgeOptions(grace, removeMarkers);
    }

    /** The same options, removing markers too. */
    public PurgeOptions withoutMarkers() {
        return new PurgeOptions(olderThan, true);
    }
}
