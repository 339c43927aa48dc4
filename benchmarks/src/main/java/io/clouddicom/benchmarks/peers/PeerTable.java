package io.clouddicom.benchmarks.peers;

import io.clouddicom.benchmarks.report.Figure;
import io.clouddicom.benchmarks.report.Figures;
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
import java.util.Optional;
import java.util.function.Function;
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
    private static final String OURS = "cloud-dicom";
    private static final String OPENJPH = "OpenJPH";
    private static final String OPENJPEG = "OpenJPEG";
    private static final String WEB_ASSEMBLY = "OpenJPH WebAssembly";
    private static final String JAI = "jai-imageio";
    private static final String CHARLS = "CharLS";

    private static final Work HT_DECODE = new Work("ht-decode", "HTJ2K lossless decode", "decode", "j2c");
    private static final Work HT_ENCODE = new Work("ht-encode", "HTJ2K lossless encode", "encode", "raw");
    private static final Work PART1_DECODE = new Work("part1-decode", "Part 1 lossless decode", "decode", "j2k");
    private static final Work PART1_ENCODE = new Work("part1-encode", "Part 1 lossless encode", "encode-part1", "raw");
    private static final Work TRANSCODE = new Work("transcode", "Part 1 to HTJ2K", "transcode", "j2k");
    private static final Work JPEG_LS_DECODE =
            new Work("jpegls-decode", "JPEG-LS lossless decode", "decode-jpegls", "jls");
    private static final Work DECODE_BY_TWO =
            new Work("threads", "HTJ2K decode by two threads", "decode-two-wall", "j2c");
    private static final Work ENCODE_BY_TWO =
            new Work("threads", "HTJ2K encode by two threads", "encode-two-wall", "raw");

    private static final List<Row> ROWS = List.of(
            new Row(HT_DECODE, 0.80, 1.0, new Step(OPENJPH, "decode", "j2c")),
            new Row(HT_DECODE, 1.2, 1.5, new Step(WEB_ASSEMBLY, "decode", "j2c")),
            Row.orientation(HT_DECODE, new Step(CHARLS, "decode", "jls")),
            new Row(HT_ENCODE, 1.5, 1.8, new Step(OPENJPH, "encode", "raw")),
            new Row(HT_ENCODE, 1.7, 2.0, new Step(WEB_ASSEMBLY, "encode", "raw")),
            Row.orientation(HT_ENCODE, new Step(CHARLS, "encode", "raw")),
            Row.orientation(JPEG_LS_DECODE, new Step(CHARLS, "decode", "jls")),
            new Row(PART1_DECODE, 0.85, 1.05, new Step(OPENJPEG, "decode", "j2k")),
            new Row(PART1_DECODE, 1.35, 1.6, new Step(JAI, "decode", "j2k")),
            new Row(PART1_ENCODE, 0.8, 1.0, new Step(OPENJPEG, "encode", "raw")),
            new Row(PART1_ENCODE, 1.15, 1.4, new Step(JAI, "encode", "raw")),
            new Row(TRANSCODE, 0.9, 1.1, new Step(OPENJPEG, "decode", "j2k"), new Step(OPENJPH, "encode", "raw")),
            new Row(DECODE_BY_TWO, 1.7, 1.9, new Step(OURS, "decode-one-wall", "j2c")),
            new Row(ENCODE_BY_TWO, 1.7, 1.9, new Step(OURS, "encode-one-wall", "raw")));

    private final Settings settings;
    private final Map<String, PeerProcess> processes = new LinkedHashMap<>();
    private final StringBuilder table = new StringBuilder();

    private PeerTable(Settings settings) {
        this.settings = settings;
    }

    /**
     * What the codec does.
     *
     * @param group by which rows are chosen
     * @param title what it is called
     * @param command the codec's command
     * @param input ending of the input: raw samples, j2c of OpenJPH, j2k of OpenJPEG, jls of CharLS
     */
    private record Work(String group, String title, String command, String input) {
        Step step() {
            return new Step(OURS, command, input);
        }

        /** Elapsed time says something on frames that are worth dividing. */
        boolean fits(Frame frame) {
            return !group.equals("threads") || frame.pixels() >= 1_000_000;
        }
    }

    /**
     * What a codec runs.
     *
     * @param process its process
     * @param command its command
     * @param input ending of the input
     */
    private record Step(String process, String command, String input) {
        /** Whether the result is a codestream and its length. */
        boolean writes() {
            return input.equals("raw") || command.equals("transcode");
        }

        /** What a decoder must answer. JPEG-LS knows no sign. */
        long hash(Frame frame) {
            return input.equals("jls") ? frame.hashWithoutSign() : frame.hash();
        }
    }

    /**
     * One comparison: with the time that all steps of the peer take together.
     *
     * @param work what the codec does
     * @param bounds what must be reached; none where another format is shown for orientation
     * @param peer what it is compared with
     */
    private record Row(Work work, Optional<Bounds> bounds, List<Step> peer) {
        Row(Work work, double floor, double aim, Step... peer) {
            this(work, Optional.of(new Bounds(floor, aim)), List.of(peer));
        }

        static Row orientation(Work work, Step... peer) {
            return new Row(work, Optional.empty(), List.of(peer));
        }

        String peerName() {
            return peer.get(0).process.equals(OURS)
                    ? "one thread"
                    : peer.stream().map(Step::process).collect(Collectors.joining(" + "));
        }
    }

    /**
     * Ratios.
     *
     * @param floor the one that must be reached
     * @param aim the one that is wanted
     */
    private record Bounds(double floor, double aim) {
        String verdict(double ratio) {
            return String.format(
                    Locale.ROOT,
                    "floor %.2f, aim %.2f: %s",
                    floor,
                    aim,
                    ratio >= aim ? "aim reached" : ratio >= floor ? "floor reached" : "below the floor");
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
        peers.put(OURS, List.of(java, "-Xmx3g", "-cp", classPath, CodecPeer.class.getName()));
        peers.put(JAI, List.of(java, "-Xmx3g", "-cp", classPath, JaiPeer.class.getName()));
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
            Map<Work, List<Row>> groups = ROWS.stream()
                    .filter(row -> settings.rows.isEmpty() || settings.rows.contains(row.work.group))
                    .filter(row -> row.peer.stream().allMatch(step -> settings.peers.containsKey(step.process)))
                    .collect(Collectors.groupingBy(Row::work, LinkedHashMap::new, Collectors.toList()));
            for (Map.Entry<Work, List<Row>> group : groups.entrySet()) {
                List<Frame> fitting =
                        frames.stream().filter(group.getKey()::fits).toList();
                if (!fitting.isEmpty()) {
                    compare(group.getKey(), group.getValue(), fitting);
                }
            }
            if (settings.out != null) {
                Files.writeString(settings.out, table);
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
            run(new Step(OPENJPH, "encode", "raw"), frame, 0, "j2c");
            run(new Step(OPENJPEG, "encode", "raw"), frame, 0, "j2k");
            if (settings.peers.containsKey(CHARLS)) {
                run(new Step(CHARLS, "encode", "raw"), frame, 0, "jls");
            }
        }
    }

    /**
     * Runs a step for a while.
     *
     * @param ending ending of the file that takes a codestream
     */
    private PeerProcess.Answer run(Step step, Frame frame, double seconds, String ending) throws IOException {
        List<String> words =
                new ArrayList<>(List.of(step.command, with(frame, step.input).toString()));
        if (step.input.equals("raw")) {
            words.add(Integer.toString(frame.width()));
            words.add(Integer.toString(frame.height()));
            words.add(Integer.toString(frame.components()));
            words.add(Integer.toString(frame.bits()));
            words.add(frame.signed() ? "1" : "0");
        }
        words.add(Double.toString(seconds));
        if (step.writes()) {
            words.add(with(frame, ending).toString());
        }
        return peer(step.process).run(words);
    }

    private static Path with(Frame frame, String ending) {
        return frame.raw().resolveSibling(frame.raw().getFileName().toString().replaceAll("raw$", ending));
    }

    /** Rows that share what the codec does, so that it runs once for all of their peers. */
    private void compare(Work work, List<Row> rows, List<Frame> frames) throws IOException {
        for (Frame frame : frames) {
            check(work.step(), frame);
            for (Row row : rows) {
                for (Step step : row.peer) {
                    check(step, frame);
                }
            }
        }
        boolean sizes = work.step().writes();
        print("\n## " + work.title + "\n\n| frame | ms |");
        rows.forEach(row -> print(" " + row.peerName() + " ms | ratio |" + (sizes ? " size |" : "")));
        print("\n|---|---|" + (sizes ? "---|---|---|" : "---|---|").repeat(rows.size()) + "\n");
        List<List<Figure>> figures = new ArrayList<>();
        for (Frame frame : frames) {
            figures.add(frame(work, rows, frame));
        }
        for (int row = 0; row < rows.size(); row++) {
            int which = row;
            summary(
                    rows.get(row),
                    figures.stream().map(ofFrame -> ofFrame.get(which)).toList());
        }
    }

    /** A codec that is fast and wrong is no peer; the time that this takes warms it up. */
    private void check(Step step, Frame frame) throws IOException {
        PeerProcess.Answer answer = run(step, frame, settings.warmUp, "check");
        if (step.process.equals(CHARLS) && step.writes()) {
            Step back = new Step(CHARLS, "decode", "check");
            if (run(back, frame, 0, "check").result() != frame.hashWithoutSign()) {
                throw new IllegalStateException(step.process + " does not encode losslessly: " + frame.name());
            }
        } else if (step.writes()) {
            ByteBuffer codestream = ByteBuffer.wrap(Files.readAllBytes(with(frame, "check")));
            int[] samples = new int[frame.samples().length];
            new J2kDecoder().decode(codestream, samples, 0, true);
            if (!Arrays.equals(samples, frame.samples())) {
                throw new IllegalStateException(step.process + " does not encode losslessly: " + frame.name());
            }
        } else if (answer.result() != step.hash(frame)) {
            throw new IllegalStateException(step.process + " decodes other samples: " + frame.name());
        }
    }

    /** Runs all codecs in turns and prints a line; a figure for each row. */
    private List<Figure> frame(Work work, List<Row> rows, Frame frame) throws IOException {
        double[] ours = new double[settings.rounds];
        double[][] theirs = new double[rows.size()][settings.rounds];
        long length = 0;
        long[] lengths = new long[rows.size()];
        for (int round = 0; round < settings.rounds; round++) {
            PeerProcess.Answer own = run(work.step(), frame, settings.slice, "out");
            ours[round] = own.milliseconds();
            length = own.result();
            for (int row = 0; row < rows.size(); row++) {
                for (Step step : rows.get(row).peer) {
                    PeerProcess.Answer other = run(step, frame, settings.slice, "out");
                    theirs[row][round] += other.milliseconds();
                    lengths[row] = other.result();
                }
            }
        }
        print(String.format(Locale.ROOT, "| %s | %.2f |", frame.name(), Figure.median(ours)));
        List<Figure> figures = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            Figure figure = Figure.cost("codec", work.title + ", " + frame.name(), "ms", ours)
                    .against(rows.get(row).peerName(), theirs[row]);
            Figures.record(figure);
            figures.add(figure);
            print(String.format(
                    Locale.ROOT, " %.2f | %.3f |", Figure.median(theirs[row]), Figure.median(figure.ratios())));
            if (work.step().writes()) {
                print(String.format(Locale.ROOT, " %.4f |", (double) length / lengths[row]));
            }
        }
        print("\n");
        return figures;
    }

    private void summary(Row row, List<Figure> figures) throws IOException {
        Figure all = Figure.cost("codec", row.work.title + ", all frames", "ms", geometricMeans(figures, Figure::ours))
                .against(row.peerName(), geometricMeans(figures, Figure::theirs));
        Figures.record(
                row.bounds.map(bounds -> all.bounds(bounds.floor, bounds.aim)).orElse(all));
        double mean = Figure.median(all.ratios());
        print(String.format(
                Locale.ROOT,
                "\n%s, against %s: **%.3f** (%.3f to %.3f); %s\n",
                row.work.title,
                row.peerName(),
                mean,
                Arrays.stream(all.ratios()).min().orElseThrow(),
                Arrays.stream(all.ratios()).max().orElseThrow(),
                row.bounds.map(bounds -> bounds.verdict(mean)).orElse("for orientation")));
    }

    /** Over the frames, round by round. */
    private static double[] geometricMeans(List<Figure> figures, Function<Figure, double[]> values) {
        double[] means = new double[values.apply(figures.get(0)).length];
        for (int round = 0; round < means.length; round++) {
            double logarithms = 0;
            for (Figure figure : figures) {
                logarithms += Math.log(values.apply(figure)[round]);
            }
            means[round] = Math.exp(logarithms / figures.size());
        }
        return means;
    }
}
