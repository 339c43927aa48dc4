package io.clouddicom;

import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which objects of a scope can be read: the current revisions of its instances, and what their study needs to be opened.
 *
 * @param readable how many can be read now
 * @param thawing how many are being thawed
 * @param frozen how many have to be thawed first
 * @param readableUntil when the first of those that are thawed ceases to be readable; empty if none does, or the store does
 *     not tell
 * @param failures the keys of objects that it was not told of, or that could not be asked to thaw, and why
 */
public record ThawReport(
        int readable, int thawing, int frozen, Optional<Instant> readableUntil, Map<String, IOException> failures) {
    /** Copies the map. */
    public ThawReport {
        Objects.requireNonNull(readableUntil, "readableUntil");
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /** Whether nothing failed. */
    public boolean complete() {
        return failures.isEmpty();
    }

    /** Whether all can be read now. */
    public boolean allReadable() {
        return complete() && thawing == 0 && frozen == 0;
    }
}
