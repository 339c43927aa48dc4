package io.clouddicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.ExternalTool;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.DicomWriter;
import io.clouddicom.dicom.RangeSource;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import io.clouddicom.dicom.Vr;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What dcmtk encodes, decoded here and by dcmtk: the same bytes, lossy ones too. */
class JpegPeersTest {
    private static final long SEED = 20_260_405;
    private static final int ROWS = 45;
    private static final int COLUMNS = 61;
    private static final int FRAMES = 2;

    @TempDir
    private Path folder;

    private final List<String> wrong = new ArrayList<>();
    private int compared;

    @BeforeEach
    void printSeed() {
        System.out.println("seed " + SEED);
    }

    /** An image with native pixel data. */
    private record Image(String name, int bitsStored, boolean signed, int samples, byte[] pixels) {
        int bitsAllocated() {
            return bitsStored > 8 ? 16 : 8;
        }

        void write(Path file) throws IOException {
            Dataset.Builder dataset = Dataset.builder()
                    .string(Tag.SOP_CLASS_UID, Vr.UI, "1.2.840.10008.5.1.4.1.1.7.3")
                    .string(Tag.SOP_INSTANCE_UID, Vr.UI, "1.2.826.0.1.3680043.2.1.1")
                    .string(Tag.STUDY_INSTANCE_UID, Vr.UI, "1.2.826.0.1.3680043.2.1.2")
                    .string(Tag.SERIES_INSTANCE_UID, Vr.UI, "1.2.826.0.1.3680043.2.1.3")
                    .string(Tag.NUMBER_OF_FRAMES, Vr.IS, String.valueOf(FRAMES))
                    .integers(Tag.SAMPLES_PER_PIXEL, Vr.US, samples)
                    .string(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, samples == 3 ? "RGB" : "MONOCHROME2")
                    .integers(Tag.ROWS, Vr.US, ROWS)
                    .integers(Tag.COLUMNS, Vr.US, COLUMNS)
                    .integers(Tag.BITS_ALLOCATED, Vr.US, bitsAllocated())
                    .integers(Tag.BITS_STORED, Vr.US, bitsStored)
                    .integers(Tag.HIGH_BIT, Vr.US, bitsStored - 1)
                    .integers(Tag.PIXEL_REPRESENTATION, Vr.US, signed ? 1 : 0)
                    .bytes(Tag.PIXEL_DATA, bitsAllocated() == 8 ? Vr.OB : Vr.OW, pixels);
            if (samples == 3) {
                dataset.integers(Tag.PLANAR_CONFIGURATION, Vr.US, 0);
            }
            Dataset meta = Dataset.builder()
                    .string(Tag.MEDIA_STORAGE_SOP_CLASS_UID, Vr.UI, "1.2.840.10008.5.1.4.1.1.7.3")
                    .string(Tag.MEDIA_STORAGE_SOP_INSTANCE_UID, Vr.UI, "1.2.826.0.1.3680043.2.1.1")
                    .uid(Tag.TRANSFER_SYNTAX_UID, new Uid("1.2.840.10008.1.2.1"))
                    .build();
            try (OutputStream out = Files.newOutputStream(file)) {
                DicomWriter.writeFile(meta, dataset.build(), TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, out);
            }
        }
    }

    private static List<Image> images() {
        Random random = new Random(SEED);
        List<Image> images = new ArrayList<>();
        for (int bits : new int[] {8, 10, 12, 16}) {
            images.add(image(random, bits, false, 1));
        }
        images.add(image(random, 12, true, 1));
        images.add(image(random, 16, true, 1));
        images.add(image(random, 8, false, 3));
        return images;
    }

