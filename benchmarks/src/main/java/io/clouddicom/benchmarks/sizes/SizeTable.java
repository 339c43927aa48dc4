package io.clouddicom.benchmarks.sizes;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.clouddicom.benchmarks.SharedData;
import io.clouddicom.benchmarks.peers.PeerProcess;
import io.clouddicom.benchmarks.report.Figure;
import io.clouddicom.benchmarks.report.Figures;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
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
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Encodes real images and generated ones losslessly and prints tables: bits of a pixel by modality and by image, and what
 * storage of so much costs in a year.
 */
public final class SizeTable {
    private static final String GENERATED = "generated ";
    private static final String JPEG_LS = "JPEG-LS (CharLS)";
    private static final int MISSING = 3;
    private static final long SEED = 1;

    private final StringBuilder table = new StringBuilder();

    private SizeTable() {}

    /**
     * Prints the tables; {@code benchmarks/peers/sizes} gives the arguments.
     *
     * @param arguments {@code --prices FOLDER} with the lists of prices and studies; {@code --charls PROGRAM}, the peer of
     *     JPEG-LS; {@code --fact LINE} about the machine; {@code --out FILE} takes the tables, and FILE.jsonl the single
     *     figures; {@code --quick} takes few images of each series
     */
    public static void main(String[] arguments) throws IOException {
        List<String> given = Arrays.asList(arguments);
        Path data;
        try {
            data = SharedData.folder();
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(MISSING);
            return;
        }
        new SizeTable()
                .run(
                        data,
                        Path.of(after(given, "--prices", "benchmarks")),
                        after(given, "--charls", ""),
                        after(given, "--out", ""),
                        after(given, "--fact", ""),
                        given.contains("--quick") ? 2 : Integer.MAX_VALUE);
    }

    private static String after(List<String> given, String name, String otherwise) {
        int at = given.indexOf(name);
        return at >= 0 && at + 1 < given.size() ? given.get(at + 1) : otherwise;
    }

