package io.clouddicom.codec.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Part1BlockEncoder} encodes, {@link Part1BlockDecoder} decodes. */
class Part1BlockEncoderTest {
    private static final long SEED = 20261124;

    private final Part1BlockEncoder encoder = new Part1BlockEncoder();
    private final Part1BlockDecoder decoder = new Part1BlockDecoder();
    private final BlockInput input = new BlockInput();

    private static Subband band(int orientation) {
        return band(orientation, 0);
    }

    private static Subband band(int orientation, int blockStyle) {
        CodingStyle style = new CodingStyle(1, 6, 6, blockStyle, true, new byte[] {-1, -1});
        return new Subband(1, orientation, style, 0, 0, 4096, 4096, 31, 0, 1);
    }

    /** Samples with a wide spread of magnitudes, of which some are not zero. */
    private static int[] samples(Random random, int width, int height, int planes) {
        int[] samples = new int[width * height];
        int sparse = random.nextInt(4);
        for (int index = 0; index < samples.length; index++) {
            int magnitude = random.nextInt(1 << sparse) != 0 ? 0 : random.nextInt() >>> 32 - planes;
            magnitude >>>= random.nextInt(planes);
            samples[index] = magnitude == 0 ? 0 : magnitude << 1 | random.nextInt(2);
        }
        samples[random.nextInt(samples.length)] = 1 << planes | random.nextInt(2);
        return samples;
    }

    private int[] decode(Subband band, int width, int height, int planes, int passes, int length) {
        Codeblock block = new Codeblock(band, 0, 0, width, height);
        block.zeroBitPlanes = 31 - planes;
        input.bytes = Arrays.copyOf(encoder.bytes, length + 16);
        input.bytes[length] = -1;
        input.bytes[length + 1] = -1;
        input.segments = 1;
        input.starts[0] = 0;
        input.ends[0] = length;
        input.passes[0] = passes;
        int[] out = new int[width * height];
        decoder.decode(input, block, 31, out);
        return out;
    }

    private void roundTrip(Random random, int width, int height, int planes, int orientation) {
        int[] samples = samples(random, width, height, planes);
        Subband band = band(orientation);
        assertThat(encoder.encode(samples, width, width, height, band, false)).isEqualTo(planes);
        assertThat(encoder.passes).isEqualTo(3 * planes - 2);
        int length = encoder.ends[encoder.passes - 1];
        int[] decoded = decode(band, width, height, planes, encoder.passes, length);
        for (int index = 0; index < decoded.length; index++) {
            // With 31 planes the least significant is bit 0, and there is no room for the middle bit.
            decoded[index] = decoded[index] << 1 | decoded[index] >>> 31;
        }
        assertThat(decoded).as("%d by %d, %d planes", width, height, planes).isEqualTo(samples);
    }

