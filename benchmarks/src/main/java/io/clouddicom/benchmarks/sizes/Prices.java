package io.clouddicom.benchmarks.sizes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What storage costs, by the lists of prices and studies beside the scripts. */
final class Prices {
    private static final int MONTHS = 12;
    private static final int EXAMPLE_GIGABYTES = 100_000;
    private static final int EXAMPLE_STUDIES = 100_000;

    private final List<Map<String, String>> prices;
    private final List<Map<String, String>> mix;

    /**
     * Reads the lists.
     *
     * @param folder the folder with {@code prices.csv} and {@code study-mix.csv}
     */
    Prices(Path folder) throws IOException {
        prices = rows(folder.resolve("prices.csv"));
        mix = rows(folder.resolve("study-mix.csv"));
    }

    /** 10^9 bytes, in each way. */
    private record Gigabytes(double uncompressed, double highThroughput, double part1, double jpegLs) {
        static Gigabytes of(double uncompressed, Measured measured) {
            double share = uncompressed / measured.nativeBits();
            return new Gigabytes(
                    uncompressed,
                    share * measured.highThroughput(),
                    share * measured.part1(),
                    share * measured.jpegLs());
        }

        Gigabytes plus(Gigabytes other) {
            return new Gigabytes(
                    uncompressed + other.uncompressed,
                    highThroughput + other.highThroughput,
                    part1 + other.part1,
                    jpegLs + other.jpegLs);
        }
    }

    /**
     * The examples with their arithmetic.
     *
     * @param modalities what images of each modality need on average
     * @return Markdown
     */
    String examples(Map<String, Measured> modalities) {
        StringBuilder text = new StringBuilder(
                "\n## In money\n\nA year = GB × price of a GB and month × 12; GB = 10⁹ bytes,"
                        + " pixel data alone. List prices of storage at the first tier, without requests, retrieval, minimum"
                        + " durations and traffic, from `benchmarks/prices.csv`: check them at their sources before use.\n");
        Measured ct = modalities.get("CT");
        if (ct != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n### 100 TB of uncompressed CT%n%n%,d GB × %.2f / %.2f bits = %,.0f GB as HTJ2K.%n%n",
                    EXAMPLE_GIGABYTES,
                    ct.highThroughput(),
                    ct.nativeBits(),
                    EXAMPLE_GIGABYTES * ct.highThroughput() / ct.nativeBits()));
            text.append(table(Gigabytes.of(EXAMPLE_GIGABYTES, ct)));
        }
        if (modalities
                .keySet()
                .containsAll(mix.stream().map(row -> row.get("modality")).toList())) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n### %,d studies of a mix%n%nThe mix is an assumption (`benchmarks/study-mix.csv`).%n%n"
                            + "| modality | studies | GB each | GB | bits | HTJ2K bits | HTJ2K GB |%n"
                            + "|---|---|---|---|---|---|---|%n",
                    EXAMPLE_STUDIES));
            Gigabytes all = new Gigabytes(0, 0, 0, 0);
            for (Map<String, String> row : mix) {
                Measured measured = modalities.get(row.get("modality"));
                double studies = EXAMPLE_STUDIES / 100.0 * Double.parseDouble(row.get("studies_of_100"));
                double each = Double.parseDouble(row.get("gigabytes_each"));
                Gigabytes gigabytes = Gigabytes.of(studies * each, measured);
                all = all.plus(gigabytes);
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | %,.0f | %.3f | %,.0f | %.2f | %.2f | %,.0f |%n",
                        row.get("modality"),
                        studies,
                        each,
                        gigabytes.uncompressed,
                        measured.nativeBits(),
                        measured.highThroughput(),
                        gigabytes.highThroughput));
            }
            text.append(String.format(
                    Locale.ROOT,
                    "| all | %,d | | %,.0f | | | %,.0f |%n%n",
                    EXAMPLE_STUDIES,
                    all.uncompressed,
                    all.highThroughput));
            text.append(table(all));
        }
        return text.toString();
    }

    private String table(Gigabytes gigabytes) {
        StringBuilder text = new StringBuilder("| storage class | $ / GB and month | as of | uncompressed $ | HTJ2K $ |"
                + " Part 1 $ | JPEG-LS $ | HTJ2K saves $ |\n|---|---|---|---|---|---|---|---|\n");
        for (Map<String, String> row : prices) {
            double price = Double.parseDouble(row.get("dollars_per_gb_month"));
            text.append(String.format(
                    Locale.ROOT,
                    "| %s %s, %s | %s | %s | %,.0f | %,.0f | %,.0f | %s | %,.0f |%n",
                    row.get("provider"),
                    row.get("storage_class"),
                    row.get("region"),
                    row.get("dollars_per_gb_month"),
                    row.get("as_of"),
                    MONTHS * price * gigabytes.uncompressed,
                    MONTHS * price * gigabytes.highThroughput,
                    MONTHS * price * gigabytes.part1,
                    Double.isNaN(gigabytes.jpegLs)
                            ? "–"
                            : String.format(Locale.ROOT, "%,.0f", MONTHS * price * gigabytes.jpegLs),
                    MONTHS * price * (gigabytes.uncompressed - gigabytes.highThroughput)));
        }
        return text.toString();
    }

    private static List<Map<String, String>> rows(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .toList();
        String[] names = lines.get(0).split(",", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] values = line.split(",", -1);
            if (values.length != names.length) {
                throw new IOException(file.getFileName() + ": not " + names.length + " values: " + line);
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int column = 0; column < names.length; column++) {
                row.put(names[column], values[column]);
            }
            rows.add(row);
        }
        return rows;
    }
}
