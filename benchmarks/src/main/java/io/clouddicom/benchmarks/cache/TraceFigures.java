package io.clouddicom.benchmarks.cache;

import io.clouddicom.benchmarks.report.Figure;
import io.clouddicom.benchmarks.report.Figures;
import io.clouddicom.internal.archive.ReplayedMemoryTier;
import io.clouddicom.internal.cache.ReplayedDiskTier;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which share of a day's reads each tier of the cache has, beside Caffeine alone, LRU and, where {@code benchmarks/peers/simulator}
 * has brought it, the simulator of Caffeine's authors, all with the same weights and bounds. Each round is a day of another
 * seed.
 *
 * <p>The memory tier is filled with arrays an eighth as long as the frames and has an eighth of the bytes, so that a small
 * machine replays it; the disk tier has its own index and policy over files that keep nothing.
 */
public final class TraceFigures {
    /** The system property that names the command of the simulator. */
    private static final String SIMULATOR = "cache.simulator";

    private static final int READS = 1_000_000;
    private static final int SCALE = 8;
    private static final int EXTENT_BYTES = 16 << 16;

    private TraceFigures() {}

    /** What is read of a tier: entries and their bytes as the tier takes them, and as a policy weighs them. */
    private record Trace(long[] keys, int[] bytes, int[] weights) {}

    /**
     * Replays the days.
     *
     * @param arguments {@code --quick} for one short one; three otherwise
     */
    public static void main(String[] arguments) throws Exception {
        boolean quick = List.of(arguments).contains("--quick");
        int rounds = quick ? 1 : 3;
        int reads = quick ? READS / 10 : READS;
        for (long mebibytes : new long[] {256, 1024, 4096}) {
            long bound = (mebibytes << 20) / SCALE;
            Rates rates = new Rates("memory tier, " + mebibytes + " MiB");
            for (int seed = 1; seed <= rounds; seed++) {
                Trace trace = memoryTrace(RadiologyDay.of(seed, reads));
                try (ReplayedMemoryTier tier = new ReplayedMemoryTier(bound)) {
                    rates.add("", replay(trace.keys(), trace.bytes(), tier));
                }
                rates.addPeers(trace, bound);
            }
            rates.tell();
        }
        for (long gibibytes : new long[] {4, 16}) {
            Rates rates = new Rates("disk tier, " + gibibytes + " GiB");
            for (int seed = 1; seed <= rounds; seed++) {
                Trace trace = diskTrace(RadiologyDay.of(seed, reads));
                try (ReplayedDiskTier tier = new ReplayedDiskTier(gibibytes << 30)) {
                    rates.add("", replay(trace.keys(), trace.bytes(), tier));
                    rates.addPeers(trace, tier.bound());
                }
            }
            rates.tell();
        }
    }

    /** The hit rates of one tier, of us (under no name) and of each peer, day by day. */
    private static final class Rates {
        private final String name;
        private final Map<String, List<Double>> rates = new LinkedHashMap<>();

        Rates(String name) {
            this.name = name;
        }

        void add(String who, double rate) {
            rates.computeIfAbsent(who, peer -> new ArrayList<>()).add(100 * rate);
        }

        void addPeers(Trace trace, long bound) throws IOException, InterruptedException {
            add("Caffeine", replay(trace.keys(), trace.weights(), new PlainCaffeine(bound)));
            add("LRU", replay(trace.keys(), trace.weights(), new LeastRecentlyUsed(bound)));
            if (System.getProperty(SIMULATOR) != null) {
                simulate(trace, bound).forEach((policy, rate) -> add("simulator, " + policy, rate));
            }
        }

        void tell() throws IOException {
            double[] ours = values("");
            System.out.printf(Locale.ROOT, "%s: hit rate %.2f %%", name, Figure.median(ours));
            for (String peer : rates.keySet()) {
                if (!peer.isEmpty()) {
                    Figure figure = Figure.rate("cache", name + ", hit rate of a day", "%", ours)
                            .against(peer, values(peer));
                    // Of LRU the cache has to be better; of its own policy it may be a little below.
                    Figures.record(figure.bounds(peer.endsWith("Lru") || peer.equals("LRU") ? 1 : 0.98, 1));
                    System.out.printf(
                            Locale.ROOT,
                            "; %s %.2f %% (ratio %.3f)",
                            peer,
                            Figure.median(values(peer)),
                            Figure.median(figure.ratios()));
                }
            }
            System.out.println();
        }

        private double[] values(String who) {
            return rates.getOrDefault(who, List.of()).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
        }
    }

    private static Trace memoryTrace(RadiologyDay day) {
        int[] reads = day.reads();
        int[] frameBytes = day.bytes();
        long[] keys = new long[reads.length];
        int[] bytes = new int[reads.length];
        int[] weights = new int[reads.length];
        for (int i = 0; i < reads.length; i++) {
            keys[i] = reads[i];
            bytes[i] = frameBytes[reads[i]] / SCALE;
            weights[i] = ReplayedMemoryTier.weight(keys[i], bytes[i]);
        }
        return new Trace(keys, bytes, weights);
    }

    /** A frame lies in as many extents of the disk tier as it is long; each is read. */
    private static Trace diskTrace(RadiologyDay day) {
        int[] frameBytes = day.bytes();
        List<int[]> entries = new ArrayList<>();
        for (int frame : day.reads()) {
            int left = frameBytes[frame];
            for (int extent = 0; left > 0; extent++) {
                entries.add(new int[] {frame, extent, Math.min(left, EXTENT_BYTES)});
                left -= EXTENT_BYTES;
            }
        }
        int count = entries.size();
        Trace trace = new Trace(new long[count], new int[count], new int[count]);
        for (int i = 0; i < count; i++) {
            int[] entry = entries.get(i);
            trace.keys()[i] = (long) entry[0] << 8 | entry[1];
            trace.bytes()[i] = entry[2];
            trace.weights()[i] = ReplayedDiskTier.weight(entry[2]);
        }
        return trace;
    }

    private static double replay(long[] keys, int[] sizes, ReplayedCache cache) throws IOException {
        long hits = 0;
        for (int i = 0; i < keys.length; i++) {
            if (cache.read(keys[i], sizes[i])) {
                hits++;
            }
        }
        return (double) hits / keys.length;
    }

    /** Asks the simulator, in a process of its own: it needs a newer Java. */
    private static Map<String, Double> simulate(Trace trace, long bound) throws IOException, InterruptedException {
        Path file = Files.createTempFile("trace", ".bin");
        try {
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
                for (int i = 0; i < trace.keys().length; i++) {
                    out.writeLong(trace.keys()[i]);
                    out.writeInt(trace.weights()[i]);
                }
            }
            List<String> command = new ArrayList<>(List.of(System.getProperty(SIMULATOR)));
            command.add(file.toString());
            command.add(Long.toString(bound));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Map<String, Double> rates = new LinkedHashMap<>();
            try (InputStream out = process.getInputStream()) {
                for (String line : new String(out.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList()) {
                    String[] words = line.split(" ");
                    rates.put(words[0], Double.parseDouble(words[1]));
                }
            }
            if (process.waitFor() != 0 || rates.isEmpty()) {
                throw new IOException("the simulator ended with " + process.exitValue());
            }
            return rates;
        } finally {
            Files.delete(file);
        }
    }
}
