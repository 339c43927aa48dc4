package io.clouddicom.codec.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.codec.CodestreamException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Blocks come back from both HT decoders as they were encoded. */
class HtBlockEncoderTest {
    private static final long SEED = 815L;

    private final HtBlockEncoder encoder = new HtBlockEncoder();
    private final HtCleanupDecoder fast = new HtCleanupDecoder();
    private final HtBlockReference reference = new HtBlockReference();
    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void blocksOfAllSizesComeBack() throws CodestreamException {
        for (int width = 1; width <= 1024; width = width < 9 ? width + 1 : width * 2 - 7) {
            for (int height = 1;
                    height <= 1024 && width * height <= 4096;
                    height = height < 9 ? height + 1 : height * 2 - 5) {
                comesBack(block(width, height, 12, 1), width, height);
                comesBack(block(width, height, 6, 20), width, height);
            }
        }
        comesBack(block(1024, 4, 10, 1), 1024, 4);
        comesBack(block(4, 1024, 10, 1), 4, 1024);
        comesBack(block(1023, 3, 10, 1), 1023, 3);
    }

    @Test
    void magnitudesOfAllDepthsComeBack() throws CodestreamException {
        for (int planes = 1; planes <= HtBlockEncoder.MOST_PLANES; planes++) {
            for (int sparsity : new int[] {1, 2, 7, 100, 2000}) {
                comesBack(block(64, 64, planes, sparsity), 64, 64);
            }
            int[] most = new int[64 * 64];
            Arrays.fill(most, (1 << planes) - 1);
            comesBack(most, 64, 64);
            most[random.nextInt(4096)] = 1 - (1 << planes);
            comesBack(most, 64, 64);
        }
    }

    /** Quads are encoded one way or another by their exponents, whose border is at 14. */
    @Test
    void magnitudesAroundTheBorderOfSmallQuadsComeBack() throws CodestreamException {
        int[] magnitudes = {0, 0, 1, 2, 4096, 4097, 8191, 8192, 8193, 16383, 16384, 16385, 32767, 32768, 65536};
        for (int round = 0; round < 2000; round++) {
            int width = 1 + random.nextInt(14);
            int height = 1 + random.nextInt(9);
            int kinds = 3 + random.nextInt(magnitudes.length - 2);
            int[] samples = new int[width * height];
            for (int index = 0; index < samples.length; index++) {
                int magnitude = magnitudes[random.nextInt(kinds)];
                samples[index] = random.nextBoolean() ? magnitude : -magnitude;
            }
            samples[random.nextInt(samples.length)] = 8192;
            comesBack(samples, width, height);
        }
    }

    @Test
    void noSegmentHoldsAMarker() {
        for (int round = 0; round < 400; round++) {
            int planes = 1 + random.nextInt(20);
            encoder.encode(folded(block(64, 64, planes, 1 + random.nextInt(5)), 64, 64), 64, 64);
            for (int at = 1; at < encoder.segmentLength; at++) {
                boolean marker = encoder.segment[at - 1] == (byte) 0xFF && (encoder.segment[at] & 0xFF) > 0x8F;
                assertThat(marker)
                        .as("seed %d round %d byte %d", SEED, round, at)
                        .isFalse();
            }
            assertThat(encoder.segment[encoder.segmentLength - 1]).isNotEqualTo((byte) 0xFF);
        }
    }

