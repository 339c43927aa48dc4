package io.clouddicom.benchmarks.cache;

import io.clouddicom.DicomArchive;
import io.clouddicom.FrameStream;
import io.clouddicom.FrameStreamOptions;
import io.clouddicom.Instance;
import io.clouddicom.benchmarks.report.Figure;
import io.clouddicom.benchmarks.report.Figures;
import io.clouddicom.benchmarks.report.SvgChart;
import io.clouddicom.benchmarks.report.SvgChart.Line;
import io.clouddicom.benchmarks.report.SvgChart.Point;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.crypto.LocalKeyFile;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How long somebody waits who opens a study of CT slices on a distant store and scrolls through it once, and who wants a preview
 * of all of it. The line is {@link DistantStore}'s: 50 ms a round trip, 200 MB/s for all requests together. The archive is
 * open, nothing is cached. A frame is there when its bytes are; decoding is not counted.
 */
public final class ScrollFigures {
    private static final int SLICES = 500;
    private static final int FRAMES_PER_SECOND = 30;
    private static final int SETTLED_AFTER = 10;
    private static final long ROUND_TRIP_MILLIS = 50;
    private static final long BYTES_PER_SECOND = 200_000_000;
    private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(1) / FRAMES_PER_SECOND;
    private static final double MILLI = 1e6;

    /** What is wanted: round trips to the first frame, milliseconds within a slot, seconds to the preview. */
    private static final double FIRST_BOUND = 2.5;

    private static final double PREVIEW_BOUND = 1.2;

    private final SyntheticStudy study;
    private final ObjectStore near = ObjectStores.memory();
    private final Optional<Path> key;

    private ScrollFigures(int slices, Optional<Path> key) {
        this.study = SyntheticStudy.ct(1, slices);
        this.key = key;
    }

    /**
     * Measures.
     *
     * @param arguments {@code --quick} for one round on few slices; {@code --plot FILE} for the waits as a plot
     */
    public static void main(String[] arguments) throws IOException {
        List<String> words = List.of(arguments);
        int rounds = words.contains("--quick") ? 1 : 5;
        int slices = words.contains("--quick") ? 60 : SLICES;
        Path folder = Files.createTempDirectory("scroll");
        Path keyFile = folder.resolve("key.json");
        try {
            LocalKeyFile.create(keyFile, Optional.empty());
            List<Line> lines = new ArrayList<>();
            new ScrollFigures(slices, Optional.of(keyFile)).measure("encrypted", rounds, lines);
            new ScrollFigures(slices, Optional.empty()).measure("plain", rounds, new ArrayList<>());
            int plot = words.indexOf("--plot");
            if (plot >= 0) {
                Files.writeString(
                        Path.of(words.get(plot + 1)),
                        SvgChart.lines(
                                "Scrolling through " + slices + " CT slices, 50 ms from the store",
                                "slice",
                                "milliseconds waited",
                                lines));
            }
        } finally {
            Files.deleteIfExists(keyFile);
            Files.delete(folder);
        }
    }

    private DicomArchive.Builder builder(ObjectStore store) {
        DicomArchive.Builder builder = DicomArchive.builder(store).cache(Cache.memory(256, SizeUnit.MEBIBYTES));
        key.ifPresent(file -> builder.key("local:" + file));
        return builder;
    }

    private void put() throws IOException {
        try (DicomArchive archive = builder(near).open()) {
            for (int i = 0; i < study.instances(); i++) {
                archive.put(study.bytes(i));
            }
            archive.index(study.studyUid());
        }
    }

