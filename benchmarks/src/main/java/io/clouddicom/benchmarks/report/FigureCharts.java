package io.clouddicom.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The plots of the performance page: for each suite a bar per figure that has a peer, the first JDK's ratio. */
final class FigureCharts {
    /** Rows that stand for those of their frames. */
    private static final String SUMMARY = ", all frames";

    private FigureCharts() {}

    /** Writes {@code ratios-SUITE.svg} for each suite that has a figure with a peer. */
    static void write(ResultFile results, Path folder) throws IOException {
        Map<String, List<SvgChart.Bar>> bars = new LinkedHashMap<>();
        ResultFile.Run run = results.runs().get(0);
        for (Figure figure : run.figures()) {
            if (figure.theirs().length > 0 && isDrawn(figure, run.figures())) {
                bars.computeIfAbsent(figure.suite(), suite -> new ArrayList<>()).add(bar(figure));
            }
        }
        Files.createDirectories(folder);
        for (Map.Entry<String, List<SvgChart.Bar>> suite : bars.entrySet()) {
            String title = "How many times as good as the peer: " + suite.getKey() + ", JDK " + run.release();
            Files.writeString(
                    folder.resolve("ratios-" + suite.getKey() + ".svg"),
                    SvgChart.bars(title, "", suite.getValue(), OptionalDouble.of(1)));
        }
    }

    /** A figure of one frame is not drawn where there is one of all frames. */
    private static boolean isDrawn(Figure figure, List<Figure> all) {
        int comma = figure.name().indexOf(", ");
        String work = comma < 0 ? figure.name() : figure.name().substring(0, comma);
        return figure.name().endsWith(SUMMARY)
                || all.stream().noneMatch(other -> other.name().equals(work + SUMMARY));
    }

    private static SvgChart.Bar bar(Figure figure) {
        double[] ratios = figure.ratios();
        String spread = ratios.length < 2
                ? ""
                : String.format(
                        Locale.ROOT,
                        "(%.2f to %.2f)",
                        Arrays.stream(ratios).min().orElseThrow(),
                        Arrays.stream(ratios).max().orElseThrow());
        String name = figure.name().endsWith(SUMMARY)
                ? figure.name().substring(0, figure.name().length() - SUMMARY.length())
                : figure.name();
        return new SvgChart.Bar(name + " / " + figure.peer(), Figure.median(ratios), spread);
    }
}
