package io.clouddicom;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a delete or an undelete did.
 *
 * @param changed how many instances were deleted, or brought back
 * @param unchanged how many instances in the scope were so before
 * @param failures the instances for which it failed, by study/series/instance as in the object key
 */
public record DeleteReport(int changed, int unchanged, Map<String, IOException> failures) {
    /** Copies the map. */
    public DeleteReport {
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /** Whether it failed for no instance. */
    public boolean complete() {
        return failures.isEmpty();
    }
}