    private void measure(String kind, int rounds, List<Line> lines) throws IOException {
        put();
        // What is measured first would pay for loading classes.
        stream(0);
        preview();
        double[] first = new double[rounds];
        double[] latest = new double[rounds];
        double[] preview = new double[rounds];
        Scroll last = null;
        for (int round = 0; round < rounds; round++) {
            last = stream(round);
            first[round] = last.firstMillis() / ROUND_TRIP_MILLIS;
            latest[round] =
                    Arrays.stream(last.lateMillis()).skip(SETTLED_AFTER).max().orElse(0);
            preview[round] = preview();
        }
        Scroll alone = oneByOne();
        lines.add(line("one frame after the other, as it is wanted", alone.waitedMillis()));
        lines.add(line("frame stream", last == null ? new double[0] : last.waitedMillis()));
        double[] slot = new double[study.instances()];
        Arrays.fill(slot, SLOT_NANOS / MILLI);
        lines.add(line("how long a slice is shown at 30 a second", slot));

        String what = study.instances() + " CT slices, " + kind + ": ";
        tell(what + "first frame", "round trips", first, FIRST_BOUND);
        tell(what + "latest frame within its slot at 30/s", "ms", latest, SLOT_NANOS / MILLI);
        tell(what + "preview of all at a quarter", "s", preview, PREVIEW_BOUND);
        System.out.printf(
                Locale.ROOT,
                "  without a stream: first frame %.2f round trips, latest frame %.0f ms behind its slot's beginning%n",
                alone.firstMillis() / ROUND_TRIP_MILLIS,
                Arrays.stream(alone.lateMillis()).skip(SETTLED_AFTER).max().orElse(0));
    }

    private static void tell(String name, String unit, double[] values, double bound) throws IOException {
        double[] bounds =
                DoubleStream.generate(() -> bound).limit(values.length).toArray();
        Figures.record(Figure.cost("cache", name, unit, values)
                .against("what is wanted", bounds)
                .bounds(1, 1));
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f %s (%.2f to %.2f), wanted %.2f%n",
                name,
                Figure.median(values),
                unit,
                Arrays.stream(values).min().orElse(0),
                Arrays.stream(values).max().orElse(0),
                bound);
    }

    private static Line line(String name, double[] values) {
        return new Line(
                name,
                IntStream.range(0, values.length)
                        .mapToObj(i -> new Point(i + 1, values[i]))
                        .toList());
    }

    /**
     * How it went.
     *
     * @param firstMillis from opening the study until the first frame was there
     * @param lateMillis how long after its slot began each frame was there
     * @param waitedMillis how long each was waited for
     */
    private record Scroll(double firstMillis, double[] lateMillis, double[] waitedMillis) {}

    /** Takes the frames one after the other. */
    @FunctionalInterface
    private interface Taking {
        void take(int index) throws IOException;
    }

    private Scroll scroll(long begin, Taking frames) throws IOException {
        double[] late = new double[study.instances()];
        double[] waited = new double[study.instances()];
        frames.take(0);
        long first = System.nanoTime();
        waited[0] = (first - begin) / MILLI;
        for (int i = 1; i < late.length; i++) {
            long slot = first + i * SLOT_NANOS;
            for (long left = slot - System.nanoTime(); left > 0; left = slot - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            long wanted = System.nanoTime();
            frames.take(i);
            long there = System.nanoTime();
            late[i] = (there - slot) / MILLI;
            waited[i] = (there - wanted) / MILLI;
        }
        return new Scroll((first - begin) / MILLI, late, waited);
    }

    private DistantStore distant() {
        return new DistantStore(near, ROUND_TRIP_MILLIS, BYTES_PER_SECOND);
    }

    private Scroll stream(int round) throws IOException {
        DistantStore store = distant();
        try (DicomArchive archive = builder(store).existing().open()) {
            long requests = store.requests();
            long begin = System.nanoTime();
            try (FrameStream frames = archive.study(study.studyUid()).frames(FrameStreamOptions.DEFAULT)) {
                Scroll scroll = scroll(begin, index -> frames.read(index).buffer());
                System.out.printf("  round %d: %d requests%n", round + 1, store.requests() - requests);
                return scroll;
            }
        }
    }

    private Scroll oneByOne() throws IOException {
        try (DicomArchive archive = builder(distant()).existing().open()) {
            long begin = System.nanoTime();
            List<Instance> instances = archive.study(study.studyUid()).instances();
            return scroll(begin, index -> instances.get(index).frame(1).fetchBuffer());
        }
    }

    /** Seconds until a preview of each slice is there. */
    private double preview() throws IOException {
        try (DicomArchive archive = builder(distant()).existing().open()) {
            long begin = System.nanoTime();
            FrameStreamOptions options = FrameStreamOptions.DEFAULT.reduced(2).readAhead(SLICES, 64L << 20);
            try (FrameStream frames = archive.study(study.studyUid()).frames(options)) {
                while (frames.hasNext()) {
                    frames.nextFrame().buffer();
                }
            }
            return (System.nanoTime() - begin) / 1e9;
        }
    }
}
