package io.clouddicom;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.FrameIndex;
import io.clouddicom.dicom.FrameLocation;
import io.clouddicom.dicom.RangeSource;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.PixelDescription;
import io.clouddicom.store.ObjectStores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real files, retrieved in every transfer syntax that is written: the same samples, or a reason why not. */
class SharedRetrievalTest {
    private static final int LARGEST_FILE = 70_000;

    private static final List<TransferSyntax> TARGETS = List.of(
            TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN,
            TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN,
            TransferSyntax.EXPLICIT_VR_BIG_ENDIAN,
            TransferSyntax.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
            TransferSyntax.RLE_LOSSLESS,
            TransferSyntax.JPEG_2000_LOSSLESS,
            TransferSyntax.HTJ2K_LOSSLESS,
            TransferSyntax.HTJ2K_LOSSLESS_RPCL,
            TransferSyntax.JPEG_2000,
            TransferSyntax.HTJ2K);

    /** The digest of all frames of a file, decoded. */
    private static String pixels(byte[] file) throws Exception {
        DicomFile read = DicomReader.of(RangeSource.of(file)).read();
        PixelDescription description = PixelDescription.of(read.dataset());
        FrameIndex frames = read.frames();
        assertThat(frames.count()).isEqualTo(description.numberOfFrames());
        byte[] content = file;
        if (read.deflated().isPresent()) {
            content = inflated(file, read.deflated().get());
        }
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        for (int i = 0; i < frames.count(); i++) {
            FrameLocation location = frames.frame(i);
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            for (ByteSpan span : location.spans()) {
                frame.write(content, (int) span.offset(), (int) span.length());
            }
            if (read.transferSyntax().bigEndian() && frame.size() % 2 != 0) {
                ByteSpan span = location.spans().get(0);
                frame.write(content, (int) span.end(), 1);
            }
            md5.update(FrameDecoder.standard()
                    .decode(description, read.transferSyntax(), frame.toByteArray(), location.bitOffset()));
        }
        return HexFormat.of().formatHex(md5.digest());
    }

