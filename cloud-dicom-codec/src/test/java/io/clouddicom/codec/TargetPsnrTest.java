package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A quality that is asked for is reached, by our decoder's measure and by those of independent ones. */
class TargetPsnrTest {
    private static final long SEED = 20_261_124L;

    /** By how much decoders differ, whose arithmetic is not ours. */
    private static final double PEER_TOLERANCE = 0.05;

    private static final List<ImageShape> SHAPES = List.of(
            new ImageShape(250, 190, 1, 12, false),
            new ImageShape(131, 200, 3, 8, false),
            new ImageShape(160, 120, 1, 16, true));

    private static final List<EncodeOptions> KINDS =
            List.of(EncodeOptions.htLossy(0.01), EncodeOptions.part1Lossy(0.01));

    @TempDir
    Path folder;

    @Test
    void theQualityIsReachedAndHardlyPassed() throws CodestreamException {
        for (EncodeCase each : cases()) {
            assertThat(psnr(each, ours(encode(each))))
                    .as("%s at %s", each, each.options().targetPsnr())
                    .isBetween(target(each), target(each) + 0.1);
        }
    }

    @Test
    void openJpegMeasuresTheSame() throws IOException {
        PeerTool decompress = PeerTool.of("opj_decompress");
        for (EncodeCase each : cases()) {
            Files.write(folder.resolve("x.j2k"), encode(each));
            PeerTool.Run run = decompress.run(folder, "-ImgDir", folder.toString(), "-OutFor", "PGX");
            assertThat(run.exit()).as(run.output()).isZero();
            int pixels = each.shape().width() * each.shape().height();
            int[] planes = new int[each.samples().length];
            for (int component = 0; component < each.shape().components(); component++) {
                Path plane = folder.resolve("x_" + component + ".pgx");
                System.arraycopy(PeerImages.readPgx(plane).samples(), 0, planes, component * pixels, pixels);
            }
            peerMeasures(each, planes);
        }
    }

    /** The program writes zero in place of negative samples. */
    @Test
    void openJphMeasuresTheSame() throws IOException {
        PeerTool expand = PeerTool.of("ojph_expand");
        int count = 0;
        for (EncodeCase each : cases()) {
            String ending = EncoderPeersTest.openJphEnding(each);
            if (ending.isEmpty()
                    || each.shape().signed()
                    || each.options().blockCoder() != BlockCoder.HIGH_THROUGHPUT) {
                continue;
            }
            Files.write(folder.resolve("x.j2c"), encode(each));
            PeerTool.Run run = expand.run(folder, "-i", "x.j2c", "-o", "x" + ending);
            assertThat(run.exit()).as(run.output()).isZero();
            peerMeasures(each, EncoderPeersTest.readOpenJph(folder.resolve("x" + ending), each));
            count++;
        }
        assertThat(count).isEqualTo(6);
    }

    private static void peerMeasures(EncodeCase each, int[] planes) {
        assertThat(psnr(each, planes))
                .as("%s at %s", each, each.options().targetPsnr())
                .isBetween(target(each) - PEER_TOLERANCE, target(each) + 0.1 + PEER_TOLERANCE);
    }

    @Test
    void moreThanAnyStepGivesTakesTheFinest() throws CodestreamException {
        ImageShape shape = new ImageShape(64, 64, 1, 26, false);
        EncodeOptions options = psnr(EncodeOptions.htLossy(0.01), 400);
        EncodeCase each = new EncodeCase("finest", shape, options, image(shape));
        double reached = psnr(each, ours(encode(each)));
        EncodeOptions finer = EncodeOptions.htLossy(Math.scalb(1.0, -40));
        byte[] finest = new J2kEncoder(finer).encode(shape, each.samples(), 0, false);
        assertThat(reached).isLessThan(400).isEqualTo(psnr(each, ours(finest)));
    }