    private static Image image(Random random, int bits, boolean signed, int samples) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        for (int frame = 0; frame < FRAMES; frame++) {
            int[][][] values = JpegImages.mixed(random, samples, ROWS, COLUMNS, bits);
            for (int[][] component : values) {
                for (int[] row : component) {
                    for (int x = 0; signed && x < row.length; x++) {
                        row[x] = row[x] - (1 << (bits - 1));
                    }
                }
            }
            pixels.writeBytes(JpegImages.bytes(values, bits > 8 ? 2 : 1));
        }
        return new Image(
                bits + (signed ? " bits signed" : " bits") + " x " + samples,
                bits,
                signed,
                samples,
                pixels.toByteArray());
    }

    @Test
    void losslessJpeg() throws Exception {
        ExternalTool encoder = ExternalTool.require("dcmcjpeg");
        ExternalTool decoder = ExternalTool.require("dcmdjpeg");
        for (Image image : images()) {
            compare(image, encoder, decoder, true, "+e1");
            for (int predictor = 1; predictor <= 7; predictor++) {
                compare(image, encoder, decoder, true, "+el", "+sv", String.valueOf(predictor));
            }
            compare(image, encoder, decoder, false, "+el", "+pl", "+sv", "4", "+pt", "2");
        }
        end(60);
    }

    @Test
    void lossyJpeg() throws Exception {
        ExternalTool encoder = ExternalTool.require("dcmcjpeg");
        ExternalTool decoder = ExternalTool.require("dcmdjpeg");
        for (Image image : images()) {
            if (image.bitsStored > 12) {
                continue;
            }
            for (String process : new String[] {"+eb", "+ee", "+es", "+ep"}) {
                if (image.samples == 1) {
                    compare(image, encoder, decoder, false, process, "+q", "85");
                    continue;
                }
                for (String sampling : new String[] {"+s4", "+s2", "+n2", "+n1", "+np"}) {
                    compare(image, encoder, decoder, false, process, "+q", "70", "+cy", sampling);
                }
                compare(image, encoder, decoder, false, process, "+q", "100", "+cr", "-ho");
            }
        }
        end(30);
    }

    @Test
    void jpegLs() throws Exception {
        ExternalTool encoder = ExternalTool.require("dcmcjpls");
        ExternalTool decoder = ExternalTool.require("dcmdjpls");
        for (Image image : images()) {
            String[] interleaves = image.samples == 1 ? new String[] {"+iv"} : new String[] {"+in", "+il", "+is"};
            for (String interleave : interleaves) {
                compare(image, encoder, decoder, true, "+el", interleave);
                // dcmcjpls encodes no signed samples near-lossless, and fails on colour with thresholds.
                if (!image.signed) {
                    compare(image, encoder, decoder, true, "+el", "+pc", interleave);
                    for (String deviation : new String[] {"1", "2", "5", "17"}) {
                        compare(image, encoder, decoder, false, "+en", "+md", deviation, interleave);
                    }
                }
            }
            if (image.samples == 1) {
                compare(image, encoder, decoder, true, "+el", "+t1", "9", "+t2", "40", "+t3", "100", "+rs", "31");
            }
        }
        end(50);
    }

    private void end(int least) {
        System.out.println(compared + " frames compared");
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(least);
    }

    private void compare(Image image, ExternalTool encoder, ExternalTool decoder, boolean exact, String... options)
            throws Exception {
        String name = image.name + " " + String.join(" ", options);
        Path original = folder.resolve("original.dcm");
        Path encoded = folder.resolve("encoded.dcm");
        Path decoded = folder.resolve("decoded.dcm");
        image.write(original);
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of(original.toString(), encoded.toString()));
        ExternalTool.Outcome outcome = encoder.run(arguments.toArray(String[]::new));
        if (outcome.exitCode() != 0) {
            wrong.add(name + ": " + outcome.output());
            return;
        }
        outcome = decoder.run(encoded.toString(), decoded.toString());
        if (outcome.exitCode() != 0) {
            wrong.add(name + ": " + outcome.output());
            return;
        }
        List<byte[]> theirs = frames(decoded);
        List<byte[]> ours = frames(encoded);
        for (int i = 0; i < FRAMES; i++) {
            compared++;
            if (!java.util.Arrays.equals(ours.get(i), theirs.get(i))) {
                wrong.add(name + " frame " + i + " is not that of the other decoder");
            }
            byte[] first = java.util.Arrays.copyOfRange(
                    image.pixels, i * image.pixels.length / FRAMES, (i + 1) * image.pixels.length / FRAMES);
            if (exact && !java.util.Arrays.equals(ours.get(i), first)) {
                wrong.add(name + " frame " + i + " is not the original");
            }
        }
    }

    private static List<byte[]> frames(Path path) throws IOException {
        RangeSource source = RangeSource.of(Files.readAllBytes(path));
        DicomFile file = DicomReader.of(source).read();
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < file.frames().count(); i++) {
            ByteBuffer frame = ByteBuffer.allocate((int) file.frames().frame(i).length());
            for (ByteSpan span : file.frames().frame(i).spans()) {
                frame.limit(frame.position() + (int) span.length());
                source.readFully(span.offset(), frame);
            }
            frames.add(FrameDecoder.standard()
                    .decode(PixelDescription.of(file.dataset()), file.transferSyntax(), frame.array(), 0));
        }
        return frames;
    }
}
