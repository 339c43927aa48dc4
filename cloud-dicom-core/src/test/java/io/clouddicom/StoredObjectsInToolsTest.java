package io.clouddicom;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.FrameLocation;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.PixelDescription;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the archive makes of real files is right by other programs: {@code dciodvfy} finds no error that the original does
 * not have, and GDCM, and OpenJPEG and OpenJPH on the frames that pydicom finds, read the manifest's pixels.
 *
 * <p>The validator and GDCM know no HTJ2K: they see the objects of the policy JPEG 2000, whose datasets are made by the same
 * code and differ in the transfer syntax alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredObjectsInToolsTest {
    private static final PutOptions REPLACE = PutOptions.DEFAULT.withDuplicates(DuplicatePolicy.REPLACE);

    /** What the decoders' raw files can hold. */
    private static final int MOST_BITS = 16;

    private static final long MOST_PIXELS = 1 << 20;

    private Path folder = Path.of("");
    private Path shared = Path.of("");
    private final Map<String, Stored> jpeg2000 = new LinkedHashMap<>();
    private final Map<String, Stored> htj2k = new LinkedHashMap<>();
    private final Map<String, String> firstFrames = new HashMap<>();

    /** An instance that was transcoded. */
    private record Stored(Path original, Path object, PixelDescription description) {}

    @BeforeAll
    void putAll(@TempDir Path temporary) throws IOException {
        folder = temporary;
        shared = SharedData.dicom();
        Set<String> exact = SharedData.table(shared.resolve("MANIFEST.tsv")).stream()
                .filter(row -> row.get("compare").equals("exact"))
                .map(row -> row.get("path"))
                .collect(Collectors.toSet());
        for (Map<String, String> row : SharedData.table(shared.resolve("FRAMES.tsv"))) {
            if (row.get("frame").equals("1")
                    && exact.contains(row.get("path"))
                    && !row.get("pixels_md5").isEmpty()) {
                firstFrames.put(row.get("path"), row.get("pixels_md5"));
            }
        }
        put(StoragePolicy.J2K_LOSSLESS, jpeg2000);
        put(StoragePolicy.HTJ2K_LOSSLESS_RPCL, htj2k);
        System.out.println(jpeg2000.size() + " transcoded to JPEG 2000, " + htj2k.size() + " to HTJ2K");
        assertThat(jpeg2000).hasSizeGreaterThan(100);
        assertThat(htj2k).hasSizeGreaterThan(100);
    }

    private void put(StoragePolicy policy, Map<String, Stored> transcoded) throws IOException {
        Path root = folder.resolve(policy.name());
        try (DicomArchive archive =
                DicomArchive.builder(root.toUri()).storage(policy).open()) {
            for (String path : new TreeSet<>(firstFrames.keySet())) {
                Path file = shared.resolve(path);
                DicomFile original;
                Receipt receipt;
                try {
                    original = DicomReader.of(new ByteArrayInputStream(Files.readAllBytes(file)))
                            .readRest();
                    receipt = archive.put(InstanceSource.of(file), REPLACE);
                } catch (MalformedDicomException e) {
                    continue;
                }
                Instance instance = archive.instance(receipt.instance(), receipt.revision());
                if (receipt.outcome() != Receipt.Outcome.STORED
                        || instance.transferSyntax().equals(original.transferSyntax())) {
                    continue;
                }
                transcoded.put(
                        path,
                        new Stored(
                                file,
                                root.resolve(ObjectNames.instance(receipt.instance(), receipt.revision())
                                        .value()),
                                PixelDescription.of(instance.metadata())));
            }
        }
    }

    @Test
    void theValidatorFindsNoErrorThatTheOriginalDoesNotHave() throws IOException {
        ExternalTool validator = ExternalTool.require("dciodvfy");
        Map<String, Set<String>> worse = new LinkedHashMap<>();
        for (Map.Entry<String, Stored> entry : jpeg2000.entrySet()) {
            Set<String> more = errors(validator, entry.getValue().object());
            more.removeAll(errors(validator, entry.getValue().original()));
            if (!more.isEmpty()) {
                worse.put(entry.getKey(), more);
            }
        }
        assertThat(worse).isEmpty();
    }

    private static Set<String> errors(ExternalTool validator, Path file) throws IOException {
        return validator
                .run(file.toString())
                .output()
                .lines()
                .filter(line -> line.startsWith("Error"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void gdcmReadsThePixels() throws Exception {
        ExternalTool convert = ExternalTool.require("gdcmconv");
        int compared = 0;
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Stored> entry : jpeg2000.entrySet()) {
            String path = entry.getKey();
            Stored stored = entry.getValue();
            // Where GDCM cannot make the manifest's pixels of the original, it is no judge.
            if (firstFrames.get(path).equals(firstFrame(convert, stored.original()))) {
                compared++;
                if (!firstFrames.get(path).equals(firstFrame(convert, stored.object()))) {
                    wrong.add(path);
                }
            }
        }
        System.out.println(compared + " objects read by GDCM");
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(50);
    }

    /** Digest of the first frame as GDCM decodes it, or why there is none. */
    private String firstFrame(ExternalTool convert, Path file) throws Exception {
        Path out = folder.resolve("gdcm.dcm");
        Files.deleteIfExists(out);
        if (convert.run("--raw", file.toString(), out.toString()).exitCode() != 0 || !Files.exists(out)) {
            return "not converted";
        }
        byte[] bytes = Files.readAllBytes(out);
        DicomFile decoded = DicomReader.of(new ByteArrayInputStream(bytes)).readRest();
        if (decoded.transferSyntax().encapsulated() || decoded.frames().count() == 0) {
            return "not decoded";
        }
        FrameLocation frame = decoded.frames().frame(0);
        byte[] first = new byte[Math.toIntExact(frame.length())];
        System.arraycopy(bytes, Math.toIntExact(frame.spans().get(0).offset()), first, 0, first.length);
        try {
            return md5(FrameDecoder.standard()
                    .decode(
                            PixelDescription.of(decoded.dataset()),
                            decoded.transferSyntax(),
                            first,
                            frame.bitOffset()));
        } catch (CloudDicomException e) {
            return "not understood";
        }
    }

    @Test
    void openJpegReadsThePixelsThatPydicomFinds() throws Exception {
        ExternalTool decode = ExternalTool.require("opj_decompress");
        compare("j2k", jpeg2000, (frame, description) -> byOpenJpeg(decode, frame, description));
    }

    private static byte[] byOpenJpeg(ExternalTool decode, Path frame, PixelDescription description) throws IOException {
        Path raw = frame.resolveSibling("opj.rawl");
        assertThat(decode.run("-i", frame.toString(), "-o", raw.toString()).exitCode())
                .isZero();
        return interleaved(Files.readAllBytes(raw), description);
    }

    /** The files that OpenJPH's program writes hold no negative samples: signed frames are OpenJPEG's to decode. */
    @Test
    void openJphReadsThePixelsThatPydicomFinds() throws Exception {
        ExternalTool expand = ExternalTool.require("ojph_expand");
        ExternalTool decode = ExternalTool.require("opj_decompress");
        compare(
                "j2c",
                htj2k,
                (frame, description) -> description.signed()
                        ? byOpenJpeg(decode, frame, description)
                        : byOpenJph(expand, frame, description));
    }

    private static byte[] byOpenJph(ExternalTool expand, Path frame, PixelDescription description) throws IOException {
        // It writes planes for grey only, and colour as a PPM.
        boolean colour = description.samplesPerPixel() == 3;
        Path out = frame.resolveSibling(colour ? "ojph.ppm" : "ojph.yuv");
        ExternalTool.Outcome outcome = expand.run("-i", frame.toString(), "-o", out.toString());
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        byte[] bytes = Files.readAllBytes(out);
        if (!colour) {
            return interleaved(bytes, description);
        }
        int length = Math.toIntExact(description.pixels() * 3 * description.bytesPerSample());
        byte[] samples = Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
        for (int i = 0; description.bytesPerSample() == 2 && i < length; i += 2) {
            byte high = samples[i];
            samples[i] = samples[i + 1];
            samples[i + 1] = high;
        }
        return samples;
    }

    /** Decodes a codestream into the layout of the manifest. */
    @FunctionalInterface
    private interface Decoder {
        byte[] decode(Path codestream, PixelDescription description) throws IOException;
    }

    private void compare(String ending, Map<String, Stored> objects, Decoder decoder) throws Exception {
        Map<String, Stored> chosen = new LinkedHashMap<>();
        objects.forEach((path, stored) -> {
            PixelDescription description = stored.description();
            if (description.bitsStored() <= MOST_BITS && description.pixels() <= MOST_PIXELS) {
                chosen.put(path, stored);
            }
        });
        Path frames = Files.createDirectory(folder.resolve(ending));
        extractByPydicom(chosen, frames, ending);
        int number = 0;
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Stored> entry : chosen.entrySet()) {
            Path codestream = frames.resolve(number++ + "." + ending);
            byte[] samples = decoder.decode(codestream, entry.getValue().description());
            if (!md5(samples).equals(firstFrames.get(entry.getKey()))) {
                wrong.add(entry.getKey());
            }
        }
        System.out.println(number + " frames decoded");
        assertThat(wrong).isEmpty();
        assertThat(number).isGreaterThan(90);
    }

    private void extractByPydicom(Map<String, Stored> objects, Path frames, String ending) throws IOException {
        ExternalTool python = ExternalTool.requirePython("pydicom");
        Path list = frames.resolve("objects.txt");
        Files.write(
                list,
                objects.values().stream()
                        .map(stored -> stored.object().toString())
                        .toList(),
                StandardCharsets.UTF_8);
        Path script = frames.resolve("extract.py");
        Files.writeString(script, """
                import sys, pydicom
                from pydicom.encaps import generate_pixel_data_frame
                pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
                for number, line in enumerate(open(sys.argv[1], encoding='utf-8')):
                    file = pydicom.dcmread(line.rstrip('\\n'))
                    count = int(file.get('NumberOfFrames', 1) or 1)
                    first = next(generate_pixel_data_frame(file.PixelData, count))
                    open('%s/%d.%s' % (sys.argv[2], number, sys.argv[3]), 'wb').write(first)
                """);
        ExternalTool.Outcome outcome = python.run(script.toString(), list.toString(), frames.toString(), ending);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    /** Brings planes into the layout of the manifest: samples of a pixel together, in the dataset's number of bytes. */
    private static byte[] interleaved(byte[] planes, PixelDescription description) {
        int components = description.samplesPerPixel();
        int pixels = Math.toIntExact(description.pixels());
        int from = planes.length / (components * pixels);
        int to = description.bytesPerSample();
        assertThat(planes).hasSize(from * components * pixels);
        byte[] samples = new byte[to * components * pixels];
        for (int c = 0; c < components; c++) {
            for (int p = 0; p < pixels; p++) {
                int at = (c * pixels + p) * from;
                byte fill = description.signed() && planes[at + from - 1] < 0 ? (byte) -1 : 0;
                for (int b = 0; b < to; b++) {
                    samples[(p * components + c) * to + b] = b < from ? planes[at + b] : fill;
                }
            }
        }
        return samples;
    }

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }
}
