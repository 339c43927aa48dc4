package io.clouddicom.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares two runs figure by figure. A figure with a peer is judged by its ratio, since a peer meets the same machine; one
 * without by its value, if asked to. It is a regression if the median is worse by more than the threshold and the rounds of
 * both runs do not even overlap.
 */
public final class Compare {
    private static final double THRESHOLD = 0.10;
    private static final int REGRESSION = 1;
    private static final int USAGE = 2;

    private Compare() {}

    /** What became of a figure. */
    enum Verdict {
        BETTER,
        SAME,
        WORSE,
        REGRESSION,
        GONE,
        NEW
    }

    /**
     * A figure in both runs.
     *
     * @param name JDK, suite, what was done, beside whom
     * @param change the later goodness divided by the earlier one: under 1 is worse; not a number if one is missing
     * @param judged whether it can be a regression
     * @param verdict what became of it
     */
    record Line(String name, double change, boolean judged, Verdict verdict) {}

    /**
     * Prints what changed.
     *
     * @param arguments two files, and {@code --threshold 0.1}, {@code --absolute} to judge figures without a peer, too
     */
    public static void main(String[] arguments) {
        List<String> files = new ArrayList<>();
        double threshold = THRESHOLD;
        boolean absolute = false;
        try {
            for (int at = 0; at < arguments.length; at++) {
                switch (arguments[at]) {
                    case "--threshold" -> threshold = Double.parseDouble(arguments[++at]);
                    case "--absolute" -> absolute = true;
                    default -> files.add(arguments[at]);
                }
            }
            if (files.size() != 2) {
                throw new IllegalArgumentException("two files");
            }
            ResultFile before = ResultFile.read(Path.of(files.get(0)));
            ResultFile after = ResultFile.read(Path.of(files.get(1)));
            System.exit(print(before, after, lines(before, after, threshold, absolute)));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            System.err.println("usage: benchmarks/compare BEFORE.json AFTER.json [--threshold 0.1] [--absolute]");
            System.exit(USAGE);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(USAGE);
        }
    }

    private static int print(ResultFile before, ResultFile after, List<Line> lines) {
        System.out.printf(
                "%s of %s, then %s of %s%n", before.revision(), before.date(), after.revision(), after.date());
        if (!before.machine().equals(after.machine())) {
            System.out.println(
                    "the machines, peers or their load differ: " + before.machine() + ", " + after.machine());
        }
        for (Line line : lines) {
            if (line.verdict != Verdict.SAME) {
                System.out.printf(
                        Locale.ROOT,
                        "%-10s %8s  %s%s%n",
                        line.verdict,
                        Double.isNaN(line.change)
                                ? ""
                                : String.format(Locale.ROOT, "%+.1f %%", 100 * (line.change - 1)),
                        line.name,
                        line.judged ? "" : " (a value without a peer: not judged)");
            }
        }
        long regressions = lines.stream()
                .filter(line -> line.verdict == Verdict.REGRESSION)
                .count();
        System.out.printf("%d figures, %d regressions%n", lines.size(), regressions);
        return regressions == 0 ? 0 : REGRESSION;
    }

    static List<Line> lines(ResultFile before, ResultFile after, double threshold, boolean absolute) {
        Map<String, Figure> earlier = byName(before);
        Map<String, Figure> later = byName(after);
        List<Line> lines = new ArrayList<>();
        earlier.forEach((name, figure) -> {
            Figure now = later.get(name);
            lines.add(
                    now == null
                            ? new Line(name, Double.NaN, true, Verdict.GONE)
                            : line(name, figure, now, threshold, absolute));
        });
        later.keySet().stream()
                .filter(name -> !earlier.containsKey(name))
                .forEach(name -> lines.add(new Line(name, Double.NaN, true, Verdict.NEW)));
        return lines;
    }

    private static Map<String, Figure> byName(ResultFile results) {
        Map<String, Figure> figures = new LinkedHashMap<>();
        for (ResultFile.Run run : results.runs()) {
            for (Figure figure : run.figures()) {
                String beside = figure.peer() == null ? "" : " beside " + figure.peer();
                figures.put("JDK " + run.release() + ", " + figure.suite() + ": " + figure.name() + beside, figure);
            }
        }
        return figures;
    }

    private static Line line(String name, Figure before, Figure after, double threshold, boolean absolute) {
        double[] was = goodness(before);
        double[] is = goodness(after);
        double change = Figure.median(is) / Figure.median(was);
        boolean judged = before.peer() != null || absolute;
        boolean apart =
                Arrays.stream(is).max().orElseThrow() < Arrays.stream(was).min().orElseThrow();
        Verdict verdict;
        if (change < 1 - threshold) {
            verdict = judged && apart ? Verdict.REGRESSION : Verdict.WORSE;
        } else {
            verdict = change > 1 + threshold ? Verdict.BETTER : Verdict.SAME;
        }
        return new Line(name, change, judged, verdict);
    }

    /** Round by round, more is better: the ratio to the peer, or the value or its inverse. */
    private static double[] goodness(Figure figure) {
        if (figure.peer() != null) {
            return figure.ratios();
        }
        return figure.higherIsBetter()
                ? figure.ours()
                : Arrays.stream(figure.ours()).map(value -> 1 / value).toArray();
    }
}
