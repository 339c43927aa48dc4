package io.clouddicom.benchmarks.orthanc;

import io.clouddicom.benchmarks.SharedData;
import io.clouddicom.benchmarks.orthanc.ArchiveServer.Kind;
import io.clouddicom.benchmarks.report.Figure;
import io.clouddicom.benchmarks.report.Figures;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.SampleLayout;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Ingests slices into Orthanc and into the archive, and retrieves them, over loopback and in turns, and prints how many slices
 * a second each does. All that comes back is checked.
 */
public final class OrthancTable {
    private static final int MISSING = 3;
    private static final long SEED = 1;
    private static final int CACHE_MEGABYTES = 128;
    private static final List<Kind> KINDS = List.of(Kind.ORTHANC, Kind.AS_RECEIVED, Kind.HTJ2K);
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 5;
    private static final int PASSES = 4;
    private static final List<Integer> CONNECTIONS = List.of(1, 8);
    private static final String INGEST = "ingest";
    private static final String FRAMES = "frames";
    private static final String FILES = "files";
    private static final String STORED = "frames as stored";

    private final String program;
    private final Path work;
    private final boolean quick;
    private final List<SliceFile> slices;
    private final RestClient client = new RestClient();
    private final StringBuilder table = new StringBuilder();

    /**
     * What a server did in a round.
     *
     * @param rate slices a second
     * @param cpuMillis CPU time of the server, in milliseconds a slice
     */
    private record Sample(double rate, double cpuMillis) {}

    /** Something asked of a server. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private OrthancTable(String program, Path work, boolean quick) throws IOException {
        this.program = program;
        this.work = work;
        this.quick = quick;
        this.slices = slices(quick ? 12 : 44);
    }

    /**
     * Prints the table; {@code benchmarks/peers/orthanc} gives the arguments.
     *
     * @param arguments {@code --orthanc PROGRAM}, {@code --work FOLDER} for temporary files, {@code --fact LINE}, {@code --out
     *     FILE}, {@code --quick}
     */
    public static void main(String[] arguments) throws IOException {
        List<String> given = Arrays.asList(arguments);
        try {
            SharedData.folder();
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(MISSING);
        }
        Path work = Path.of(after(given, "--work", System.getProperty("java.io.tmpdir")));
        OrthancTable table = new OrthancTable(after(given, "--orthanc", "Orthanc"), work, given.contains("--quick"));
        table.run(after(given, "--fact", ""));
        String out = after(given, "--out", "");
        if (!out.isEmpty()) {
            Files.writeString(Path.of(out), table.table);
        }
    }

    private static String after(List<String> given, String name, String otherwise) {
        int at = given.indexOf(name);
        return at >= 0 && at + 1 < given.size() ? given.get(at + 1) : otherwise;
    }

    /** A real series, and a generated one. */
    private static List<SliceFile> slices(int generated) throws IOException {
        List<SliceFile> slices = new ArrayList<>();
        for (int number = 1; number <= 20; number++) {
            slices.add(SliceFile.of(SharedData.dicom(String.format(Locale.ROOT, "series-ct-ge/%02d.dcm", number))));
        }
        SyntheticStudy study = SyntheticStudy.ct(SEED, generated);
        for (int index = 0; index < generated; index++) {
            slices.add(SliceFile.of(study.bytes(index)));
        }
        return slices;
    }

    private void run(String fact) throws IOException {
        print("# Beside Orthanc, " + LocalDate.now(ZoneOffset.UTC) + "\n\n" + fact + "\n\n");
        print(String.format(
                Locale.ROOT,
                "%d CT slices of 512 × 512 (20 of a real series, %d generated), %.1f MB, from memory, over HTTP/1.1 on"
                        + " loopback; %s. Slices a second, median of the rounds; ratio = archive / Orthanc, with its"
                        + " range.%n",
                slices.size(),
                slices.size() - 20,
                slices.stream().mapToLong(slice -> slice.bytes().length).sum() / 1e6,
                quick ? "a single round, hardly warmed up: the figures mean nothing" : "servers taking turns"));
        print("CPU ms is the CPU time of the server for a slice, its threads and, in Java, its compiler together.\n");
        compare(0, List.of(INGEST, FRAMES, FILES), "Without caches");
        compare(CACHE_MEGABYTES, List.of(FRAMES), "With caches of " + CACHE_MEGABYTES + " MB in memory");
        print(NOTES);
    }

    private void print(String text) {
        System.out.print(text);
        System.out.flush();
        table.append(text);
    }

