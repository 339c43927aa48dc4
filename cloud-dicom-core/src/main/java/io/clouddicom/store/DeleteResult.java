package io.clouddicom.store;

import io.clouddicom.CloudDicomException;
import java.util.Map;

/**
 * What a bulk delete could not delete.
 *
 * @param failures the error of each object that was not, or not surely, deleted
 */
public record DeleteResult(Map<ObjectKey, CloudDicomException> failures) {
    /** Copies the map. */
    public DeleteResult {
        failures = Map.copyOf(failures);
    }

    /** Whether every object is gone. */
    public boolean complete() {
        return failures.isEmpty();
    }
}
