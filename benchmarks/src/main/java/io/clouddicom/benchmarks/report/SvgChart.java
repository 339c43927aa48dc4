package io.clouddicom.benchmarks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * Draws figures as SVG that needs nothing else: no script, no font, no style sheet. It has no background, and its colours can
 * be read on a light page and on a dark one. The same figures always give the same text.
 */
public final class SvgChart {
    private static final int WIDTH = 760;
    private static final int MARGIN = 16;
    private static final int TITLE_HEIGHT = 40;
    private static final int LINE_HEIGHT = 18;
    private static final int TICKS = 6;
    /** About how wide a letter of the text is. */
    private static final double LETTER_WIDTH = 6.6;

    private static final String[] COLOURS = {"#3f8fd2", "#d9822b", "#3da35d", "#c25b9a", "#8a7fd0", "#a08a3c"};
    private static final String GREY = "#7d8590";

    private final StringBuilder svg = new StringBuilder();

    private SvgChart() {}

    /**
     * A point of a line.
     *
     * @param x to the right
     * @param y up
     */
    public record Point(double x, double y) {}

    /**
     * A line of a chart.
     *
     * @param name as in the legend
     * @param points from left to right
     */
    public record Line(String name, List<Point> points) {
        /** Copies the list. */
        public Line {
            points = List.copyOf(points);
        }
    }

    /**
     * A bar of a chart.
     *
     * @param label at its left
     * @param value its length, not negative
     * @param note behind the value, such as the spread; empty for none
     */
    public record Bar(String label, double value, String note) {}

    /** The numbers of an axis. */
    private record Axis(double least, double most, double step) {
        static Axis of(double least, double most) {
            double range = most > least ? most - least : Math.max(1, Math.abs(most));
            double power = Math.pow(10, Math.floor(Math.log10(range / TICKS)));
            double share = range / TICKS / power;
            double step = power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
            return new Axis(Math.floor(least / step) * step, Math.ceil((least + range) / step) * step, step);
        }

        /** How far a value is along the axis, 0 to 1. */
        double at(double value) {
            return (value - least) / (most - least);
        }