    private void compare(int cacheMegabytes, List<String> what, String title) throws IOException {
        Map<Kind, ArchiveServer> servers = new LinkedHashMap<>();
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        try {
            for (Kind kind : KINDS) {
                servers.put(kind, ArchiveServer.start(kind, program, work, cacheMegabytes));
            }
            Map<Kind, Long> stored = new LinkedHashMap<>();
            for (Map.Entry<Kind, ArchiveServer> server : servers.entrySet()) {
                stored.put(server.getKey(), check(server.getKey(), server.getValue()));
            }
            for (int round = quick ? 0 : -WARM_UP; round < (quick ? 1 : ROUNDS); round++) {
                List<Kind> turns = new ArrayList<>(KINDS);
                Collections.rotate(turns, round);
                for (int connections : CONNECTIONS) {
                    for (Kind kind : turns) {
                        Map<String, Sample> measured = round(servers.get(kind), kind, what, connections);
                        if (round >= 0) {
                            measured.forEach((name, sample) -> samples.computeIfAbsent(
                                            key(kind, name, connections), any -> new ArrayList<>())
                                    .add(sample));
                        }
                    }
                }
            }
            report(title, what, samples, stored, cacheMegabytes);
        } finally {
            for (ArchiveServer server : servers.values()) {
                server.close();
            }
        }
    }

    private static String key(Kind kind, String what, int connections) {
        return kind.name() + "/" + what + "/" + connections;
    }

    /** Every byte of what comes back; how much lies in the folder then. */
    private long check(Kind kind, ArchiveServer server) throws IOException {
        RestClient.Ingested ingested =
                client.ingest(server, slices.stream().map(SliceFile::bytes).toList(), 1);
        client.retrieve(
                server,
                ingested,
                "frames/0/raw",
                1,
                (index, answer) -> same(kind, slices.get(index).frame(), answer));
        client.retrieve(
                server,
                ingested,
                "file",
                1,
                (index, answer) -> same(kind, slices.get(index).bytes(), answer));
        if (kind.equals(Kind.HTJ2K)) {
            client.retrieve(server, ingested, "frames/0/stored", 1, (index, answer) -> {
                byte[] samples = new byte[slices.get(index).frame().length];
                new J2kDecoder().decode(ByteBuffer.wrap(answer), samples, 0, SampleLayout.interleaved(2));
                same(kind, slices.get(index).frame(), samples);
            });
        }
        long stored = server.storedBytes();
        client.delete(server, ingested);
        return stored;
    }

    private static void same(Kind kind, byte[] expected, byte[] answer) throws IOException {
        if (!Arrays.equals(expected, answer)) {
            throw new IOException(kind.name() + " gives other bytes");
        }
    }

    private Map<String, Sample> round(ArchiveServer server, Kind kind, List<String> what, int connections)
            throws IOException {
        Map<String, Sample> samples = new LinkedHashMap<>();
        List<byte[]> files = slices.stream().map(SliceFile::bytes).toList();
        List<RestClient.Ingested> ingested = new ArrayList<>();
        samples.put(INGEST, sample(server, 1, () -> ingested.add(client.ingest(server, files, connections))));
        RestClient.Ingested all = ingested.get(0);
        int passes = quick ? 1 : PASSES;
        samples.put(
                FRAMES,
                sample(
                        server,
                        passes,
                        () -> client.retrieve(
                                server,
                                all,
                                "frames/0/raw",
                                connections,
                                (index, answer) -> sum(slices.get(index).frameSum(), answer))));
        if (what.contains(FILES)) {
            samples.put(
                    FILES,
                    sample(
                            server,
                            passes,
                            () -> client.retrieve(
                                    server,
                                    all,
                                    "file",
                                    connections,
                                    (index, answer) -> sum(slices.get(index).fileSum(), answer))));
        }
        if (kind.equals(Kind.HTJ2K)) {
            samples.put(
                    STORED,
                    sample(
                            server,
                            passes,
                            () -> client.retrieve(server, all, "frames/0/stored", connections, (index, answer) -> {})));
        }
        client.delete(server, all);
        return samples;
    }

