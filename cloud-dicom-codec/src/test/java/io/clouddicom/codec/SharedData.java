package io.clouddicom.codec;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The folder of real codestreams with reference values, which is not part of the project. */
final class SharedData {
    private SharedData() {}

    /** The folder {@code data/codestreams}; without it the test is skipped, or fails where {@code CI=true}. */
    static Path codestreams() {
        Optional<Path> folder = find().map(shared -> shared.resolve("data/codestreams"));
        if (folder.isEmpty()) {
            String reason = "no shared data: set -Dcloud.dicom.shared or CLOUD_DICOM_SHARED";
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(reason);
            }
            System.out.println("Skipped: " + reason);
            abort(reason);
        }
        return folder.get();
    }

    private static Optional<Path> find() {
        for (String named :
                new String[] {System.getProperty("cloud.dicom.shared"), System.getenv("CLOUD_DICOM_SHARED")}) {
            if (named != null && !named.isEmpty()) {
                return Optional.of(Path.of(named));
            }
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path shared = at.resolve("shared");
            if (Files.exists(shared.resolve("data/dicom/MANIFEST.tsv"))) {
                return Optional.of(shared);
            }
        }
        return Optional.empty();
    }

    /** The lines of a table, by column name. */
    static List<Map<String, String>> table(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            String[] names = lines.get(0).split("\t", -1);
            List<Map<String, String>> rows = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] values = line.split("\t", -1);
                Map<String, String> row = new LinkedHashMap<>();
                for (int index = 0; index < names.length; index++) {
                    row.put(names[index], index < values.length ? values[index] : "");
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
