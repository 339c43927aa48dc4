package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and errors of medical images encoded as Part 1, beside those of {@code opj_compress} with the same parameters. */
@SuppressWarnings("NullAway.Init")
class Part1RatesTest {
    private static final long SEED = 20_261_124L;
    private static final String CT = "part1/opj-CT1.j2k";
    private static final String MR = "part1/opj-MR1.j2k";
    private static final String US = "htj2k/ojph-US1.j2c";
    private static final String DX = "htj2k/ojph-RG3.j2c";
    private static final String XA = "part1/opj-XA1.j2k";
    private static final String NM = "part1/opj-NM1.j2k";

    /** Neither TLM nor PLT, which the peer does not write. */
    private static final EncodeOptions LOSSLESS = EncodeOptions.part1Lossless().toBuilder()
            .levels(5)
            .progression(ProgressionOrder.LRCP)
            .tilePartLengths(false)
            .packetLengths(false)
            .build();

    @TempDir
    Path folder;

    private ImageShape shape;
    private int[] samples;

    @ParameterizedTest
    @ValueSource(strings = {CT, MR, US, DX, XA, NM})
    void losslessIsAsShortAsThePeers(String file) throws IOException {
        read(file);
        for (int block : new int[] {64, 32}) {
            long peer = Files.size(compress("-n", "6", "-b", block + "," + block));
            EncodeOptions options = LOSSLESS.toBuilder().blockSize(block, block).build();
            long ours = new J2kEncoder(options).encode(shape, samples, 0, false).length;
            System.out.printf(Locale.ROOT, "%s, %d: %d bytes, the peer's %d%n", file, block, ours, peer);
            assertThat((double) ours / peer).as("%s, %d", file, block).isLessThan(1.003);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CT, MR, US, DX, XA, NM})
    void lossyIsAsGoodAsThePeers(String file) throws IOException {
        read(file);
        double bytes = shape.samples() * shape.precision() / 8.0;
        for (double ratio : new double[] {10, 25}) {
            byte[] peer = Files.readAllBytes(compress("-I", "-n", "6", "-r", Double.toString(ratio)));
            EncodeOptions.Builder lossy = LOSSLESS.toBuilder().reversible(false);
            byte[] asked = new J2kEncoder(lossy.ratio(ratio).build()).encode(shape, samples, 0, false);
            assertThat(bytes / asked.length).as("%s at %s", file, ratio).isBetween(ratio, ratio * 1.01);
            byte[] alike = new J2kEncoder(lossy.ratio(bytes / peer.length).build()).encode(shape, samples, 0, false);
            double quality = psnr(alike);
            double peers = psnr(peer);
            System.out.printf(
                    Locale.ROOT,
                    "%s at %.0f: %.2f dB in %d bytes, the peer %.2f dB in %d%n",
                    file,
                    ratio,
                    quality,
                    alike.length,
                    peers,
                    peer.length);
            assertThat(quality).as("%s at %s", file, ratio).isGreaterThan(peers - 0.1);
        }
    }

    /** One code-block: it is cut after any pass, where a segment ends, or nowhere, and then left out. */
    @Test
    void whatIsCutEndsPredictably() throws IOException {
        shape = new ImageShape(64, 64, 1, 12, false);
        samples = EncodeCase.image(new ImageShape(64, 64, 1, 12, false), new SplittableRandom(SEED));
        Set<CodeblockStyle> predictable = EnumSet.of(CodeblockStyle.PREDICTABLE_TERMINATION);
        assertThat(Arrays.stream(cutAtFour(predictable)).distinct()).containsExactly(2048);
        predictable.add(CodeblockStyle.TERMINATE_ALL);
        assertThat(Arrays.stream(cutAtFour(predictable)).distinct()).hasSizeGreaterThan(4);
        Set<CodeblockStyle> none = EnumSet.noneOf(CodeblockStyle.class);
        assertThat(Arrays.stream(cutAtFour(none)).distinct()).hasSizeGreaterThan(4);
    }

    /** The image decoded by OpenJPEG, which agrees with ours. */
    private int[] cutAtFour(Set<CodeblockStyle> styles) throws IOException {
        EncodeOptions options = EncodeOptions.part1Lossy(0.001).toBuilder()
                .codeblockStyles(styles)
                .levels(0)
                .ratio(4)
                .build();
        byte[] codestream = new J2kEncoder(options).encode(shape, samples, 0, false);
        assertThat(codestream.length).isLessThanOrEqualTo(64 * 64 * 12 / 8 / 4);
        Files.write(folder.resolve("cut.j2k"), codestream);
        PeerTool.Run run = PeerTool.of("opj_decompress").run(folder, "-i", "cut.j2k", "-o", "cut.pgx");
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output()).doesNotContain("PTERM");
        int[] decoded = decode(codestream);
        assertThat(PeerImages.readPgx(folder.resolve("cut_0.pgx")).samples()).isEqualTo(decoded);
        return decoded;
    }

    private void read(String file) throws IOException {
        ByteBuffer codestream =
                ByteBuffer.wrap(Files.readAllBytes(SharedData.codestreams().resolve(file)));
        J2kInfo info = new J2kDecoder().info(codestream);
        J2kInfo.Component first = info.components().get(0);
        shape = new ImageShape(
                info.width(), info.height(), info.components().size(), first.precision(), first.signed());
        samples = decode(codestream.array());
    }

    private int[] decode(byte[] codestream) throws CodestreamException {
        int[] decoded = new int[(int) shape.samples()];
        new J2kDecoder().decode(ByteBuffer.wrap(codestream), decoded, 0, false);
        return decoded;
    }

    private double psnr(byte[] codestream) throws CodestreamException {
        return Part1EncoderTest.psnr(shape, decode(codestream), samples);
    }

    private Path compress(String... arguments) {
        int[] planes = new EncodeCase("", shape, LOSSLESS, samples).planes();
        PeerImages.write(folder.resolve("in.raw"), "", PeerImages.bigEndian(planes, shape.precision()));
        List<String> all = new ArrayList<>(List.of("-i", "in.raw", "-o", "out.j2k", "-F"));
        all.add(shape.width() + "," + shape.height() + "," + shape.components() + "," + shape.precision() + ","
                + (shape.signed() ? "s" : "u"));
        all.addAll(List.of(arguments));
        PeerTool.Run run = PeerTool.of("opj_compress").run(folder, all.toArray(String[]::new));
        assertThat(run.exit()).as(run.output()).isZero();
        return folder.resolve("out.j2k");
    }
}
