package io.clouddicom;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a purge removed.
 *
 * @param revisionsPurged how many revisions lost their bytes
 * @param bytesPurged the size of their objects
 * @param markersRemoved how many empty objects were removed
 * @param tooYoung how many revisions are deleted or replaced, but not long enough
 * @param failures the object keys at which it failed, and why
 */
public record PurgeReport(
        int revisionsPurged, long bytesPurged, int markersRemoved, int tooYoung, Map<String, IOException> failures) {
    /** Copies the map. */
    public PurgeReport {
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /** Whether nothing failed. */
    public boolean complete() {
        return failures.isEmpty();
    }
}
