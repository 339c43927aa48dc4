package io.clouddicom;

import java.io.IOException;
import java.util.Map;

/**
 * What became of a study that was shredded. Its key is destroyed.
 *
 * @param tried how many of its objects were tried to be read afterwards, each in vain
 * @param deleted how many objects were then deleted
 * @param failures the keys of objects that were not deleted, and why; they cannot be read
 */
public record ShredReport(int tried, int deleted, Map<String, IOException> failures) {
    /** Copies the map. */
    public ShredReport {
        failures = Map.copyOf(failures);
    }

    /** Whether nothing is left. */
    public boolean complete() {
        return failures.isEmpty();
    }
}
