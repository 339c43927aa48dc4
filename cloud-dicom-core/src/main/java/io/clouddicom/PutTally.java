package io.clouddicom;

import io.clouddicom.dicom.Uid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts what becomes of many files. Safe for use by any number of threads. */
final class PutTally {
    private int stored;
    private int alreadyPresent;
    private int skipped;
    private long originalBytes;
    private long storedBytes;
    private final Map<Path, IOException> failures = new LinkedHashMap<>();

    synchronized void stored(Receipt receipt) {
        switch (receipt.outcome()) {
            case STORED -> {
                stored++;
                originalBytes += receipt.originalBytes();
                storedBytes += receipt.storedBytes();
            }
            case ALREADY_PRESENT -> alreadyPresent++;
            case SKIPPED -> skipped++;
        }
    }

    synchronized void failed(Path file, IOException error) {
        failures.put(file, error);
    }

    synchronized PutReport report(Map<Uid, IOException> indexFailures) {
        return new PutReport(stored, alreadyPresent, skipped, originalBytes, storedBytes, failures, indexFailures);
    }
}
