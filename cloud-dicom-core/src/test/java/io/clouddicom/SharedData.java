package io.clouddicom;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * The set of real files that some tests compare with: a folder {@code shared} beside the checkout, or where the system
 * property {@code cloud.dicom.shared} or the environment variable {@code CLOUD_DICOM_SHARED} points. Where it is absent,
 * a test is skipped and says so; with {@code CI=true} it fails.
 */
public final class SharedData {
    private static final String MARK = "data/dicom/MANIFEST.tsv";

    private SharedData() {}

    /** The folder of the DICOM files. */
    public static Path dicom() {
        return root().resolve("data/dicom");
    }

    /** The folder of the codestreams. */
    public static Path codestreams() {
        return root().resolve("data/codestreams");
    }

    /** The folder of the standards' tables. */
    public static Path standards() {
        return root().resolve("standards");
    }

    /** The rows of a tab-separated table, by column name. */
    public static List<Map<String, String>> table(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        String[] names = lines.get(0).split("\t", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t", -1);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < names.length; i++) {
                row.put(names[i], i < cells.length ? cells[i] : "");
            }
            rows.add(row);
        }
        return rows;
    }

    private static Path root() {
        String told = System.getProperty("cloud.dicom.shared", System.getenv("CLOUD_DICOM_SHARED"));
        if (told != null) {
            return Path.of(told);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared");
            if (Files.exists(candidate.resolve(MARK))) {
                return candidate;
            }
        }
        return absent("the folder 'shared' with real DICOM files is not here");
    }

    /** Skips the test, with the reason; fails it where everything has to be there. */
    static <T> T absent(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            return fail(reason + ", and CI=true");
        }
        System.out.println("skipped: " + reason);
        Assumptions.abort(reason);
        throw new AssertionError("unreachable");
    }
}
