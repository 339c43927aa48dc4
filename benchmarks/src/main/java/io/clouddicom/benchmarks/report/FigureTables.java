package io.clouddicom.benchmarks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tables of the performance page, in Markdown. A page has places for them: {@code <!-- figures: NAME -->}, what is written
 * anew, and {@code <!-- end -->}; the name is that of a suite, or {@code machine}.
 */
final class FigureTables {
    private static final Pattern PLACE =
            Pattern.compile("(<!-- figures: ([a-z]+) -->\n).*?(<!-- end -->)", Pattern.DOTALL);
    private static final int DIGITS = 3;

    private final ResultFile results;

    FigureTables(ResultFile results) {
        this.results = results;
    }

    /** The page with its tables written anew; a place whose suite was not measured is left as it was. */
    String fill(String page) {
        Matcher place = PLACE.matcher(page);
        return place.replaceAll(found -> {
            String table = found.group(2).equals("machine") ? machine() : table(found.group(2));
            return Matcher.quoteReplacement(table.isEmpty() ? found.group() : found.group(1) + table + found.group(3));
        });
    }

    /** Every table under its name. */
    String all() {
        return machine()
                + suites().stream()
                        .map(suite -> "\n## " + suite + "\n\n" + table(suite))
                        .collect(Collectors.joining());
    }

    private Set<String> suites() {
        Set<String> suites = new LinkedHashSet<>();
        results.runs().forEach(run -> run.figures().forEach(figure -> suites.add(figure.suite())));
        return suites;
    }

    private String machine() {
        StringBuilder lines = new StringBuilder();
        lines.append("Measured on ")
                .append(results.date())
                .append(", revision ")
                .append(results.revision());
        lines.append(results.quick() ? ", shortly: no figure to rely on" : "").append(".\n\n");
        results.machine().forEach(fact -> lines.append("- ").append(fact).append('\n'));
        results.runs()
                .forEach(run -> lines.append("- JDK ")
                        .append(run.jdk())
                        .append(run.flags().isEmpty() ? "" : ", " + run.flags())
                        .append('\n'));
        return lines.toString();
    }

    /** What a row of a table is about. */
    private record Row(String name, String peer, String unit) {}

    private String table(String suite) {
        Map<Row, Map<ResultFile.Run, Figure>> rows = new LinkedHashMap<>();
        for (ResultFile.Run run : results.runs()) {
            for (Figure figure : run.figures()) {
                if (figure.suite().equals(suite)) {
                    Row row = new Row(
                            figure.name(), Optional.ofNullable(figure.peer()).orElse(""), figure.unit());
                    rows.computeIfAbsent(row, any -> new LinkedHashMap<>()).put(run, figure);
                }
            }
        }
        if (rows.isEmpty()) {
            return "";
        }
        List<ResultFile.Run> runs = results.runs().stream()
                .filter(run -> rows.values().stream().anyMatch(found -> found.containsKey(run)))
                .toList();
        StringBuilder table = new StringBuilder("| | beside |");
        for (ResultFile.Run run : runs) {
            table.append(" ratio, JDK ").append(run.release()).append(" |");
            table.append(" ours | theirs | allocated |");
        }
        table.append(" floor, aim |\n|---|---|")
                .append("---|---|---|---|".repeat(runs.size()))
                .append("---|\n");
        rows.forEach((row, found) -> table.append(line(row, runs, found)));
        return table.toString();
    }

    private static String line(Row row, List<ResultFile.Run> runs, Map<ResultFile.Run, Figure> found) {
        StringBuilder line = new StringBuilder("| ")
                .append(row.name)
                .append(" | ")
                .append(row.peer)
                .append(" |");
        for (ResultFile.Run run : runs) {
            Figure figure = found.get(run);
            if (figure == null) {
                line.append(" | | | |");
            } else {
                line.append(' ').append(ratio(figure));
                line.append(" | ").append(withSpread(figure.ours())).append(' ').append(row.unit);
                line.append(" | ").append(theirs(figure));
                line.append(" | ").append(bytes(figure.allocated())).append(" |");
            }
        }
        Figure any = found.values().iterator().next();
        return line.append(' ').append(bounds(any)).append(" |\n").toString();
    }

    /** In bold if it is below what must be reached. */
    private static String ratio(Figure figure) {
        if (figure.theirs().length == 0) {
            return "";
        }
        String text = withSpread(figure.ratios());
        boolean missed = figure.floor() != null && Figure.median(figure.ratios()) < figure.floor();
        return missed ? "**" + text + "**, below the floor" : text;
    }

    private static String theirs(Figure figure) {
        return figure.theirs().length == 0 ? "" : withSpread(figure.theirs()) + " " + figure.unit();
    }

    private static String bounds(Figure figure) {
        return figure.floor() == null ? "" : number(figure.floor()) + ", " + number(figure.aim());
    }

    /** The median, and how far the rounds lie apart. */
    private static String withSpread(double[] rounds) {
        String median = number(Figure.median(rounds));
        return rounds.length < 2
                ? median
                : median + " (" + number(Arrays.stream(rounds).min().orElseThrow()) + " to "
                        + number(Arrays.stream(rounds).max().orElseThrow()) + ")";
    }

    private static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "–";
        }
        return new BigDecimal(value)
                .round(new MathContext(DIGITS, RoundingMode.HALF_EVEN))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String bytes(Double allocated) {
        if (allocated == null) {
            return "";
        }
        double kibibytes = allocated / 1024;
        return kibibytes < 1 ? number(allocated) + " B" : number(kibibytes) + " KiB";
    }
}
