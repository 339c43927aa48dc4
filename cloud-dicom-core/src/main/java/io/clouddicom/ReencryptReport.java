package io.clouddicom;

import java.io.IOException;
import java.util.Map;

/**
 * What became of a study that got a new key.
 *
 * @param sealedAnew how many objects this run sealed by the new key
 * @param objects how many objects it looked at
 * @param failures the keys of objects that could not be sealed anew, and why; because of these the study keeps its old key
 *     beside the new one, until another run finds none
 */
public record ReencryptReport(int sealedAnew, int objects, Map<String, IOException> failures) {
    /** Copies the map. */
    public ReencryptReport {
        failures = Map.copyOf(failures);
    }

    /** Whether the old key is gone, and reads nothing that is in the store. */
    public boolean complete() {
        return failures.isEmpty();
    }
}
