package io.clouddicom;

import java.time.Instant;
import java.util.Objects;

/**
 * One revision of an instance, as the listing shows it.
 *
 * @param number its number, from 1; the highest is the current one
 * @param storedBytes the size of its object; 0 for a mark that something was deleted or purged
 * @param modified when it was stored, by the store's clock
 */
public record Revision(int number, long storedBytes, Instant modified) {
    /** Checks the values. */
    public Revision {
        Objects.requireNonNull(modified, "modified");
        if (number < 1 || storedBytes < 0) {
            throw new IllegalArgumentException("no revision: " + number + " of " + storedBytes + " bytes");
        }
    }

    /** Whether it holds no content: as the current revision it says that the instance is deleted. */
    public boolean tombstone() {
        return storedBytes == 0;
    }
}
