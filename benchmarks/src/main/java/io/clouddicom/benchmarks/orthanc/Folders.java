package io.clouddicom.benchmarks.orthanc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What servers leave in their folders. */
final class Folders {
    private Folders() {}

    /** Deletes all that is in a folder. */
    static void empty(Path folder) throws IOException {
        List<Path> within;
        try (Stream<Path> files = Files.walk(folder)) {
            within = files.filter(file -> !file.equals(folder))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path file : within) {
            Files.deleteIfExists(file);
        }
    }

    /** Bytes of all files in a folder. */
    static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }
}
