package io.clouddicom.benchmarks.clouds;

import com.sun.management.OperatingSystemMXBean;
import io.clouddicom.benchmarks.report.Figure;
import io.clouddicom.benchmarks.report.Figures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Two ways to do the same, in turns, so that both see the same machine. Tells how much each does in a second and how much CPU
 * of this process it costs; the server's is not in it, the wall time is of all.
 */
final class SideBySide {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final String name;
    private final String unit;
    private final Measured ours = new Measured();
    private final Measured plain = new Measured();
    private final double floor;
    private final List<Double> ourRates = new ArrayList<>();
    private final List<Double> plainRates = new ArrayList<>();

    /**
     * Begins.
     *
     * @param floor what our rate must be of the other's; 0 where nothing is asked
     */
    SideBySide(String name, String unit, double floor) {
        this.name = name;
        this.unit = unit;
        this.floor = floor;
    }

    /** Some of the work. */
    @FunctionalInterface
    interface Work {
        /**
         * Does it.
         *
         * @return how many units
         */
        double run() throws Exception;
    }

    private static final class Measured {
        private double units;
        private double seconds;
        private double cpuSeconds;

        double add(Work work) throws Exception {
            System.gc();
            long cpu = PROCESS.getProcessCpuTime();
            long begin = System.nanoTime();
            double done = work.run();
            double took = (System.nanoTime() - begin) / 1e9;
            units += done;
            seconds += took;
            cpuSeconds += (PROCESS.getProcessCpuTime() - cpu) / 1e9;
            return done / took;
        }

        double rate() {
            return units / seconds;
        }

        double cpuMillis() {
            return 1e3 * cpuSeconds / units;
        }
    }

    /** One round, the other way around every second time. */
    void round(Work us, Work them) throws Exception {
        boolean usFirst = ourRates.size() % 2 == 0;
        double first = usFirst ? ours.add(us) : plain.add(them);
        double second = usFirst ? plain.add(them) : ours.add(us);
        ourRates.add(usFirst ? first : second);
        plainRates.add(usFirst ? second : first);
        double ratio = usFirst ? first / second : second / first;
        System.err.printf(Locale.ROOT, "%s: round %d, ratio %.2f%n", name, ourRates.size(), ratio);
    }

    /** Prints what was measured, and records it. */
    void report() throws IOException {
        System.out.println(this);
        Figure figure =
                Figure.rate("stores", name, unit + "/s", values(ourRates)).against("plain SDK", values(plainRates));
        Figures.record(floor > 0 ? figure.bounds(floor, 1) : figure);
    }

    private static double[] values(List<Double> rates) {
        return rates.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double[] ratios() {
        return IntStream.range(0, ourRates.size())
                .mapToDouble(round -> ourRates.get(round) / plainRates.get(round))
                .toArray();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-44s %8.1f %s/s, plain SDK %8.1f: ratio %.2f (at least %.2f; rounds %.2f to %.2f); client CPU %.2f and %.2f ms/%s",
                name,
                ours.rate(),
                unit,
                plain.rate(),
                ours.rate() / plain.rate(),
                floor,
                Arrays.stream(ratios()).min().orElse(Double.NaN),
                Arrays.stream(ratios()).max().orElse(Double.NaN),
                ours.cpuMillis(),
                plain.cpuMillis(),
                unit);
    }

    /** Lets threads share numbers among them. */
    static double inThreads(int threads, int count, Each each) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                done.add(executor.submit(() -> {
                    for (int i = first; i < count; i += threads) {
                        each.run(i);
                    }
                    return null;
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
        } finally {
            executor.shutdownNow();
        }
        return count;
    }

    /** What is done with each number. */
    @FunctionalInterface
    interface Each {
        void run(int index) throws Exception;
    }
}
