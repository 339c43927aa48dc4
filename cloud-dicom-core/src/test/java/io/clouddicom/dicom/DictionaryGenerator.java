package io.clouddicom.dicom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the resources behind {@link Dictionary} from tables of the standard's registries.
 *
 * <pre>{@code
 * java DictionaryGenerator.java dicom-data-elements.csv dicom-storage-sop-classes.csv src/main/resources/io/clouddicom/dicom
 * }</pre>
 *
 * <p>The first table has the columns tag, keyword, name, vr, vm, retired (PS3.6 Tables 6-1, 7-1, 8-1); the second uid,
 * name, iod (PS3.4 Annex B). In a tag, an X stands for any hexadecimal digit.
 */
public final class DictionaryGenerator {
    static final String ELEMENTS = "data-elements.tsv";
    static final String SOP_CLASSES = "storage-sop-classes.tsv";

    private DictionaryGenerator() {}

    /** Three arguments: the two tables, the folder for the resources. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("expected: DATA-ELEMENTS.csv STORAGE-SOP-CLASSES.csv FOLDER");
        }
        Path folder = Path.of(arguments[2]);
        Files.writeString(folder.resolve(ELEMENTS), elements(Path.of(arguments[0])));
        Files.writeString(folder.resolve(SOP_CLASSES), sopClasses(Path.of(arguments[1])));
    }

    /** Tag, keyword, name, value representations, value multiplicity, and R where retired; in order of tags. */
    static String elements(Path table) throws IOException {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows(table)) {
            String tag = row.get(0).replaceAll("[(),]", "");
            String vr = row.get(3).startsWith("See") ? "" : row.get(3).replace(" or ", ",");
            lines.add(String.join(
                    "\t",
                    tag,
                    row.get(1),
                    row.get(2),
                    vr,
                    row.get(4),
                    row.get(5).equals("Y") ? "R" : ""));
        }
        lines.sort(null);
        return "# DICOM PS3.6 (January 2025): registry of data elements. Made by DictionaryGenerator.\n"
                + String.join("\n", lines) + "\n";
    }

    /** UID and name, in the order of the table. */
    static String sopClasses(Path table) throws IOException {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows(table)) {
            lines.add(row.get(0) + "\t" + row.get(1));
        }
        return "# DICOM PS3.4 Annex B (January 2025): storage SOP classes. Made by DictionaryGenerator.\n"
                + String.join("\n", lines) + "\n";
    }

    /** The rows below the heading. A cell in quotation marks may hold commas; none holds a line break. */
    private static List<List<String>> rows(Path table) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(table, StandardCharsets.UTF_8)) {
            List<String> cells = new ArrayList<>();
            StringBuilder cell = new StringBuilder();
            boolean quoted = false;
            for (char c : line.toCharArray()) {
                if (c == '"') {
                    quoted = !quoted;
                } else if (c == ',' && !quoted) {
                    cells.add(cell.toString());
                    cell.setLength(0);
                } else {
                    cell.append(c);
                }
            }
            cells.add(cell.toString());
            rows.add(cells);
        }
        return rows.subList(1, rows.size());
    }
}
