package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What is particular about encoding Part 1: markers, code-block styles, rates and quality layers. */
class Part1EncoderTest {
    private static final EncodeOptions LOSSLESS = EncodeOptions.part1Lossless();
    private static final EncodeOptions LOSSY = EncodeOptions.part1Lossy(1.0 / 256);
    private static final ImageShape GRAY = new ImageShape(300, 220, 1, 12, false);
    private static final ImageShape COLOUR = new ImageShape(240, 200, 3, 8, false);

    @Test
    void theHeaderSaysPart1() throws CodestreamException {
        EncodeOptions options = LOSSLESS.toBuilder()
                .codeblockStyles(EnumSet.of(CodeblockStyle.BYPASS, CodeblockStyle.SEGMENTATION_SYMBOLS))
                .layers(20)
                .endOfHeaderMarkers(true)
                .build();
        byte[] codestream = encode(options, COLOUR, picture(COLOUR));
        J2kInfo info = new J2kDecoder().info(ByteBuffer.wrap(codestream));
        assertThat(info.highThroughput()).isFalse();
        assertThat(info.reversible()).isTrue();
        assertThat(info.layers()).isEqualTo(2);
        // Rsiz names no profile, no CAP follows SIZ, and COD has EPH, RPCL, two layers, RCT, four levels, 64 by 64,
        // styles.
        assertThat(Arrays.copyOfRange(codestream, 6, 8)).containsExactly(0, 0);
        int next = 2 + 2 + 38 + 9;
        assertThat(Arrays.copyOfRange(codestream, next, next + 14))
                .containsExactly(0xFF, 0x52, 0, 12, 4, 2, 0, 2, 1, 4, 4, 4, 33, 1);
    }

    @Test
    void aRatioIsReached() throws CodestreamException {
        for (ImageShape shape : List.of(GRAY, COLOUR, new ImageShape(500, 30, 2, 16, true))) {
            int[] samples = picture(shape);
            for (EncodeOptions options : List.of(
                    LOSSY,
                    LOSSY.toBuilder().tileSize(100, 64).build(),
                    LOSSY.toBuilder()
                            .layers(200, 100)
                            .progression(ProgressionOrder.LRCP)
                            .build())) {
                double before = 0;
                for (double ratio : new double[] {60, 20, 8}) {
                    byte[] codestream = encode(options.toBuilder().ratio(ratio).build(), shape, samples);
                    double reached = size(shape) / codestream.length;
                    assertThat(reached).as("%s %s", shape, ratio).isBetween(ratio, ratio * 1.04);
                    double quality = psnr(shape, decode(codestream, shape), samples);
                    assertThat(quality).isGreaterThan(before);
                    before = quality;
                }
            }
        }
    }

    @Test
    void aRatioIsKeptWithManyPackets() throws CodestreamException {
        ImageShape shape = new ImageShape(500, 500, 1, 12, false);
        int[] samples = picture(shape);
        EncodeOptions options = LOSSY.toBuilder()
                .precincts(List.of(new EncodeOptions.Size(8, 8)))
                .layers(40, 36, 32, 28, 24, 20, 16, 12, 8, 4)
                .ratio(2)
                .build();
        byte[] codestream = encode(options, shape, samples);
        assertThat(size(shape) / codestream.length).isBetween(2.0, 2.02);
        assertThat(psnr(shape, decode(codestream, shape), samples)).isGreaterThan(45);
    }

