package io.clouddicom.benchmarks.peers;

import io.clouddicom.codec.J2kDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the codec with its peers and prints a table of ratios: how many times as fast as the peer the codec is.
 *
 * <p>All codecs get the same samples, or codestreams that a peer made of them, and what each decodes or encodes is checked
 * against those samples first. They take turns in slices of a fraction of a second, so that what else the machine does
 * meets all alike. A frame's ratio is the median of the rounds; a row's is the median of the rounds' geometric means, and
 * their range is its spread.
 */
public final class PeerTable {
    private static final List<Row> ROWS = List.of(
            new Row("ht-decode", "HTJ2K lossless decode", "OpenJPH", "decode", "decode", "j2c", 0.80, 1.0),
            new Row("ht-decode", "HTJ2K lossless decode", "OpenJPH WebAssembly", "decode", "decode", "j2c", 1.2, 1.5),
            new Row("ht-encode", "HTJ2K lossless encode", "OpenJPH", "encode", "encode", "raw", 1.5, 1.8),
            new Row("ht-encode", "HTJ2K lossless encode", "OpenJPH WebAssembly", "encode", "encode", "raw", 1.7, 2.0),
            new Row("part1-decode", "Part 1 lossless decode", "OpenJPEG", "decode", "decode", "j2k", 0.85, 1.05),
            new Row("part1-decode", "Part 1 lossless decode", "jai-imageio", "decode", "decode", "j2k", 1.35, 1.6),
            new Row("part1-encode", "Part 1 lossless encode", "OpenJPEG", "encode-part1", "encode", "raw", 0.8, 1.0),
            new Row(
                    "part1-encode",
                    "Part 1 lossless encode",
                    "jai-imageio",
                    "encode-part1",
                    "encode",
                    "raw",
                    1.15,
                    1.4),
            new Row(
                    "threads",
                    "HTJ2K decode, two threads",
                    Row.OURS,
                    "decode-two-wall",
                    "decode-one-wall",
                    "j2c",
                    1.7,
                    1.9),
            new Row(
                    "threads",
                    "HTJ2K encode, two threads",
                    Row.OURS,
                    "encode-two-wall",
                    "encode-one-wall",
                    "raw",
                    1.7,
                    1.9));

    private final Settings settings;
    private final Map<String, PeerProcess> processes = new LinkedHashMap<>();
    private final StringBuilder table = new StringBuilder();
    private final List<String> json = new ArrayList<>();

    private PeerTable(Settings settings) {
        this.settings = settings;
    }

    /**
     * One comparison.
     *
     * @param group by which rows are chosen
     * @param title what is done
     * @param peer who is compared with
     * @param ourCommand the codec's command
     * @param peerCommand the peer's
     * @param input ending of the input: raw samples, j2c of OpenJPH, j2k of OpenJPEG
     * @param floor the ratio that must be reached
     * @param aim the ratio that is wanted
     */
    private record Row(
            String group,
            String title,
            String peer,
            String ourCommand,
            String peerCommand,
            String input,
            double floor,
            double aim) {
        static final String OURS = "cloud-dicom";

        /** Elapsed time says something on frames that are worth dividing. */
        boolean fits(Frame frame) {
            return !group.equals("threads") || frame.pixels() >= 1_000_000;
        }
    }

    /**
     * What is compared how long.
     *
     * @param codestreams the folder of codestreams that frames come from
     * @param work a folder for files in between
     * @param peers how to start each peer
     * @param rounds turns of each codec
     * @param slice seconds of a turn
     * @param warmUp seconds that each codec runs each frame before the first turn
     * @param rows groups of rows, or empty for all
     * @param frames names of frames, or empty for all
     * @param files further codestreams that frames are taken from
     * @param out where the table goes besides the standard output
     * @param facts lines about machine and versions
     */
    private record Settings(
            Path codestreams,
            Path work,
            Map<String, List<String>> peers,
            int rounds,
            double slice,
            double warmUp,
            List<String> rows,
            List<String> frames,
            List<Path> files,
            @Nullable Path out,
            List<String> facts) {}