    private Sample sample(ArchiveServer server, int passes, Step step) throws IOException {
        double cpuMillis = server.cpuMillis();
        long begin = System.nanoTime();
        for (int pass = 0; pass < passes; pass++) {
            step.run();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        double done = (double) passes * slices.size();
        return new Sample(done / seconds, (server.cpuMillis() - cpuMillis) / done);
    }

    private static void sum(long expected, byte[] answer) throws IOException {
        if (SliceFile.sum(answer) != expected) {
            throw new IOException("other bytes came back");
        }
    }

    private void report(
            String title,
            List<String> what,
            Map<String, List<Sample>> samples,
            Map<Kind, Long> stored,
            int cacheMegabytes)
            throws IOException {
        print("\n## " + title
                + "\n\n| what | connections | Orthanc | CPU ms | as received | CPU ms | ratio | as HTJ2K | CPU ms"
                + " | ratio |\n|---|---|---|---|---|---|---|---|---|---|\n");
        for (String name : what) {
            for (int connections : CONNECTIONS) {
                List<Sample> theirs = samples.get(key(Kind.ORTHANC, name, connections));
                print(String.format(
                        Locale.ROOT,
                        "| %s | %d | %.0f | %.1f |",
                        name,
                        connections,
                        Figure.median(rates(theirs)),
                        Figure.median(cpuMillis(theirs))));
                for (Kind kind : List.of(Kind.AS_RECEIVED, Kind.HTJ2K)) {
                    String figure = named(name, kind, connections, cacheMegabytes);
                    print(cells(figure, samples.get(key(kind, name, connections)), theirs));
                }
                print("\n");
            }
        }
        for (int connections : CONNECTIONS) {
            print("| " + STORED + " | " + connections + " | | | | | |");
            print(cells(
                    named(STORED, Kind.HTJ2K, connections, cacheMegabytes),
                    samples.get(key(Kind.HTJ2K, STORED, connections)),
                    samples.get(key(Kind.ORTHANC, FRAMES, connections))));
            print("\n");
        }
        print(String.format(
                Locale.ROOT,
                "%nStored, all files together: Orthanc %.1f MB, as received %.1f MB, as HTJ2K %.1f MB.%n",
                stored.get(Kind.ORTHANC) / 1e6,
                stored.get(Kind.AS_RECEIVED) / 1e6,
                stored.get(Kind.HTJ2K) / 1e6));
    }

    private static String named(String what, Kind kind, int connections, int cacheMegabytes) {
        return what + " " + kind.name() + ", " + connections + (connections == 1 ? " connection" : " connections")
                + (cacheMegabytes == 0 ? "" : ", caches");
    }

    /** The archive's rate, CPU time, and ratio of rates to Orthanc's; recorded, too. */
    private static String cells(String name, List<Sample> ours, List<Sample> theirs) throws IOException {
        Figure rate = Figure.rate("archive", name, "slices/s", rates(ours)).against(Kind.ORTHANC.name(), rates(theirs));
        Figures.record(rate);
        Figures.record(Figure.cost("archive", name + ", CPU of the server", "ms/slice", cpuMillis(ours))
                .against(Kind.ORTHANC.name(), cpuMillis(theirs)));
        double[] ratios = rate.ratios();
        return String.format(
                Locale.ROOT,
                " %.0f | %.1f | %.2f (%.2f to %.2f) |",
                Figure.median(rate.ours()),
                Figure.median(cpuMillis(ours)),
                Figure.median(ratios),
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow());
    }

    private static double[] rates(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::rate).toArray();
    }

    private static double[] cpuMillis(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::cpuMillis).toArray();
    }

    private static final String NOTES = """

            Alike: bytes (every file and frame is compared first, and its CRC-32 in each round), HTTP keep-alive, no
            compression of HTTP, 50 threads a server, storage compression off, files forced to disk before an
            instance is acknowledged (Orthanc's SyncStorageArea). Not alike:

            - The archive forces the folder of a file, too, and has no database. Orthanc forces the file's data once; its
              SQLite index is forced at checkpoints only, so that after a loss of power the last instances may be missing
              from it. One connection waits for the disk twice as often with the archive.
            - The archive acknowledges an instance as HTJ2K when it was decoded again and compared with what came.
            - Orthanc extracts its main DICOM tags at ingest, to be searched. The archive's time has the study index at the
              end, which holds all metadata but is read by study.
            - Frames as HTJ2K are decoded by the server, to be the same bytes; frames as stored are sent as they lie,
              beside Orthanc's native ones, for a viewer that decodes HTJ2K itself.
            - The archive's endpoint is that of these benchmarks, a bare HTTP loop: it keeps a study open and knows neither
              users nor DICOMweb. Orthanc runs without plugins and without its DICOM server. The client is as bare.
            - Client and servers share the machine.
            """;
}
