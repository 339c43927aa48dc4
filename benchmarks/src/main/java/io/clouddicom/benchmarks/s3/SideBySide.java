package io.clouddicom.benchmarks.s3;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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
    private final List<Double> ratios = new ArrayList<>();

    SideBySide(String name, String unit) {
        this.name = name;
        this.unit = unit;
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
        boolean usFirst = ratios.size() % 2 == 0;
        double first = usFirst ? ours.add(us) : plain.add(them);
        double second = usFirst ? plain.add(them) : ours.add(us);
        ratios.add(usFirst ? first / second : second / first);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-44s %8.1f %s/s, plain SDK %8.1f: ratio %.2f (rounds %.2f to %.2f); client CPU %.2f and %.2f ms/%s",
                name,
                ours.rate(),
                unit,
                plain.rate(),
                ours.rate() / plain.rate(),
                Collections.min(ratios),
                Collections.max(ratios),
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