    /**
     * Runs the comparison; {@code benchmarks/peers/table} gives the arguments.
     *
     * @param arguments pairs of name and value: {@code --codestreams}, {@code --work}, {@code --peer NAME=COMMAND},
     *     {@code --rounds}, {@code --slice}, {@code --warm}, {@code --rows}, {@code --frames}, {@code --file}, {@code --out},
     *     {@code --fact}
     */
    public static void main(String[] arguments) throws IOException {
        Map<String, List<String>> given = new LinkedHashMap<>();
        for (int index = 0; index + 1 < arguments.length; index += 2) {
            given.computeIfAbsent(arguments[index], name -> new ArrayList<>()).add(arguments[index + 1]);
        }
        Map<String, List<String>> peers = new LinkedHashMap<>();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        peers.put(Row.OURS, List.of(java, "-Xmx3g", "-cp", classPath, CodecPeer.class.getName()));
        peers.put("jai-imageio", List.of(java, "-Xmx3g", "-cp", classPath, JaiPeer.class.getName()));
        for (String peer : given.getOrDefault("--peer", List.of())) {
            int equals = peer.indexOf('=');
            peers.put(
                    peer.substring(0, equals),
                    List.of(peer.substring(equals + 1).split(" ")));
        }
        String out = last(given, "--out", "");
        Settings settings = new Settings(
                Path.of(last(given, "--codestreams", "")),
                Path.of(last(given, "--work", "")),
                peers,
                Integer.parseInt(last(given, "--rounds", "7")),
                Double.parseDouble(last(given, "--slice", "0.3")),
                Double.parseDouble(last(given, "--warm", "2")),
                list(last(given, "--rows", "")),
                list(last(given, "--frames", "")),
                given.getOrDefault("--file", List.of()).stream().map(Path::of).toList(),
                out.isEmpty() ? null : Path.of(out),
                given.getOrDefault("--fact", List.of()));
        new PeerTable(settings).run();
    }

    private static String last(Map<String, List<String>> given, String name, String otherwise) {
        List<String> values = given.getOrDefault(name, List.of(otherwise));
        return values.get(values.size() - 1);
    }

    private static List<String> list(String names) {
        return names.isEmpty() ? List.of() : List.of(names.split(","));
    }

    private void run() throws IOException {
        try {
            print("Speed of the codec against others, " + LocalDate.now(ZoneOffset.UTC) + "\n");
            print("JDK " + System.getProperty("java.vm.version") + "; " + String.join("; ", settings.facts) + "\n");
            print(String.format(
                    Locale.ROOT,
                    "%d rounds of %.2f s each, codecs taking turns; ratio = time of the peer / time of the codec, median\n",
                    settings.rounds,
                    settings.slice));
            List<Frame> frames = new ArrayList<>();
            for (Frame.Source source : Frame.Source.values()) {
                if (settings.frames.isEmpty() || settings.frames.contains(source.name())) {
                    frames.add(source.prepare(settings.codestreams, settings.work));
                }
            }
            for (Path file : settings.files) {
                String name = String.valueOf(file.getFileName());
                frames.add(Frame.of(name, file, 0, settings.work.resolve(name + ".raw")));
            }
            prepareCodestreams(frames);
            Map<String, List<Row>> groups = ROWS.stream()
                    .filter(row -> settings.rows.isEmpty() || settings.rows.contains(row.group))
                    .filter(row -> settings.peers.containsKey(row.peer))
                    .collect(Collectors.groupingBy(row -> row.title, LinkedHashMap::new, Collectors.toList()));
            for (List<Row> group : groups.values()) {
                List<Frame> fitting = frames.stream().filter(group.get(0)::fits).toList();
                if (!fitting.isEmpty()) {
                    compare(group, fitting);
                }
            }
            if (settings.out != null) {
                Files.writeString(settings.out, table);
                Files.writeString(Path.of(settings.out + ".json"), "[\n" + String.join(",\n", json) + "\n]\n");
            }
        } finally {
            for (PeerProcess process : processes.values()) {
                process.close();
            }
        }
    }

    private void print(String line) {
        System.out.print(line);
        System.out.flush();
        table.append(line);
    }

