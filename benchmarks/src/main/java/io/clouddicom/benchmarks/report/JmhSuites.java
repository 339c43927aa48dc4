package io.clouddicom.benchmarks.report;

import io.clouddicom.benchmarks.ArchiveBenchmark;
import io.clouddicom.benchmarks.CacheBenchmark;
import io.clouddicom.benchmarks.CacheContentionBenchmark;
import io.clouddicom.benchmarks.CodecBenchmark;
import io.clouddicom.benchmarks.DicomBenchmark;
import io.clouddicom.benchmarks.EncryptionBenchmark;
import io.clouddicom.benchmarks.EncryptionColdStart;
import io.clouddicom.benchmarks.PipelineBenchmark;
import io.clouddicom.benchmarks.ReducedDecodeBenchmark;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the JMH benchmarks that are {@link Reported} and records their figures. A round runs each of them in a process of its
 * own, a peer right beside its counterpart; the next round does all of it again, so that what else the machine did in the
 * meantime meets both.
 *
 * <p>{@code java -Dbench.results=FILE -cp benchmarks/target/benchmarks.jar io.clouddicom.benchmarks.report.JmhSuites
 * [--quick] [SUITE...]}
 */
public final class JmhSuites {
    private static final List<Class<?>> BENCHMARKS = List.of(
            DicomBenchmark.class,
            CodecBenchmark.class,
            ReducedDecodeBenchmark.class,
            ArchiveBenchmark.class,
            PipelineBenchmark.class,
            EncryptionBenchmark.class,
            EncryptionColdStart.class,
            CacheBenchmark.class,
            CacheContentionBenchmark.class);
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final Effort effort;

    private JmhSuites(Effort effort) {
        this.effort = effort;
    }

    /**
     * How long is measured.
     *
     * @param rounds how often all is done
     * @param warmUps iterations before those that count
     * @param measured iterations that count
     * @param iteration how long one takes
     * @param allValues whether every value of a parameter is measured, not the first one alone
     */
    private record Effort(int rounds, int warmUps, int measured, TimeValue iteration, boolean allValues) {
        static final Effort FULL = new Effort(3, 2, 2, TimeValue.milliseconds(700), true);
        static final Effort QUICK = new Effort(1, 1, 1, TimeValue.milliseconds(200), false);
    }

    /**
     * Runs the suites.
     *
     * @param arguments {@code --quick}, and the names of suites; all of them without any
     */
    public static void main(String[] arguments) throws RunnerException, IOException {
        List<String> suites =
                Arrays.stream(arguments).filter(word -> !word.startsWith("--")).toList();
        JmhSuites runner = new JmhSuites(List.of(arguments).contains("--quick") ? Effort.QUICK : Effort.FULL);
        for (Class<?> benchmark : BENCHMARKS) {
            Map<String, Reported> methods = new TreeMap<>();
            for (Method method : benchmark.getMethods()) {
                Reported reported = method.getAnnotation(Reported.class);
                if (reported != null && (suites.isEmpty() || suites.contains(reported.suite()))) {
                    methods.put(method.getName(), reported);
                }
            }
            if (!methods.isEmpty()) {
                runner.run(benchmark, methods);
            }
        }
    }

    private void run(Class<?> benchmark, Map<String, Reported> methods) throws RunnerException, IOException {
        Map<String, Map<String, Series>> found = new TreeMap<>();
        for (int round = 0; round < effort.rounds; round++) {
            System.out.printf("%s, round %d of %d%n", benchmark.getSimpleName(), round + 1, effort.rounds);
            for (RunResult result : runOnce(benchmark, methods)) {
                String method = result.getParams().getBenchmark();
                found.computeIfAbsent(values(result.getParams()), values -> new TreeMap<>())
                        .computeIfAbsent(method.substring(method.lastIndexOf('.') + 1), name -> new Series())
                        .add(round, effort.rounds, result);
            }
        }
        for (Map.Entry<String, Map<String, Series>> entry : found.entrySet()) {
            for (Map.Entry<String, Reported> method : methods.entrySet()) {
                Figure figure = figure(method.getValue(), entry.getKey(), entry.getValue(), method.getKey());
                Figures.record(figure);
                System.out.println(figure.line());
            }
        }
    }

    /** The same benchmark with one set of parameters, round by round. */
    private static final class Series {
        private double[] scores = {};
        private double[] allocated = {};
        private String unit = "";
        private boolean rate;

        void add(int round, int rounds, RunResult result) {
            if (round == 0) {
                scores = new double[rounds];
                allocated = new double[rounds];
            }
            scores[round] = result.getPrimaryResult().getScore();
            allocated[round] = allocated(result);
            unit = result.getPrimaryResult().getScoreUnit();
            rate = result.getParams().getMode() == Mode.Throughput;
        }

        private static double allocated(RunResult result) {
            for (Map.Entry<String, Result> secondary :
                    result.getSecondaryResults().entrySet()) {
                if (secondary.getKey().endsWith(ALLOCATED)) {
                    return secondary.getValue().getScore();
                }
            }
            return Double.NaN;
        }

        String unit() {
            return unit.replace("us/op", "µs")
                    .replace("ns/op", "ns")
                    .replace("ms/op", "ms")
                    .replace("ops/s", "1/s");
        }
    }

    private static Figure figure(Reported reported, String values, Map<String, Series> found, String method) {
        Series ours = found.get(method);
        String name = values.isEmpty() ? reported.name() : reported.name() + ", " + values;
        Figure figure = ours.rate
                ? Figure.rate(reported.suite(), name, ours.unit(), ours.scores)
                : Figure.cost(reported.suite(), name, ours.unit(), ours.scores);
        double allocated = Figure.median(ours.allocated);
        if (!Double.isNaN(allocated)) {
            figure = figure.allocating(allocated);
        }
        if (!reported.against().isEmpty()) {
            figure = figure.against(reported.peer(), found.get(reported.against()).scores);
        }
        return Double.isNaN(reported.floor()) ? figure : figure.bounds(reported.floor(), reported.aim());
    }

    private static String values(BenchmarkParams parameters) {
        return parameters.getParamsKeys().stream()
                .map(key -> value(key, parameters.getParam(key)))
                .collect(Collectors.joining(", "));
    }

    /** A number needs its name, a word does not. */
    private static String value(String key, String value) {
        return Character.isDigit(value.charAt(0))
                ? key + " " + value
                : value.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The first value of each parameter. */
    private static Map<String, String> firstValues(Class<?> benchmark) {
        Map<String, String> values = new TreeMap<>();
        for (Field field : benchmark.getDeclaredFields()) {
            Param parameter = field.getAnnotation(Param.class);
            if (parameter != null) {
                values.put(
                        field.getName(),
                        field.getType().isEnum()
                                ? field.getType().getEnumConstants()[0].toString()
                                : parameter.value()[0]);
            }
        }
        return values;
    }

    private Collection<RunResult> runOnce(Class<?> benchmark, Map<String, Reported> methods) throws RunnerException {
        TreeSet<String> names = new TreeSet<>(methods.keySet());
        methods.values().stream()
                .map(Reported::against)
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(benchmark.getName()) + "\\.(" + String.join("|", names) + ")$")
                .forks(1)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (!effort.allValues) {
            firstValues(benchmark).forEach(options::param);
        }
        if (benchmark != EncryptionColdStart.class) {
            options = options.warmupIterations(effort.warmUps)
                    .warmupTime(effort.iteration)
                    .measurementIterations(effort.measured)
                    .measurementTime(effort.iteration);
        }
        return new Runner(options.build()).run();
    }
}
