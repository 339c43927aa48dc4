package io.clouddicom;

import io.clouddicom.dicom.Uid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of many files.
 *
 * @param stored how many were stored
 * @param alreadyPresent how many were there before with the same content
 * @param skipped how many were left out because other content is there
 * @param originalBytes the size of the files that were stored
 * @param storedBytes the size of the objects that were made of them
 * @param failures the files that are not in the archive, and why, in the order in which they failed
 * @param indexFailures the studies whose index could not be written; they are complete, but open slower
 */
public record PutReport(
        int stored,
        int alreadyPresent,
        int skipped,
        long originalBytes,
        long storedBytes,
        Map<Path, IOException> failures,
        Map<Uid, IOException> indexFailures) {
    /** Copies the maps. */
    public PutReport {
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
        indexFailures = Collections.unmodifiableMap(new LinkedHashMap<>(indexFailures));
    }

    PutReport withIndexFailures(Map<Uid, IOException> failed) {
        return new PutReport(stored, alreadyPresent, skipped, originalBytes, storedBytes, failures, failed);
    }

    /** Whether no file failed. */
    public boolean complete() {
        return failures.isEmpty();
    }
}
