package io.clouddicom;

import java.io.IOException;
import java.util.Map;

/**
 * What became of an archive, or of a study, that was encrypted or decrypted in place.
 *
 * @param studies how many studies this run went through
 * @param objects how many of their objects it looked at
 * @param changed how many of these it sealed, or made plain
 * @param failures the keys of objects, or the segments of studies, that could not be, and why; because of these the archive
 *     stays on its way, until another run finds none
 */
public record MoveReport(long studies, long objects, long changed, Map<String, IOException> failures) {
    /** Copies the map. */
    public MoveReport {
        failures = Map.copyOf(failures);
    }

    /** Whether the archive has arrived: nothing is left in the other form. */
    public boolean complete() {
        return failures.isEmpty();
    }
}