    private PeerProcess peer(String name) {
        return processes.computeIfAbsent(name, given -> {
            try {
                return new PeerProcess(given, settings.peers.get(given));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** What is decoded is what the native encoders made. */
    private void prepareCodestreams(List<Frame> frames) throws IOException {
        for (Frame frame : frames) {
            run(peer("OpenJPH"), "encode", "raw", frame, 0, "j2c");
            run(peer("OpenJPEG"), "encode", "raw", frame, 0, "j2k");
        }
    }

    private PeerProcess.Answer run(
            PeerProcess process, String command, String input, Frame frame, double seconds, String ending)
            throws IOException {
        if (!input.equals("raw")) {
            return process.run(command, with(frame, input).toString(), Double.toString(seconds));
        }
        return process.run(
                command,
                frame.raw().toString(),
                Integer.toString(frame.width()),
                Integer.toString(frame.height()),
                Integer.toString(frame.components()),
                Integer.toString(frame.bits()),
                frame.signed() ? "1" : "0",
                Double.toString(seconds),
                with(frame, ending).toString());
    }

    private static Path with(Frame frame, String ending) {
        return frame.raw().resolveSibling(frame.raw().getFileName().toString().replaceAll("raw$", ending));
    }

    /** Rows that share what the codec does, so that it runs once for all of their peers. */
    private void compare(List<Row> rows, List<Frame> frames) throws IOException {
        boolean encodes = rows.get(0).input.equals("raw");
        for (Frame frame : frames) {
            check(peer(Row.OURS), rows.get(0).ourCommand, rows.get(0), frame);
            for (Row row : rows) {
                check(peer(row.peer), row.peerCommand, row, frame);
            }
        }
        print("\n## " + rows.get(0).title + "\n\n| frame | ms |");
        rows.forEach(row -> print(" " + row.peer + " ms | ratio |" + (encodes ? " size |" : "")));
        print("\n|---|---|" + (encodes ? "---|---|---|" : "---|---|").repeat(rows.size()) + "\n");
        double[][][] ratios = new double[rows.size()][frames.size()][settings.rounds];
        for (int index = 0; index < frames.size(); index++) {
            frame(rows, frames.get(index), index, ratios, encodes);
        }
        for (int row = 0; row < rows.size(); row++) {
            summary(rows.get(row), ratios[row]);
        }
    }

    /** A codec that is fast and wrong is no peer; the time that this takes warms it up. */
    private void check(PeerProcess process, String command, Row row, Frame frame) throws IOException {
        PeerProcess.Answer answer = run(process, command, row.input, frame, settings.warmUp, "check");
        if (row.input.equals("raw")) {
            ByteBuffer codestream = ByteBuffer.wrap(Files.readAllBytes(with(frame, "check")));
            int[] samples = new int[frame.samples().length];
            new J2kDecoder().decode(codestream, samples, 0, true);
            if (!Arrays.equals(samples, frame.samples())) {
                throw new IllegalStateException(process.name() + " does not encode losslessly: " + frame.name());
            }
        } else if (answer.result() != frame.hash()) {
            throw new IllegalStateException(process.name() + " decodes other samples: " + frame.name());
        }
    }

    private void frame(List<Row> rows, Frame frame, int frameIndex, double[][][] ratios, boolean encodes)
            throws IOException {
        double[] ours = new double[settings.rounds];
        double[][] theirs = new double[rows.size()][settings.rounds];
        long length = 0;
        long[] lengths = new long[rows.size()];
        for (int round = 0; round < settings.rounds; round++) {
            PeerProcess.Answer own =
                    run(peer(Row.OURS), rows.get(0).ourCommand, rows.get(0).input, frame, settings.slice, "out");
            ours[round] = own.milliseconds();
            length = own.result();
            for (int row = 0; row < rows.size(); row++) {
                Row each = rows.get(row);
                PeerProcess.Answer other =
                        run(peer(each.peer), each.peerCommand, each.input, frame, settings.slice, "out");
                theirs[row][round] = other.milliseconds();
                lengths[row] = other.result();
                ratios[row][frameIndex][round] = other.milliseconds() / own.milliseconds();
            }
        }
        print(String.format(Locale.ROOT, "| %s | %.2f |", frame.name(), median(ours)));
        for (int row = 0; row < rows.size(); row++) {
            print(String.format(Locale.ROOT, " %.2f | %.3f |", median(theirs[row]), median(ratios[row][frameIndex])));
            if (encodes) {
                print(String.format(Locale.ROOT, " %.4f |", (double) length / lengths[row]));
            }
            json.add(String.format(
                    Locale.ROOT,
                    "  {\"row\": \"%s\", \"frame\": \"%s\", \"peer\": \"%s\", \"milliseconds\": %s, \"peerMilliseconds\": %s}",
                    rows.get(row).title,
                    frame.name(),
                    rows.get(row).peer,
                    Arrays.toString(ours),
                    Arrays.toString(theirs[row])));
        }
        print("\n");
    }

    private void summary(Row row, double[][] ratios) {
        double[] means = new double[settings.rounds];
        for (int round = 0; round < settings.rounds; round++) {
            double logarithms = 0;
            for (double[] rounds : ratios) {
                logarithms += Math.log(rounds[round]);
            }
            means[round] = Math.exp(logarithms / ratios.length);
        }
        double mean = median(means);
        print(String.format(
                Locale.ROOT,
                "\n%s, against %s: **%.3f** (%.3f to %.3f); floor %.2f, aim %.2f: %s\n",
                row.title,
                row.peer.equals(Row.OURS) ? "one thread" : row.peer,
                mean,
                Arrays.stream(means).min().orElseThrow(),
                Arrays.stream(means).max().orElseThrow(),
                row.floor,
                row.aim,
                mean >= row.aim ? "aim reached" : mean >= row.floor ? "floor reached" : "below the floor"));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