    private static byte[] inflated(byte[] file, DicomFile.Deflated deflated) throws Exception {
        Inflater inflater = new Inflater(!deflated.zlib());
        inflater.setInput(
                file, (int) deflated.span().offset(), (int) deflated.span().length());
        byte[] bytes = new byte[(int) deflated.inflatedLength()];
        int at = 0;
        while (at < bytes.length) {
            at += inflater.inflate(bytes, at, bytes.length - at);
        }
        inflater.end();
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"AS_RECEIVED", "HTJ2K_LOSSLESS_RPCL"})
    void everyDecodableFileHasTheSameSamplesInEveryTransferSyntax(StoragePolicy policy) throws Exception {
        Path shared = SharedData.dicom();
        Map<String, Integer> reasons = new TreeMap<>();
        int retrieved = 0;
        try (DicomArchive archive =
                DicomArchive.builder(ObjectStores.memory()).storage(policy).open()) {
            for (Map<String, String> row : SharedData.table(shared.resolve("MANIFEST.tsv"))) {
                Path file = shared.resolve(row.get("path"));
                if (Files.size(file) > LARGEST_FILE || row.get("path").startsWith("broken")) {
                    continue;
                }
                Optional<Instance> instance = put(archive, file);
                if (instance.isEmpty() || instance.get().frameCount() == 0) {
                    continue;
                }
                String expected;
                try {
                    expected = pixels(Files.readAllBytes(file));
                } catch (CloudDicomException | AssertionError e) {
                    continue;
                }
                for (TransferSyntax target : TARGETS) {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    try {
                        instance.get().retrieve(RetrievalForm.in(target), out);
                    } catch (UnsupportedFeatureException e) {
                        reasons.merge(
                                String.valueOf(e.getMessage()).replaceAll("^retrieve [^:]*: ", ""), 1, Integer::sum);
                        continue;
                    }
                    retrieved++;
                    check(row.get("path"), instance.get(), target, out.toByteArray(), expected);
                }
            }
        }
        reasons.forEach((reason, count) -> System.out.println(count + " not retrieved: " + reason));
        System.out.println(retrieved + " retrieved");
        assertThat(retrieved).isGreaterThan(400);
    }

    private static Optional<Instance> put(DicomArchive archive, Path file) throws IOException {
        try {
            Receipt receipt =
                    archive.put(InstanceSource.of(file), PutOptions.DEFAULT.withDuplicates(DuplicatePolicy.REPLACE));
            return Optional.of(archive.instance(receipt.instance(), receipt.revision()));
        } catch (MalformedDicomException e) {
            return Optional.empty();
        }
    }

    private static void check(String path, Instance instance, TransferSyntax target, byte[] file, String expected)
            throws Exception {
        String what = path + " as " + target.name();
        DicomFile read = DicomReader.of(RangeSource.of(file)).read();
        if (!instance.transferSyntax().equals(target)) {
            assertThat(read.warnings()).as(what).isEmpty();
        }
        assertThat(read.transferSyntax()).as(what).isEqualTo(target);
        assertThat(pixels(file)).as(what).isEqualTo(expected);
        assertThat(read.dataset().uid(Tag.SOP_INSTANCE_UID))
                .hasValue(instance.id().instance());
        String photometric =
                read.dataset().string(Tag.PHOTOMETRIC_INTERPRETATION).orElse("").trim();
        if (!target.encapsulated()) {
            assertThat(photometric).as(what).isNotIn("YBR_RCT", "YBR_ICT");
        }
        if (instance.metadata()
                .string(Tag.LOSSY_IMAGE_COMPRESSION)
                .filter("01"::equals)
                .isPresent()) {
            assertThat(read.dataset().string(Tag.LOSSY_IMAGE_COMPRESSION))
                    .as(what)
                    .hasValue("01");
        }
    }

    @Test
    void othersReadTheSamePixels(@TempDir Path temporary) throws Exception {
        ExternalTool python = ExternalTool.requirePython("pydicom");
        ExternalTool gdcmconv = ExternalTool.require("gdcmconv");
        String script = """
                import sys, numpy, pydicom
                a, b = [pydicom.dcmread(f) for f in sys.argv[1:3]]
                x, y = a.pixel_array, b.pixel_array
                assert x.shape == y.shape, (x.shape, y.shape)
                assert (x == y).all()
                assert a.SOPInstanceUID == b.SOPInstanceUID
                print(b.file_meta.TransferSyntaxUID, b.PhotometricInterpretation)
                """;
        Path shared = SharedData.dicom();
        List<String> files =
                List.of("series-ct-ge/01.dcm", "rle/SC_rgb_rle_2frame.dcm", "big-endian/MR_small_bigendian.dcm");
        int compared = 0;
        try (DicomArchive archive = DicomArchive.builder(ObjectStores.memory()).open()) {
            for (String name : files) {
                Path file = shared.resolve(name);
                if (!Files.exists(file)) {
                    System.out.println("not there: " + name);
                    continue;
                }
                Instance instance = put(archive, file).orElseThrow();
                for (TransferSyntax target : TARGETS.subList(0, 6)) {
                    Path out = temporary.resolve("out.dcm");
                    try (var stream = Files.newOutputStream(out)) {
                        instance.retrieve(RetrievalForm.in(target), stream);
                    }
                    if (target.equals(TransferSyntax.JPEG_2000_LOSSLESS)) {
                        Path raw = temporary.resolve("raw.dcm");
                        ExternalTool.Outcome converted = gdcmconv.run("--raw", out.toString(), raw.toString());
                        assertThat(converted.exitCode()).as(converted.output()).isZero();
                        out = raw;
                    }
                    ExternalTool.Outcome outcome = python.run("-c", script, file.toString(), out.toString());
                    assertThat(outcome.exitCode())
                            .as(name + " as " + target.name() + ": " + outcome.output())
                            .isZero();
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(12);
    }
}
