package io.clouddicom.store;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was found of puts that were never finished.
 *
 * @param removed how many of them were removed
 * @param kept how many are under way, or may be since they are not old enough
 * @param failures those that could not be removed, and why
 */
public record SweepReport(int removed, int kept, Map<String, IOException> failures) {
    /** Of a store that leaves nothing behind. */
    public static final SweepReport NOTHING = new SweepReport(0, 0, Map.of());

    /** Copies the map. */
    public SweepReport {
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /** Whether nothing failed. */
    public boolean complete() {
        return failures.isEmpty();
    }
}
