package io.clouddicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JPEG-LS of codestreams that are written here, and the example of the standard. */
class JpegLsTest {
    private static final long SEED = 20_260_402;

    /** T.87 H.3. */
    @Test
    void theExampleOfTheStandard() throws Exception {
        byte[] codestream = HexFormat.of()
                .parseHex("FFD8FFF7000B080004000401011100FFDA0008010100000000"
                        + "C000006C80208E01C0000057400000 6EE6000001BC18000005D800009160FFD9".replace(" ", ""));
        int[][][] samples = {{{0, 0, 90, 74}, {68, 50, 43, 205}, {64, 145, 145, 145}, {100, 145, 145, 145}}};
        assertThat(JpegImages.decode(JpegImages.description(samples, 8, "MONOCHROME2"), codestream))
                .isEqualTo(JpegImages.bytes(samples, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 7, 8, 10, 12, 15, 16})
    void samplesComeBackWithinNear(int precision) throws Exception {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED + precision);
        int most = (1 << precision) - 1;
        for (int components = 1; components <= 4; components++) {
            int[][][] samples = JpegImages.mixed(random, components, 30, 41, precision);
            for (int near : new int[] {0, 1, 3, 40}) {
                for (int interleave = 0; near <= most / 2 && interleave < (components == 1 ? 1 : 3); interleave++) {
                    check(samples, JpegLsWriter.Style.of(precision, near, interleave));
                }
            }
        }
    }

    @Test
    void restartIntervalsAreLines() throws Exception {
        Random random = new Random(SEED);
        int[][][] samples = JpegImages.mixed(random, 3, 30, 19, 8);
        for (int lines : new int[] {1, 2, 7, 30, 100}) {
            for (int bytes = 2; bytes <= 4; bytes++) {
                for (int interleave = 0; interleave < 3; interleave++) {
                    check(samples, new JpegLsWriter.Style(8, 0, interleave, lines, bytes));
                }
            }
        }
    }

    @Test
    void parametersMayBePreset() throws Exception {
        Random random = new Random(SEED);
        int[][][] samples = JpegImages.mixed(random, 1, 40, 40, 10);
        for (int[] preset : List.of(
                new int[] {0, 0, 0, 0, 0},
                new int[] {1023, 5, 9, 200, 3},
                new int[] {0, 0, 0, 0, 255},
                new int[] {1023, 1023, 1023, 1023, 31},
                new int[] {1023, 4, 0, 0, 1023})) {
            check(samples, new JpegLsWriter.Style(10, 0, 0, 0, 2, preset));
            check(samples, new JpegLsWriter.Style(12, 2, 0, 0, 2, preset));
        }
        int[][][] few = JpegImages.mixed(random, 1, 40, 40, 6);
        check(few, new JpegLsWriter.Style(8, 0, 0, 0, 2, 63, 0, 0, 0, 0));
        check(few, new JpegLsWriter.Style(16, 1, 0, 0, 2, 100, 0, 0, 0, 0));
    }

    @Test
    void longRunsAndOneColumn() throws Exception {
        int[][][] flat = new int[1][3][70_00];
        flat[0][1][6999] = 255;
        check(flat, JpegLsWriter.Style.of(8, 0, 0));
        check(new int[1][300][1], JpegLsWriter.Style.of(16, 0, 0));
        check(JpegImages.mixed(new Random(SEED), 3, 50, 1, 8), JpegLsWriter.Style.of(8, 0, 2));
        check(JpegImages.mixed(new Random(SEED), 3, 1, 50, 8), JpegLsWriter.Style.of(8, 2, 1));
    }

    @Test
    void theNumberOfLinesAndTheSizeMayFollow() throws Exception {
        int[][][] samples = JpegImages.mixed(new Random(SEED), 1, 9, 11, 8);
        byte[] whole = JpegLsWriter.write(JpegImages.copy(samples), JpegLsWriter.Style.of(8, 0, 0));
        PixelDescription description = JpegImages.description(samples, 8, "MONOCHROME2");
        byte[] late = new byte[whole.length + 6];
        System.arraycopy(whole, 0, late, 0, whole.length - 2);
        late[8] = 0;
        System.arraycopy(HexFormat.of().parseHex("FFDC00040009FFD9"), 0, late, whole.length - 2, 8);
        assertThat(JpegImages.decode(description, late)).isEqualTo(JpegImages.bytes(samples, 1));

        byte[] size = HexFormat.of().parseHex("FFF8000A0403000009 00000B".replace(" ", ""));
        byte[] oversize = new byte[whole.length + size.length];
        System.arraycopy(whole, 0, oversize, 0, 15);
        System.arraycopy(size, 0, oversize, 15, size.length);
        System.arraycopy(whole, 15, oversize, 15 + size.length, whole.length - 15);
        oversize[8] = 0;
        oversize[10] = 0;
        assertThat(JpegImages.decode(description, oversize)).isEqualTo(JpegImages.bytes(samples, 1));
    }

    private static void check(int[][][] samples, JpegLsWriter.Style style) throws Exception {
        int[][][] reconstructed = JpegImages.copy(samples);
        byte[] codestream = JpegLsWriter.write(reconstructed, style);
        for (int i = 0; i < samples.length; i++) {
            for (int y = 0; y < samples[i].length; y++) {
                for (int x = 0; x < samples[i][y].length; x++) {
                    assertThat(Math.abs(samples[i][y][x] - reconstructed[i][y][x]))
                            .isLessThanOrEqualTo(style.near());
                }
            }
        }
        int bits = style.precision() > 8 ? 16 : 8;
        assertThat(JpegImages.decode(JpegImages.description(samples, bits, "RGB"), codestream))
                .as("%s, %d components", style, samples.length)
                .isEqualTo(JpegImages.bytes(reconstructed, bits / 8));
    }
}