    @Test
    void roundTripsSmallSizes() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int width = 1; width <= 20; width++) {
            for (int height = 1; height <= 20; height++) {
                roundTrip(random, width, height, 1 + random.nextInt(30), random.nextInt(4));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64 << 16 | 64, 4 << 16 | 1024, 1024 << 16 | 4, 63 << 16 | 61, 1 << 16 | 64, 64 << 16 | 1})
    void roundTripsLargeSizes(int size) {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED + size);
        for (int planes = 1; planes <= 30; planes++) {
            roundTrip(random, size >> 16, size & 0xFFFF, planes, planes & 3);
        }
    }

    @Test
    void everyPassDecodesAlikeFromItsOwnBytes() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            int width = 1 + random.nextInt(64);
            int height = 1 + random.nextInt(64);
            int planes = 1 + random.nextInt(16);
            int[] samples = samples(random, width, height, planes);
            Subband band = band(round & 3);
            encoder.encode(samples, width, width, height, band, false);
            int whole = encoder.ends[encoder.passes - 1];
            for (int passes = 1; passes < encoder.passes; passes++) {
                assertThat(encoder.ends[passes - 1]).isLessThanOrEqualTo(encoder.ends[passes]);
                assertThat(decode(band, width, height, planes, passes, encoder.ends[passes - 1]))
                        .as("round %d, %d passes", round, passes)
                        .isEqualTo(decode(band, width, height, planes, passes, whole));
            }
        }
    }

    @Test
    void everyPassOfEveryStyleDecodesAlikeFromItsOwnBytes() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int blockStyle = 0; blockStyle < 64; blockStyle++) {
            for (int round = 0; round < 4; round++) {
                int width = 1 + random.nextInt(64);
                int height = 1 + random.nextInt(64);
                int planes = 1 + random.nextInt(12);
                int[] samples = samples(random, width, height, planes);
                Subband band = band(round, blockStyle);
                encoder.encode(samples, width, width, height, band, true);
                int[] ends = Arrays.copyOf(encoder.ends, encoder.passes);
                for (int passes = 1; passes <= encoder.passes; passes++) {
                    int[] cut = decodeSegments(band, width, height, planes, passes, ends, passes);
                    int[] whole = decodeSegments(band, width, height, planes, passes, ends, encoder.passes);
                    assertThat(cut)
                            .as("style %d, %d passes", blockStyle, passes)
                            .isEqualTo(whole);
                }
            }
        }
    }

    /** Decodes so many passes, of segments that hold the bytes of so many. */
    private int[] decodeSegments(
            Subband band, int width, int height, int planes, int passes, int[] ends, int passesWithBytes) {
        Codeblock block = new Codeblock(band, 0, 0, width, height);
        block.zeroBitPlanes = 31 - planes;
        input.bytes = new byte[ends[ends.length - 1] + 4 * passes + 16];
        input.segments = 0;
        input.starts = new int[passes];
        input.ends = new int[passes];
        input.passes = new int[passes];
        int to = 0;
        for (int pass = 0; pass < passes; ) {
            int segmentEnd = Math.min(band.style.segmentEnd(pass), passesWithBytes);
            int from = pass == 0 ? 0 : ends[pass - 1];
            int length = ends[segmentEnd - 1] - from;
            System.arraycopy(encoder.bytes, from, input.bytes, to, length);
            input.starts[input.segments] = to;
            input.ends[input.segments] = to + length;
            input.passes[input.segments] = Math.min(segmentEnd, passes) - pass;
            input.bytes[to + length] = -1;
            input.bytes[to + length + 1] = -1;
            to += length + 2;
            input.segments++;
            pass = segmentEnd;
        }
        int[] out = new int[width * height];
        decoder.decode(input, block, 31, out);
        return out;
    }

    /** The gains are what the squared error of decoded samples falls by, pass by pass. */
    @Test
    void gainsAreTheFallOfTheSquaredError() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int round = 0; round < 30; round++) {
            int width = 1 + random.nextInt(64);
            int height = 1 + random.nextInt(64);
            int planes = 1 + random.nextInt(12);
            int[] samples = samples(random, width, height, planes);
            Subband band = band(round & 3);
            encoder.encode(samples, width, width, height, band, true);
            int length = encoder.ends[encoder.passes - 1];
            double before = error(samples, new int[samples.length]);
            for (int passes = 1; passes <= encoder.passes; passes++) {
                double after = error(samples, decode(band, width, height, planes, passes, length));
                assertThat(before - after)
                        .as("round %d, %d passes", round, passes)
                        .isCloseTo(encoder.gains[passes - 1], within(0.001));
                before = after;
            }
        }
    }

    /** Of decoded magnitudes, whose last bit-plane is bit 0, so that the last is exact. */
    private static double error(int[] samples, int[] decoded) {
        double sum = 0;
        for (int index = 0; index < samples.length; index++) {
            double magnitude = decoded[index] & Integer.MAX_VALUE;
            double error = (samples[index] >>> 1) - magnitude;
            sum += error * error;
        }
        return sum;
    }
}