    private void run(Path data, Path prices, String charls, String out, String fact, int mostOfSeries)
            throws IOException {
        Path work = Files.createTempDirectory("sizes");
        Path raw = work.resolve("raw");
        Path encoded = work.resolve("encoded");
        List<Measured> measured = new ArrayList<>();
        try (PeerProcess peer = charls.isEmpty() ? null : new PeerProcess("CharLS", List.of(charls))) {
            LosslessCoders coders = new LosslessCoders(peer, encoded);
            for (Picture picture : pictures(data, raw, mostOfSeries)) {
                measured.add(coders.measure(picture));
            }
        } finally {
            Files.deleteIfExists(raw);
            Files.deleteIfExists(encoded);
            Files.delete(work);
        }
        print(measured, fact, mostOfSeries);
        Map<String, Measured> means = byModality(measured).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> Measured.mean(each.getKey(), each.getValue())));
        print(new Prices(prices).examples(means));
        record(measured);
        if (!out.isEmpty()) {
            Files.writeString(Path.of(out), table);
            Gson gson = new GsonBuilder().serializeSpecialFloatingPointValues().create();
            Files.write(
                    Path.of(out + ".jsonl"), measured.stream().map(gson::toJson).toList());
        }
    }

    private static List<Picture> pictures(Path data, Path raw, int mostOfSeries) throws IOException {
        List<Picture> pictures = new ArrayList<>(new SharedPictures(data, raw, mostOfSeries).read());
        DicomPictures dicom = new DicomPictures(raw);
        Map<String, SyntheticStudy> generated = new LinkedHashMap<>();
        generated.put("CT", SyntheticStudy.ct(SEED, 1));
        generated.put("MR", SyntheticStudy.mr(SEED, 1));
        generated.put("US", SyntheticStudy.ultrasound(SEED, 2));
        for (Map.Entry<String, SyntheticStudy> study : generated.entrySet()) {
            dicom.read(
                            "seed " + SEED,
                            GENERATED + study.getKey(),
                            study.getValue().bytes(0))
                    .ifPresent(read -> pictures.add(read.picture()));
        }
        return pictures;
    }

    private static Map<String, List<Measured>> byModality(List<Measured> measured) {
        return measured.stream().collect(Collectors.groupingBy(Measured::modality, TreeMap::new, Collectors.toList()));
    }

    private void print(String text) {
        System.out.print(text);
        table.append(text);
    }

    private void print(List<Measured> measured, String fact, int mostOfSeries) {
        print("# Sizes, " + LocalDate.now(ZoneOffset.UTC) + "\n\n" + fact + "\n\n");
        print(
                "Bits of a pixel, all its samples together, encoded without loss and decoded again. Native is Bits Allocated ×"
                        + " Samples per Pixel. HTJ2K and Part 1 are as the archive stores them: reversible 5/3, 64 × 64 blocks, TLM"
                        + " and PLT, a colour transform (RCT) of RGB. JPEG-LS is CharLS, colour line by line, without a colour"
                        + " transform, which DICOM's JPEG-LS has none of, signed samples as two's complement. A series counts as"
                        + " one image; a modality is the mean of its images. Left out: images under 64 × 64, of 1 or 32 bits, lossy"
                        + " or subsampled.\n");
        if (mostOfSeries < Integer.MAX_VALUE) {
            print("\nQuick: " + mostOfSeries + " images of each series.\n");
        }
        print("\n## By modality\n\n| modality | images | frames | native | HTJ2K | Part 1 | JPEG-LS | native / HTJ2K |"
                + " HTJ2K / JPEG-LS | Part 1 / JPEG-LS |\n|---|---|---|---|---|---|---|---|---|---|\n");
        byModality(measured).forEach((modality, pictures) -> {
            Measured mean = Measured.mean(modality, pictures);
            print(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %s | %s | %.2f | %s | %s |%n",
                    modality,
                    pictures.size(),
                    mean.frames(),
                    bits(mean),
                    number(mean.jpegLs()),
                    mean.nativeBits() / mean.highThroughput(),
                    number(mean.highThroughput() / mean.jpegLs()),
                    number(mean.part1() / mean.jpegLs())));
        });
        print("\n## By image\n\nAs found: how files have it that others wrote, at the least bits of each coding.\n\n"
                + "| modality | image | frames | pixels | native | HTJ2K | Part 1 | JPEG-LS | as found |\n"
                + "|---|---|---|---|---|---|---|---|---|\n");
        byModality(measured).values().stream()
                .flatMap(List::stream)
                .forEach(picture -> print(String.format(
                        Locale.ROOT,
                        "| %s | %s | %d | %d | %s | %s | %s |%n",
                        picture.modality(),
                        picture.name(),
                        picture.frames(),
                        picture.pixels() / picture.frames(),
                        bits(picture),
                        number(picture.jpegLs()),
                        picture.found().stream()
                                .map(found -> String.format(Locale.ROOT, "%s %.2f", found.coding(), found.bits()))
                                .collect(Collectors.joining(", ")))));
    }

    private static String bits(Measured measured) {
        return String.format(
                Locale.ROOT, "%.2f | %.2f | %.2f", measured.nativeBits(), measured.highThroughput(), measured.part1());
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.2f", value);
    }

    /** The images of a modality stand where other figures have rounds. */
    private static void record(List<Measured> measured) throws IOException {
        for (Map.Entry<String, List<Measured>> modality : byModality(measured).entrySet()) {
            List<Measured> pictures = modality.getValue();
            double[] uncompressed =
                    pictures.stream().mapToDouble(Measured::nativeBits).toArray();
            double[] highThroughput =
                    pictures.stream().mapToDouble(Measured::highThroughput).toArray();
            double[] part1 = pictures.stream().mapToDouble(Measured::part1).toArray();
            double[] jpegLs = pictures.stream().mapToDouble(Measured::jpegLs).toArray();
            Figures.record(
                    figure(modality.getKey() + " as HTJ2K", highThroughput).against("uncompressed", uncompressed));
            if (!Double.isNaN(jpegLs[0])) {
                Figures.record(
                        figure(modality.getKey() + " as HTJ2K", highThroughput).against(JPEG_LS, jpegLs));
                Figures.record(figure(modality.getKey() + " as Part 1", part1).against(JPEG_LS, jpegLs));
            }
        }
    }

    private static Figure figure(String name, double[] ours) {
        return Figure.cost("sizes", name, "bits/pixel", ours);
    }
}
