package io.clouddicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lossless JPEG of codestreams that are written here: every sample comes back. */
class JpegLosslessTest {
    private static final long SEED = 20_260_401;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void everySampleComesBack(int predictor) throws Exception {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED + predictor);
        for (int precision : new int[] {2, 8, 9, 12, 15, 16}) {
            for (int components : new int[] {1, 3}) {
                int[][][] samples = JpegImages.mixed(random, components, 15, 23, precision);
                for (int restart : new int[] {0, 1, 4}) {
                    for (boolean interleaved : new boolean[] {true, false}) {
                        check(samples, precision, predictor, 0, restart, interleaved);
                    }
                }
            }
        }
    }

    @Test
    void aPointTransformLeavesLowBitsZero() throws Exception {
        Random random = new Random(SEED);
        int[][][] samples = JpegImages.mixed(random, 1, 12, 17, 12);
        for (int[] row : samples[0]) {
            Arrays.setAll(row, x -> row[x] & ~7);
        }
        for (int predictor = 1; predictor <= 7; predictor++) {
            check(samples, 12, predictor, 3, 0, true);
        }
    }

    /** Differences of 32768 have a category of their own, without further bits. */
    @Test
    void differencesWrapAround() throws Exception {
        int[][][] samples = {{{0, 32768, 0, 65535, 32767, 0}, {32768, 0, 32768, 65535, 0, 65535}}};
        for (int predictor = 1; predictor <= 7; predictor++) {
            check(samples, 16, predictor, 0, 0, true);
        }
    }

    @Test
    void oneRowOrOneColumnIsAnImage() throws Exception {
        Random random = new Random(SEED);
        for (int[] size : List.of(new int[] {1, 40}, new int[] {40, 1}, new int[] {1, 1})) {
            int[][][] samples = JpegImages.mixed(random, 1, size[0], size[1], 16);
            for (int predictor = 1; predictor <= 7; predictor++) {
                check(samples, 16, predictor, 0, 1, true);
            }
        }
    }

    private static void check(
            int[][][] samples, int precision, int predictor, int transform, int restart, boolean interleaved)
            throws Exception {
        byte[] codestream = JpegWriter.lossless(samples, precision, predictor, transform, restart, interleaved);
        for (int bits = precision <= 8 ? 8 : 16; bits <= 32; bits += 8) {
            PixelDescription description = JpegImages.description(samples, bits, "RGB");
            assertThat(JpegImages.decode(description, codestream))
                    .as("%d bits in %d, predictor %d, restart %d", precision, bits, predictor, restart)
                    .isEqualTo(JpegImages.bytes(samples, bits / 8));
        }
    }
}