    @Test
    void changedSegmentsDecodeAlikeOrAreRefusedByBoth() {
        for (int round = 0; round < 3000; round++) {
            int width = 1 + random.nextInt(random.nextBoolean() ? 70 : 12);
            int height = 1 + random.nextInt(4096 / width > 64 ? 64 : 4096 / width);
            int planes = 1 + random.nextInt(HtBlockEncoder.MOST_PLANES);
            encoder.encode(folded(block(width, height, planes, 1 + random.nextInt(5)), width, height), width, height);
            BlockInput input = new BlockInput();
            input.bytes = Arrays.copyOf(encoder.segment, encoder.segmentLength + 16);
            input.segments = 1;
            input.ends[0] = encoder.segmentLength;
            input.passes[0] = 1;
            for (int change = random.nextInt(6); change >= 0; change--) {
                input.bytes[random.nextInt(encoder.segmentLength)] = (byte) random.nextInt(256);
            }
            // Less planes than were encoded, at times.
            int read = 1 + random.nextInt(HtBlockEncoder.MOST_PLANES);
            String fastResult = outcome(() -> decodeFast(input, width, height, read));
            String slowResult = outcome(() -> decodeSlowly(input, width, height, read));
            assertThat(fastResult)
                    .as("seed %d round %d, %d by %d", SEED, round, width, height)
                    .isEqualTo(slowResult);
        }
    }

    private interface Decoding {
        int[] run() throws CodestreamException;
    }

    private static String outcome(Decoding decoding) {
        try {
            return Arrays.toString(decoding.run());
        } catch (CodestreamException refused) {
            return "refused";
        }
    }

    /** Magnitudes of up to so many planes, of which one in {@code sparsity} is not zero; at least one is. */
    private int[] block(int width, int height, int planes, int sparsity) {
        int[] samples = new int[width * height];
        for (int index = 0; index < samples.length; index++) {
            if (random.nextInt(sparsity) == 0) {
                int magnitude = random.nextInt(1 << random.nextInt(planes + 1));
                samples[index] = random.nextBoolean() ? magnitude : -magnitude;
            }
        }
        samples[random.nextInt(samples.length)] = (1 << planes) - 1;
        return samples;
    }

    private static int[] folded(int[] samples, int width, int height) {
        int stride = HtBlockEncoder.stride(width);
        int[] folded = new int[stride * (height + 1)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int value = samples[y * width + x];
                folded[y * stride + x] = value < 0 ? -value << 1 | 1 : value << 1;
            }
        }
        return folded;
    }

    private void comesBack(int[] samples, int width, int height) throws CodestreamException {
        encoder.encode(folded(samples, width, height), width, height);
        BlockInput input = new BlockInput();
        input.bytes = Arrays.copyOf(encoder.segment, encoder.segmentLength + 16);
        input.segments = 1;
        input.starts[0] = 0;
        input.ends[0] = encoder.segmentLength;
        input.passes[0] = 1;
        int planes = HtBlockEncoder.MOST_PLANES;

        assertThat(decodeFast(input, width, height, planes))
                .as("seed %d, %d by %d", SEED, width, height)
                .isEqualTo(samples);
        assertThat(decodeSlowly(input, width, height, planes))
                .as("reference, seed %d, %d by %d", SEED, width, height)
                .isEqualTo(samples);
    }

    private int[] decodeFast(BlockInput input, int width, int height, int planes) throws CodestreamException {
        int stride = HtBlockEncoder.stride(width);
        int[] samples = new int[stride * (height + 1)];
        fast.decode(input, width, height, planes - 1, samples, 0);
        int[] decoded = new int[width * height];
        for (int index = 0; index < decoded.length; index++) {
            decoded[index] = samples[index / width * stride + index % width];
        }
        if (width % 4 == 0 && height % 2 == 0) {
            int[][] rows = new int[3 * height + 1][width + 9];
            fast.decode(input, width, height, planes - 1, rows, 2, 3, 5, 0);
            for (int y = 0; y < height; y++) {
                assertThat(Arrays.copyOfRange(rows[2 + 3 * y], 5, 5 + width))
                        .isEqualTo(Arrays.copyOfRange(decoded, y * width, (y + 1) * width));
            }
        }
        return decoded;
    }

    private int[] decodeSlowly(BlockInput input, int width, int height, int planes) throws CodestreamException {
        long[] wide = new long[width * height];
        reference.decode(input, width, height, planes, planes - 1, false, wide, 0);
        int[] slow = new int[width * height];
        for (int index = 0; index < slow.length; index++) {
            slow[index] = (int) (wide[index] < 0 ? -(-wide[index] >> 1) : wide[index] >> 1);
        }
        return slow;
    }
}
