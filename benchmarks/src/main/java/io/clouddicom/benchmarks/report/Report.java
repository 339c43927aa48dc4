package io.clouddicom.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the dated file of a run from what its processes recorded, and the performance page from that file. */
public final class Report {
    private Report() {}

    /**
     * Writes both; {@code benchmarks/run} gives the arguments.
     *
     * @param arguments {@code --run JDK FLAGS FILE} for each JDK, {@code --fact LINE} for each fact, {@code --revision R},
     *     {@code --quick}, {@code --out FILE}, {@code --page FILE} to write its tables and the plots in the
     *     folder {@code performance} beside it anew, or {@code --from FILE} instead of
     *     the runs to write a page from an earlier run
     */
    public static void main(String[] arguments) throws IOException {
        List<ResultFile.Run> runs = new ArrayList<>();
        List<String> facts = new ArrayList<>();
        String revision = "unknown";
        boolean quick = false;
        @Nullable Path out = null;
        @Nullable Path page = null;
        @Nullable Path from = null;
        for (int at = 0; at < arguments.length; at++) {
            switch (arguments[at]) {
                case "--run" ->
                    runs.add(new ResultFile.Run(
                            arguments[++at], arguments[++at], Figures.read(Path.of(arguments[++at]))));
                case "--fact" -> facts.add(arguments[++at]);
                case "--revision" -> revision = arguments[++at];
                case "--quick" -> quick = true;
                case "--out" -> out = Path.of(arguments[++at]);
                case "--page" -> page = Path.of(arguments[++at]);
                case "--from" -> from = Path.of(arguments[++at]);
                default -> throw new IllegalArgumentException(arguments[at]);
            }
        }
        ResultFile results = from == null
                ? new ResultFile(LocalDate.now(ZoneOffset.UTC).toString(), revision, quick, facts, runs)
                : ResultFile.read(from);
        if (out != null) {
            results.write(out);
            System.out.println("figures: " + out);
        }
        FigureTables tables = new FigureTables(results);
        if (page == null) {
            System.out.print(tables.all());
        } else {
            Files.writeString(page, tables.fill(Files.readString(page)));
            FigureCharts.write(results, page.resolveSibling("performance"));
            System.out.println("page: " + page);
        }
    }
}