    @Test
    void aRatioThatHeadersAlonePassIsRefused() {
        J2kEncoder encoder = new J2kEncoder(LOSSY.toBuilder().ratio(100).build());
        assertThatThrownBy(() ->
                        encoder.encode(new ImageShape(16, 16, 1, 8, false), new byte[256], 0, SampleLayout.planar(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("even without any coding pass the codestream is longer than the ratio allows");
    }

    @Test
    void layersAreBetterOneByOneUpToLossless() throws CodestreamException {
        double[] ratios = {80, 40, 20, 10, 5};
        for (ImageShape shape : List.of(GRAY, COLOUR)) {
            int[] samples = picture(shape);
            EncodeOptions options = LOSSLESS.toBuilder()
                    .layers(ratios)
                    .progression(ProgressionOrder.LRCP)
                    .build();
            byte[] codestream = encode(options, shape, samples);
            assertThat(decode(codestream, shape)).isEqualTo(samples);
            double before = 0;
            for (double ratio : ratios) {
                byte[] prefix = Arrays.copyOf(codestream, (int) (size(shape) / ratio));
                DecodeOptions tolerant =
                        DecodeOptions.builder().tolerateTruncation(true).build();
                int[] decoded = new int[samples.length];
                new J2kDecoder(tolerant).decode(ByteBuffer.wrap(prefix), decoded, 0, false);
                double quality = psnr(shape, decoded, samples);
                assertThat(quality).as("%s at %s", shape, ratio).isGreaterThan(before);
                before = quality;
                byte[] alone = encode(LOSSY.toBuilder().ratio(ratio).build(), shape, samples);
                assertThat(quality).isGreaterThan(psnr(shape, decode(alone, shape), samples) - 4);
            }
        }
    }

    @Test
    void layersCostLittle() {
        int[] samples = picture(GRAY);
        int one = encode(LOSSLESS, GRAY, samples).length;
        int six = encode(LOSSLESS.toBuilder().layers(80, 40, 20, 10, 5).build(), GRAY, samples).length;
        assertThat(six).isBetween(one, one + one / 50);
    }

    @Test
    void threadsChangeNothing() {
        ImageShape shape = new ImageShape(600, 500, 1, 12, false);
        int[] samples = picture(shape);
        EncodeOptions options = LOSSY.toBuilder().ratio(9).layers(30).build();
        byte[] alone = encode(options, shape, samples);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            J2kEncoder shared =
                    new J2kEncoder(options.toBuilder().executor(threads).build());
            for (int round = 0; round < 3; round++) {
                assertThat(shared.encode(shape, samples, 0, false)).isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(() ->
                        EncodeOptions.htLosslessRpcl().toBuilder().layers(10).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("quality layers need the block coder of Part 1");
        assertThatThrownBy(() -> EncodeOptions.htLosslessRpcl().toBuilder()
                        .codeblockStyles(EnumSet.of(CodeblockStyle.BYPASS))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("code-block styles need the block coder of Part 1");
        assertThatThrownBy(() -> LOSSLESS.toBuilder().layers(10, 20)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LOSSLESS.toBuilder().layers(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LOSSY.toBuilder().layers(10).ratio(10).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a quality layer at a compression ratio of 10.0 when that of all is 10.0");
        assertThatThrownBy(() -> LOSSLESS.toBuilder().ratio(10).build()).isInstanceOf(IllegalArgumentException.class);
    }

    private static double size(ImageShape shape) {
        return shape.samples() * shape.precision() / 8.0;
    }

    private static byte[] encode(EncodeOptions options, ImageShape shape, int[] samples) {
        return new J2kEncoder(options).encode(shape, samples, 0, false);
    }

    private static int[] decode(byte[] codestream, ImageShape shape) throws CodestreamException {
        int[] decoded = new int[(int) shape.samples()];
        new J2kDecoder().decode(ByteBuffer.wrap(codestream), decoded, 0, false);
        return decoded;
    }

    static double psnr(ImageShape shape, int[] one, int[] other) {
        double sum = 0;
        for (int index = 0; index < one.length; index++) {
            sum += Math.pow((double) one[index] - other[index], 2);
        }
        double most = Math.scalb(1.0, shape.precision()) - 1;
        return 10 * Math.log10(most * most * one.length / sum);
    }

    /** Waves, an edge and a little noise. */
    private static int[] picture(ImageShape shape) {
        SplittableRandom random = new SplittableRandom(5);
        int[] samples = new int[(int) shape.samples()];
        int range = 1 << shape.precision();
        for (int index = 0; index < samples.length; index++) {
            int component = index % shape.components();
            int x = index / shape.components() % shape.width();
            int y = index / shape.components() / shape.width();
            double wave = 0.5 + 0.2 * Math.sin(x / 9.0 + component) * Math.cos(y / 13.0);
            wave += (x - 150) * (x - 150) + (y - 90) * (y - 90) < 6000 ? 0.2 : 0;
            samples[index] = (int) (range * wave) + random.nextInt(Math.max(1, range / 60));
            samples[index] -= shape.signed() ? range / 2 : 0;
        }
        return samples;
    }
}