        List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            for (int i = 0; i <= Math.round((most - least) / step); i++) {
                ticks.add(least + i * step);
            }
            return ticks;
        }
    }

    /**
     * A chart of lines over one axis.
     *
     * @param title above it
     * @param xLabel what goes to the right, with its unit
     * @param yLabel what goes up, with its unit; the axis begins at 0 unless something is below
     * @param lines the lines, at least one with a point
     * @return the document
     */
    public static String lines(String title, String xLabel, String yLabel, List<Line> lines) {
        List<Point> points =
                lines.stream().flatMap(line -> line.points().stream()).toList();
        Axis x = Axis.of(
                least(points.stream().mapToDouble(Point::x).min()),
                most(points.stream().mapToDouble(Point::x)));
        Axis y = Axis.of(
                Math.min(0, least(points.stream().mapToDouble(Point::y).min())),
                most(points.stream().mapToDouble(Point::y)));
        double left = MARGIN
                + 10
                + LETTER_WIDTH
                        * y.ticks().stream()
                                .mapToInt(tick -> number(tick).length())
                                .max()
                                .orElse(0);
        double top = TITLE_HEIGHT + LINE_HEIGHT * (1 + lines.size());
        double right = WIDTH - 2.0 * MARGIN;
        double bottom = top + 260;

        SvgChart chart = new SvgChart();
        chart.begin(title, bottom + 3 * LINE_HEIGHT);
        for (int i = 0; i < lines.size(); i++) {
            double at = TITLE_HEIGHT + LINE_HEIGHT * i;
            chart.rectangle(MARGIN, at - 3, 14, 3, COLOURS[i % COLOURS.length]);
            chart.text(MARGIN + 20, at + 2, "start", lines.get(i).name());
        }
        chart.text(MARGIN, top - 8, "start", yLabel);
        for (double tick : y.ticks()) {
            double at = bottom - y.at(tick) * (bottom - top);
            chart.rule(left, at, right, at);
            chart.text(left - 6, at + 4, "end", number(tick));
        }
        for (double tick : x.ticks()) {
            double at = left + x.at(tick) * (right - left);
            chart.rule(at, bottom, at, bottom + 5);
            chart.text(at, bottom + LINE_HEIGHT, "middle", number(tick));
        }
        chart.text((left + right) / 2, bottom + 2 * LINE_HEIGHT, "middle", xLabel);
        for (int i = 0; i < lines.size(); i++) {
            StringBuilder path = new StringBuilder();
            for (Point point : lines.get(i).points()) {
                path.append(path.length() == 0 ? "" : " ")
                        .append(coordinate(left + x.at(point.x()) * (right - left)))
                        .append(',')
                        .append(coordinate(bottom - y.at(point.y()) * (bottom - top)));
            }
            chart.polyline(path.toString(), COLOURS[i % COLOURS.length]);
        }
        return chart.end();
    }

    /**
     * A chart of horizontal bars, from 0.
     *
     * @param title above it
     * @param unit behind each value; empty for none
     * @param bars from top to bottom
     * @param mark a value at which a line is drawn through all bars, such as that of the peer; empty for none
     * @return the document
     */
    public static String bars(String title, String unit, List<Bar> bars, OptionalDouble mark) {
        double left = MARGIN
                + 8
                + LETTER_WIDTH
                        * bars.stream()
                                .mapToInt(bar -> bar.label().length())
                                .max()
                                .orElse(0);
        int behind =
                bars.stream().mapToInt(bar -> caption(bar, unit).length()).max().orElse(0);
        double right = Math.max(left + 80, WIDTH - MARGIN - LETTER_WIDTH * (behind + 1));
        double most = Math.max(mark.orElse(0), most(bars.stream().mapToDouble(Bar::value)));
        double scale = most > 0 ? (right - left) / most : 0;

        SvgChart chart = new SvgChart();
        chart.begin(title, TITLE_HEIGHT + bars.size() * 24.0 + (mark.isPresent() ? LINE_HEIGHT : 0) + MARGIN);
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double at = TITLE_HEIGHT + i * 24.0;
            double length = Math.max(1, bar.value() * scale);
            chart.text(left - 8, at + 12, "end", bar.label());
            chart.rectangle(left, at, length, 16, COLOURS[0]);
            double begin = mark.isPresent() && mark.getAsDouble() > bar.value() ? mark.getAsDouble() * scale : length;
            chart.text(left + begin + 6, at + 12, "start", caption(bar, unit));
        }
        if (mark.isPresent()) {
            double at = left + mark.getAsDouble() * scale;
            double bottom = TITLE_HEIGHT + bars.size() * 24.0;
            chart.line(at, TITLE_HEIGHT - 6, at, bottom, COLOURS[1], 2);
            chart.text(at, bottom + 14, "middle", number(mark.getAsDouble()));
        }
        return chart.end();
    }

    private static String caption(Bar bar, String unit) {
        String value = unit.isEmpty() ? number(bar.value()) : number(bar.value()) + " " + unit;
        return bar.note().isEmpty() ? value : value + " " + bar.note();
    }

    private static double least(OptionalDouble value) {
        return value.orElseThrow(() -> new IllegalArgumentException("a chart without figures"));
    }

    private static double most(DoubleStream values) {
        return least(values.max());
    }

    /** A number to be read: three digits that count. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a figure that is no number: " + value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
        if (Math.abs(value) >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    private static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private void begin(String title, double height) {
        svg.append(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%2$.0f\" viewBox=\"0 0 %1$d %2$.0f\" "
                                .formatted(WIDTH, height))
                .append("role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"")
                .append(GREY)
                .append("\">\n<title>")
                .append(escaped(title))
                .append("</title>\n<text x=\"")
                .append(MARGIN)
                .append("\" y=\"20\" font-size=\"15\" font-weight=\"600\">")
                .append(escaped(title))
                .append("</text>\n");
    }

    private String end() {
        return svg.append("</svg>\n").toString();
    }

    private void text(double x, double y, String anchor, String text) {
        svg.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n"
                .formatted(coordinate(x), coordinate(y), anchor, escaped(text)));
    }

    private void rectangle(double x, double y, double width, double height, String colour) {
        svg.append("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n"
                .formatted(coordinate(x), coordinate(y), coordinate(width), coordinate(height), colour));
    }

    private void rule(double x1, double y1, double x2, double y2) {
        svg.append("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" stroke-opacity=\"0.35\"/>\n"
                .formatted(coordinate(x1), coordinate(y1), coordinate(x2), coordinate(y2), GREY));
    }

    private void line(double x1, double y1, double x2, double y2, String colour, int width) {
        svg.append("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" stroke-width=\"%d\"/>\n"
                .formatted(coordinate(x1), coordinate(y1), coordinate(x2), coordinate(y2), colour, width));
    }

    private void polyline(String points, String colour) {
        svg.append(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\" stroke-linejoin=\"round\"/>\n"
                        .formatted(points, colour));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
