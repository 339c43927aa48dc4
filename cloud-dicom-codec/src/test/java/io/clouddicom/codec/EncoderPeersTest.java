package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Independent decoders, and our own, decode exactly what is encoded losslessly.
 *
 * <p>Where a peer is not asked, it fails on what OpenJPH encodes, too: {@link #openJphFailsOnItsOwnBelowOneSample}
 * and {@link #openJpegFailsOnVeryDeepDecompositions} show it. ojph_expand writes files of up to 16 bits, of one or three
 * components, and zero in place of negative samples.
 */
class EncoderPeersTest {
    private static final long SEED = 20_261_124L;

    @TempDir
    Path folder;

    @Test
    void ourDecoderDecodesHighThroughput() throws CodestreamException {
        ourDecoderDecodes(EncodeCase.matrix(EncodeOptions.htLosslessRpcl(), SEED));
    }

    @Test
    void ourDecoderDecodesPart1() throws CodestreamException {
        ourDecoderDecodes(EncodeCase.matrix(EncodeOptions.part1Lossless(), SEED));
        ourDecoderDecodes(EncodeCase.styles(SEED));
        ourDecoderDecodes(EncodeCase.layers(SEED));
    }

    /** As our decoder does, within what the peer's constant of the wavelet is off; see {@link DecodeCase#irreversibleTolerance}. */
    @Test
    void openJpegDecodesLossy() throws IOException {
        List<EncodeCase> cases = EncodeCase.lossy(SEED);
        List<EncodeCase> expected = new ArrayList<>();
        J2kDecoder decoder = new J2kDecoder();
        for (EncodeCase each : cases) {
            int[] decoded = new int[each.samples().length];
            decoder.decode(ByteBuffer.wrap(encode(each)), decoded, 0, false);
            expected.add(new EncodeCase(each.name(), each.shape(), each.options(), decoded));
        }
        openJpegDecodes(cases, expected);
    }

    @Test
    void openJpegDecodesQualityLayers() throws IOException {
        openJpegDecodes(EncodeCase.layers(SEED));
    }

    @Test
    void openJpegDecodesCodeblockStyles() throws IOException {
        openJpegDecodes(EncodeCase.styles(SEED));
    }

    @Test
    void openJpegDecodesPart1() throws IOException {
        openJpegDecodes(EncodeCase.matrix(EncodeOptions.part1Lossless(), SEED));
    }

    private static void ourDecoderDecodes(List<EncodeCase> matrix) throws CodestreamException {
        List<String> wrong = new ArrayList<>();
        J2kDecoder decoder = new J2kDecoder();
        for (EncodeCase each : matrix) {
            byte[] codestream = encode(each);
            int[] decoded = new int[each.samples().length];
            decoder.decode(ByteBuffer.wrap(codestream), decoded, 0, false);
            if (!Arrays.equals(decoded, each.samples())) {
                wrong.add(each.toString());
            }
        }
        assertThat(wrong).as("seed %d", SEED).isEmpty();
    }

    @Test
    void openJpegDecodesHighThroughput() throws IOException {
        openJpegDecodes(EncodeCase.matrix(EncodeOptions.htLosslessRpcl(), SEED));
    }

    @Test
    void openJphDecodesHighThroughput() throws IOException {
        PeerTool expand = PeerTool.of("ojph_expand");
        List<String> wrong = new ArrayList<>();
        int number = 0;
        for (EncodeCase each : EncodeCase.matrix(EncodeOptions.htLosslessRpcl(), SEED)) {
            String ending = openJphEnding(each);
            if (ending.isEmpty()) {
                continue;
            }
            Path in = folder.resolve(number + ".j2k");
            Path out = folder.resolve(number + ending);
            number++;
            Files.write(in, encode(each));
            PeerTool.Run run = expand.run(folder, "-i", in.toString(), "-o", out.toString());
            if (run.exit() != 0) {
                wrong.add(each + " fails: " + run.output());
            } else if (!Arrays.equals(readOpenJph(out, each), withoutNegatives(each.planes()))) {
                wrong.add(each + " differs");
            }
        }
        System.out.println("ojph_expand decoded " + number + " codestreams");
        assertThat(wrong).as("seed %d", SEED).isEmpty();
    }

    @Test
    void openJphFailsOnItsOwnBelowOneSample() throws IOException {
        PeerTool compress = PeerTool.of("ojph_compress");
        PeerTool expand = PeerTool.of("ojph_expand");
        byte[] image = writeImage(folder.resolve("image.pgm"));
        Path coded = folder.resolve("own.j2c");
        for (int levels : new int[] {7, 8, 11}) {
            String count = Integer.toString(levels);
            compress.run(folder, "-i", "image.pgm", "-o", "own.j2c", "-reversible", "true", "-num_decomps", count);
            expand.run(folder, "-i", "own.j2c", "-o", "own.pgm");
            boolean exact = Arrays.equals(Files.readAllBytes(folder.resolve("own.pgm")), image);
            assertThat(exact).as("%d levels", levels).isEqualTo(levels <= 7);
            assertThat(Fixtures.decode(Files.readAllBytes(coded), DecodeOptions.defaults()))
                    .isEqualTo(new EncodeCase("", IMAGE, EncodeOptions.htLosslessRpcl(), imageSamples()).planes());
        }
    }

    /**
     * OpenJPH 0.9 misreads the second residual of a pair of quads (T.814 7.3.6) when it is above 20 and the first is not
     * zero, as noise of 22 bits and more makes them. Nine samples show it: the second quad holds one sample, whose residual
     * is 20 where samples have 21 bits, and 21 where they have 22. What CAP announces has room for both, OpenJPEG decodes
     * both exactly, and OpenJPH's library does not decode what it encodes itself of noise of 23 bits either; ojph_compress
     * takes no such samples.
     */
    @Test
    void openJphFailsOnResidualsOfMoreThanTwenty() throws IOException {
        List<EncodeCase> cases = new ArrayList<>();
        for (int precision = 21; precision <= ImageShape.MOST_PRECISION; precision++) {
            int large = (1 << precision - 1) - 1;
            for (int first : new int[] {0, large}) {
                cases.add(new EncodeCase(
                        "residual",
                        new ImageShape(3, 3, 1, precision, true),
                        EncodeOptions.htLosslessRpcl().toBuilder().levels(0).build(),
                        new int[] {0, 0, 0, 0, 0, 0, first, 0, large}));
            }
        }
        openJpegDecodes(cases);
        PeerTool expand = PeerTool.of("ojph_expand");
        for (EncodeCase each : cases) {
            Files.write(folder.resolve("residual.j2c"), encode(each));
            PeerTool.Run run = expand.run(folder, "-i", "residual.j2c", "-o", "residual.yuv");
            if (each.shape().precision() == 21 || each.samples()[6] == 0) {
                assertThat(run.exit()).as("%s: %s", each, run.output()).isZero();
            } else {
                assertThat(run.exit()).as("%s", each).isNotZero();
                assertThat(run.output()).contains("Error decoding a codeblock");
            }
        }
    }

    @Test
    void openJpegFailsOnVeryDeepDecompositions() throws IOException {
        PeerTool compress = PeerTool.of("ojph_compress");
        PeerTool decompress = PeerTool.of("opj_decompress");
        byte[] image = writeImage(folder.resolve("image.pgm"));
        for (int levels : new int[] {15, 16, 17}) {
            String count = Integer.toString(levels);
            compress.run(folder, "-i", "image.pgm", "-o", "own.j2c", "-reversible", "true", "-num_decomps", count);
            decompress.run(folder, "-i", "own.j2c", "-o", "own.pgm");
            byte[] decoded = Files.readAllBytes(folder.resolve("own.pgm"));
            int pixels = IMAGE.width() * IMAGE.height();
            boolean exact = Arrays.equals(
                    Arrays.copyOfRange(decoded, decoded.length - pixels, decoded.length),
                    Arrays.copyOfRange(image, image.length - pixels, image.length));
            assertThat(exact).as("%d levels", levels).isEqualTo(levels <= 15);
        }
    }

    private static final ImageShape IMAGE = new ImageShape(71, 59, 1, 8, false);

    private static int[] imageSamples() {
        int[] samples = new int[IMAGE.width() * IMAGE.height()];
        for (int index = 0; index < samples.length; index++) {
            samples[index] = index * 31 + index / 71 * 17 & 255;
        }
        return samples;
    }

    private static byte[] writeImage(Path file) throws IOException {
        byte[] header = "P5\n71 59\n255\n".getBytes(StandardCharsets.US_ASCII);
        int[] samples = imageSamples();
        byte[] image = Arrays.copyOf(header, header.length + samples.length);
        for (int index = 0; index < samples.length; index++) {
            image[header.length + index] = (byte) samples[index];
        }
        Files.write(file, image);
        return image;
    }

    private static int[] withoutNegatives(int[] samples) {
        return Arrays.stream(samples).map(sample -> Math.max(0, sample)).toArray();
    }

    private static byte[] encode(EncodeCase each) {
        return new J2kEncoder(each.options()).encode(each.shape(), each.samples(), 0, false);
    }

    /** All codestreams by one process; it leaves one PGX file per component. */
    private void openJpegDecodes(List<EncodeCase> matrix) throws IOException {
        List<EncodeCase> cases = matrix.stream()
                .filter(each -> each.options().levels().orElse(0) <= 15)
                .toList();
        openJpegDecodes(cases, cases);
    }

    private void openJpegDecodes(List<EncodeCase> cases, List<EncodeCase> expectations) throws IOException {
        PeerTool decompress = PeerTool.of("opj_decompress");
        for (int number = 0; number < cases.size(); number++) {
            Files.write(folder.resolve(name(number) + ".j2k"), encode(cases.get(number)));
        }
        decompress.run(folder, "-ImgDir", folder.toString(), "-OutFor", "PGX");
        List<String> wrong = new ArrayList<>();
        for (int number = 0; number < cases.size(); number++) {
            EncodeCase each = cases.get(number);
            int pixels = each.shape().width() * each.shape().height();
            int[] planes = expectations.get(number).planes();
            for (int component = 0; component < each.shape().components(); component++) {
                Path plane = folder.resolve(name(number) + "_" + component + ".pgx");
                int[] expected = Arrays.copyOfRange(planes, component * pixels, (component + 1) * pixels);
                if (!Files.exists(plane)) {
                    wrong.add(each + " fails");
                    break;
                }
                if (!isAlike(PeerImages.readPgx(plane), each, expected)) {
                    wrong.add(each + " differs");
                    break;
                }
            }
        }
        System.out.println("opj_decompress decoded " + cases.size() + " codestreams");
        assertThat(wrong).as("seed %d", SEED).isEmpty();
    }

    private static boolean isAlike(PeerImages.Plane decoded, EncodeCase each, int[] expected) {
        ImageShape whole = each.shape();
        ImageShape plane = new ImageShape(whole.width(), whole.height(), 1, whole.precision(), whole.signed());
        int most = each.options().reversible() ? 0 : DecodeCase.irreversibleTolerance(whole.precision());
        boolean alike = decoded.shape().equals(plane);
        for (int index = 0; alike && index < expected.length; index++) {
            alike = Math.abs(decoded.samples()[index] - expected[index]) <= most;
        }
        return alike;
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "case%04d", number);
    }

    /** The kind of file that ojph_expand can write of an image; empty when there is none. */
    static String openJphEnding(EncodeCase each) {
        ImageShape shape = each.shape();
        int levels = each.options().levels().orElse(0);
        if (shape.precision() > 16 || Math.max(shape.width(), shape.height()) << 1 <= 1L << levels) {
            return "";
        }
        if (shape.components() == 1) {
            return ".yuv";
        }
        return shape.components() == 3 && !shape.signed() ? ".ppm" : "";
    }

    static int[] readOpenJph(Path file, EncodeCase each) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ImageShape shape = each.shape();
        int count = (int) shape.samples();
        if (shape.components() == 1) {
            // Raw samples, little-endian.
            bytes = PeerImages.swapped(bytes, shape.precision());
            return PeerImages.bigEndian(bytes, 0, count, shape.precision(), shape.signed());
        }
        int from = bytes.length - count * (shape.precision() <= 8 ? 1 : 2);
        int[] interleaved = PeerImages.bigEndian(bytes, from, count, shape.precision(), shape.signed());
        return new EncodeCase("", shape, each.options(), interleaved).planes();
    }
}
