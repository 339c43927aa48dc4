package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class J2kEncoderTest {
    private static final EncodeOptions LOSSLESS = EncodeOptions.htLosslessRpcl();

    @Test
    void allArrayTypesAndLayoutsGiveTheSameCodestream() {
        ImageShape shape = new ImageShape(70, 45, 3, 12, true);
        short[] shorts = new short[3 * 70 * 45];
        for (int index = 0; index < shorts.length; index++) {
            shorts[index] = (short) (index * 37 % 4096 - 2048);
        }
        int pixels = 70 * 45;
        int[] planes = new int[shorts.length + 1];
        byte[] words = new byte[2 * shorts.length + 3];
        byte[] wide = new byte[4 * shorts.length];
        for (int index = 0; index < shorts.length; index++) {
            planes[1 + index % 3 * pixels + index / 3] = shorts[index];
            words[3 + 2 * index] = (byte) shorts[index];
            words[4 + 2 * index] = (byte) (shorts[index] >> 8);
            for (int at = 0; at < 4; at++) {
                wide[4 * (index % 3 * pixels + index / 3) + at] = (byte) (shorts[index] >> Math.min(31, 8 * at));
            }
        }
        J2kEncoder encoder = new J2kEncoder(LOSSLESS);
        byte[] codestream = encoder.encode(shape, shorts, 0, false);
        assertThat(encoder.encode(shape, planes, 1, true)).isEqualTo(codestream);
        assertThat(encoder.encode(shape, words, 3, SampleLayout.interleaved(2))).isEqualTo(codestream);
        assertThat(encoder.encode(shape, wide, 0, SampleLayout.planar(4))).isEqualTo(codestream);
    }

    @Test
    void threadsChangeNothing() {
        ImageShape shape = new ImageShape(700, 500, 1, 12, false);
        int[] samples = noise(shape, 3);
        byte[] alone = new J2kEncoder(LOSSLESS).encode(shape, samples, 0, true);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            J2kEncoder shared =
                    new J2kEncoder(LOSSLESS.toBuilder().executor(threads).build());
            for (int round = 0; round < 5; round++) {
                assertThat(shared.encode(shape, samples, 0, true)).isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(new J2kEncoder(LOSSLESS.toBuilder().executor(threads).build()).encode(shape, samples, 0, true))
                .isEqualTo(alone);
    }

    @Test
    void anEncoderServesImagesOfAllKindsOneAfterTheOther() throws CodestreamException {
        J2kEncoder encoder =
                new J2kEncoder(LOSSLESS.toBuilder().tileSize(90, 70).build());
        for (int round = 0; round < 12; round++) {
            ImageShape shape =
                    new ImageShape(40 + 31 * round, 170 - 9 * round, 1 + round % 4, 8 + round, round % 2 == 0);
            int[] samples = noise(shape, round);
            assertThat(decode(encoder.encode(shape, samples, 0, true), samples.length))
                    .isEqualTo(samples);
        }
    }

    @Test
    void aSampleOutsideItsPrecisionIsRefused() {
        J2kEncoder encoder = new J2kEncoder(LOSSLESS);
        short[] samples = new short[64];
        samples[50] = 4096;
        assertThatThrownBy(() -> encoder.encode(new ImageShape(8, 8, 1, 12, false), samples, 0, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a sample of component 0 in row 6 is not an unsigned number of 12 bits");
        samples[50] = -2049;
        assertThatThrownBy(() -> encoder.encode(new ImageShape(8, 8, 1, 12, true), samples, 0, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a sample of component 0 in row 6 is not a signed number of 12 bits");
        assertThatThrownBy(() -> encoder.encode(new ImageShape(9, 8, 1, 12, true), samples, 0, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("72 samples where 64 are given");
        assertThatThrownBy(() ->
                        encoder.encode(new ImageShape(4, 4, 1, 9, false), new byte[16], 0, SampleLayout.planar(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("samples of 9 bits in 1 bytes");
    }

    @Test
    void theHeaderSaysWhatWasAsked() throws CodestreamException {
        ImageShape shape = new ImageShape(300, 200, 3, 8, false);
        byte[] codestream = new J2kEncoder(LOSSLESS).encode(shape, noise(shape, 1), 0, true);
        J2kInfo info = new J2kDecoder().info(ByteBuffer.wrap(codestream));
        assertThat(info.progression()).isEqualTo(ProgressionOrder.RPCL);
        assertThat(info.highThroughput()).isTrue();
        assertThat(info.reversible()).isTrue();
        assertThat(info.componentTransform()).isTrue();
        assertThat(info.tilePartLengths()).isTrue();
        assertThat(info.packetLengths()).isTrue();
        assertThat(info.levels()).isEqualTo(4);
        // Rsiz says Part 15; CAP follows SIZ: Pcap has bit 15, Ccap15 only the bound of 12 - 8 magnitude bits.
        assertThat(codestream[6]).isEqualTo((byte) 0x40);
        int cap = 2 + 2 + 38 + 9;
        assertThat(java.util.Arrays.copyOfRange(codestream, cap, cap + 10))
                .containsExactly(0xFF, 0x50, 0, 8, 0, 2, 0, 0, 0, 4);
    }

    @Test
    void aPrefixIsASmallerImage() throws CodestreamException {
        ImageShape shape = new ImageShape(300, 200, 1, 12, false);
        for (boolean parts : new boolean[] {false, true}) {
            EncodeOptions options =
                    LOSSLESS.toBuilder().tilePartsByResolution(parts).build();
            byte[] codestream = new J2kEncoder(options).encode(shape, noise(shape, 1), 0, true);
            long[] lengths = new J2kDecoder().prefixLengths(ByteBuffer.wrap(codestream));
            for (int reduction = 0; reduction < lengths.length; reduction++) {
                DecodeOptions reduced = DecodeOptions.builder()
                        .reduction(reduction)
                        .tolerateTruncation(true)
                        .build();
                byte[] prefix = java.util.Arrays.copyOf(codestream, (int) lengths[reduction]);
                assertThat(Fixtures.decode(prefix, reduced)).isEqualTo(Fixtures.decode(codestream, reduced));
            }
            assertThat(lengths[3]).isLessThan(codestream.length / 20);
        }
    }

    @Test
    void tilePartLengthsAloneTellWhereResolutionsEnd() throws CodestreamException {
        ImageShape shape = new ImageShape(300, 200, 1, 12, false);
        for (EncodeOptions options : List.of(LOSSLESS, EncodeOptions.part1Lossless(), EncodeOptions.htLossy(0.01))) {
            byte[] codestream = new J2kEncoder(options).encode(shape, noise(shape, 1), 0, true);
            long[] prefixes = new J2kDecoder().prefixLengths(ByteBuffer.wrap(codestream));
            List<Integer> ends = J2kTranscoderTest.tilePartEnds(codestream);
            assertThat(ends).hasSameSizeAs(prefixes);
            for (int reduction = 0; reduction < prefixes.length; reduction++) {
                assertThat(prefixes[reduction]).isEqualTo((long) ends.get(prefixes.length - 1 - reduction));
            }
        }
        byte[] layerFirst = new J2kEncoder(
                        LOSSLESS.toBuilder().progression(ProgressionOrder.LRCP).build())
                .encode(shape, noise(shape, 1), 0, true);
        assertThat(J2kTranscoderTest.tilePartEnds(layerFirst)).hasSize(1);
    }

    @Test
    void aFinerQuantiserIsBetterAndLonger() throws CodestreamException {
        for (ImageShape shape : List.of(
                new ImageShape(256, 200, 1, 12, false),
                new ImageShape(130, 201, 3, 8, false),
                new ImageShape(1, 77, 1, 16, true),
                new ImageShape(200, 130, 1, 20, true))) {
            int[] samples = slope(shape);
            double range = Math.scalb(1.0, shape.precision());
            List<Integer> lengths = new ArrayList<>();
            for (double step : new double[] {1.0 / 16, 1.0 / 64, 1.0 / 256, 1.0 / 1024}) {
                byte[] codestream = new J2kEncoder(EncodeOptions.htLossy(step)).encode(shape, samples, 0, true);
                double error = rootMeanSquare(decode(codestream, samples.length), samples);
                assertThat(error).as("%s step %s", shape, step).isLessThan(step * range + 0.5);
                lengths.add(codestream.length);
            }
            assertThat(lengths).isSorted();
        }
    }

    @Test
    void aRatioIsReached() throws CodestreamException {
        ImageShape shape = new ImageShape(256, 256, 3, 8, false);
        int[] samples = slope(shape);
        for (double ratio : new double[] {5, 10, 30}) {
            EncodeOptions options =
                    EncodeOptions.htLossy(1.0 / 256).toBuilder().ratio(ratio).build();
            byte[] codestream = new J2kEncoder(options).encode(shape, samples, 0, true);
            double reached = 3.0 * 256 * 256 / codestream.length;
            assertThat(reached).isBetween(ratio, ratio * 1.02);
            decode(codestream, samples.length);
        }
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(() -> LOSSLESS.toBuilder().ratio(10).build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LOSSLESS.toBuilder()
                        .progression(ProgressionOrder.CPRL)
                        .tilePartsByResolution(true)
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LOSSLESS.toBuilder().blockSize(128, 64)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LOSSLESS.toBuilder().blockSize(48, 48)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ImageShape(1, 1, 1, 27, false)).isInstanceOf(IllegalArgumentException.class);
        J2kEncoder tiny = new J2kEncoder(LOSSLESS.toBuilder().tileSize(1, 1).build());
        assertThatThrownBy(() -> tiny.encode(new ImageShape(300, 300, 1, 8, false), new int[90000], 0, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("90000 tiles; 65535 are the most");
    }

    private static int[] noise(ImageShape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int least = shape.signed() ? -1 << shape.precision() - 1 : 0;
        return random.ints(shape.samples(), least, least + (1 << shape.precision()))
                .toArray();
    }

    private static int[] slope(ImageShape shape) {
        SplittableRandom random = new SplittableRandom(9);
        int[] samples = new int[(int) shape.samples()];
        int range = 1 << shape.precision();
        int pixels = shape.width() * shape.height();
        for (int index = 0; index < samples.length; index++) {
            int x = index % pixels % shape.width();
            int y = index % pixels / shape.width();
            double wave = 0.5 + 0.3 * Math.sin(x / 9.0 + index / pixels) * Math.cos(y / 13.0);
            samples[index] = (int) (range * wave) + random.nextInt(Math.max(1, range / 40));
            samples[index] -= shape.signed() ? range / 2 : 0;
        }
        return samples;
    }

    private static double rootMeanSquare(int[] one, int[] other) {
        double sum = 0;
        for (int index = 0; index < one.length; index++) {
            sum += Math.pow((double) one[index] - other[index], 2);
        }
        return Math.sqrt(sum / one.length);
    }

    private static int[] decode(byte[] codestream, int samples) throws CodestreamException {
        int[] decoded = new int[samples];
        new J2kDecoder().decode(ByteBuffer.wrap(codestream), decoded, 0, true);
        return decoded;
    }
}