    @Test
    void whatIsExactWithCoarserStepsIsNotMadeLonger() throws CodestreamException {
        ImageShape shape = new ImageShape(64, 64, 1, 8, false);
        EncodeCase each = new EncodeCase("exact", shape, psnr(EncodeOptions.htLossy(0.01), 120), image(shape));
        byte[] codestream = encode(each);
        assertThat(ours(codestream)).isEqualTo(each.planes());
        byte[] fine = new J2kEncoder(EncodeOptions.htLossy(1.0 / 4096)).encode(shape, each.samples(), 0, false);
        assertThat(codestream.length).isLessThan(fine.length);
    }

    @Test
    void anImageOfOneValueNeedsNothing() throws CodestreamException {
        ImageShape shape = new ImageShape(64, 64, 1, 8, false);
        int[] samples = new int[64 * 64];
        Arrays.fill(samples, 128);
        EncodeCase each = new EncodeCase("flat", shape, psnr(EncodeOptions.htLossy(0.01), 60), samples);
        assertThat(ours(encode(each))).isEqualTo(samples);
    }

    @Test
    void threadsAndTilesChangeNothing() throws CodestreamException {
        ImageShape shape = new ImageShape(700, 500, 1, 12, false);
        EncodeOptions tiled = psnr(EncodeOptions.htLossy(0.01), 48).toBuilder()
                .tileSize(256, 300)
                .build();
        EncodeCase each = new EncodeCase("tiles", shape, tiled, image(shape));
        byte[] alone = encode(each);
        assertThat(psnr(each, ours(alone))).isBetween(48.0, 48.1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            EncodeOptions shared = tiled.toBuilder().executor(threads).build();
            assertThat(new J2kEncoder(shared).encode(shape, each.samples(), 0, false))
                    .isEqualTo(alone);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void contradictionsAreRefused() {
        EncodeOptions.Builder lossless =
                EncodeOptions.htLosslessRpcl().toBuilder().targetPsnr(50);
        assertThatThrownBy(lossless::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("irreversible");
        EncodeOptions.Builder both =
                EncodeOptions.htLossy(0.1).toBuilder().targetPsnr(50).ratio(10);
        assertThatThrownBy(both::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ratio");
        for (double wrong : new double[] {0, -3, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> lossless.targetPsnr(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<EncodeCase> cases() {
        return KINDS.stream()
                .flatMap(kind -> SHAPES.stream()
                        .flatMap(shape -> List.of(32.0, 45.0, 57.5).stream()
                                .map(target -> new EncodeCase("psnr", shape, psnr(kind, target), image(shape)))))
                .toList();
    }

    private static EncodeOptions psnr(EncodeOptions kind, double decibels) {
        return kind.toBuilder().targetPsnr(decibels).build();
    }

    private static double target(EncodeCase each) {
        return each.options().targetPsnr().orElseThrow();
    }

    /** Waves, an edge and noise, pixel by pixel. */
    private static int[] image(ImageShape shape) {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] samples = new int[(int) shape.samples()];
        int range = 1 << shape.precision();
        for (int index = 0; index < samples.length; index++) {
            int x = index / shape.components() % shape.width();
            int y = index / shape.components() / shape.width();
            double value = 0.5
                    + 0.2 * Math.sin(x / 9.0 + index % shape.components()) * Math.cos(y / 13.0)
                    + (x + y > 200 ? 0.2 : 0)
                    + 0.04 * random.nextDouble();
            samples[index] = (int) (range * value) - (shape.signed() ? range / 2 : 0);
        }
        return samples;
    }

    private static byte[] encode(EncodeCase each) {
        return new J2kEncoder(each.options()).encode(each.shape(), each.samples(), 0, false);
    }

    /** Plane by plane. */
    private static int[] ours(byte[] codestream) throws CodestreamException {
        return Fixtures.decode(codestream, DecodeOptions.defaults());
    }

    private static double psnr(EncodeCase each, int[] planes) {
        return Part1EncoderTest.psnr(each.shape(), planes, each.planes());
    }
}
