package io.clouddicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.CorruptDataException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * JPEG of the DCT processes, from codestreams that are written here of known coefficients: samples are those of the transform
 * in floating point within 1, and progressive scans give what a sequential scan gives.
 */
class JpegDctTest {
    private static final long SEED = 20_260_403;
    static final int ROWS = 37;
    static final int COLUMNS = 51;

    /** Coefficients of components that are sampled in some way. */
    record Coded(int precision, int[] sampling, int[][][][] blocks) {
        static Coded random(Random random, int precision, int... sampling) {
            int h = Arrays.stream(sampling).map(s -> s >> 4).max().orElseThrow();
            int v = Arrays.stream(sampling).map(s -> s & 15).max().orElseThrow();
            int[][][][] blocks = new int[sampling.length][][][];
            int scale = 1 << (precision - 8);
            for (int i = 0; i < sampling.length; i++) {
                int lines = JpegWriter.ceil(ROWS, 8 * v) * (sampling[i] & 15);
                int columns = JpegWriter.ceil(COLUMNS, 8 * h) * (sampling[i] >> 4);
                blocks[i] = new int[lines][columns][64];
                for (int[][] line : blocks[i]) {
                    for (int[] block : line) {
                        block[0] = (random.nextInt(900) - 450) * scale;
                        int count = random.nextInt(4) == 0 ? 0 : random.nextInt(20);
                        for (int n = 0; n < count; n++) {
                            int k = 1 + (int) (63 * Math.pow(random.nextDouble(), 2));
                            block[k] = (random.nextInt(2 * 60 / (k + 3) + 3) - 60 / (k + 3) - 1) * scale;
                        }
                    }
                }
            }
            return new Coded(precision, sampling, blocks);
        }

        JpegWriter begin(int marker) {
            return new JpegWriter()
                    .tables()
                    .frame(marker, precision, ROWS, COLUMNS, JpegWriter.components(sampling.length, sampling));
        }

        void blocks(JpegWriter writer, int[] scan, int restart, Runnable begin, JpegWriter.BlockSink sink) {
            writer.blocks(blocks, sampling, new int[] {ROWS, COLUMNS}, scan, restart, begin, sink);
        }

        byte[] sequential(int marker, int restart, int[]... scans) {
            JpegWriter writer = begin(marker).segment(0xDD, restart >> 8, restart & 255);
            for (int[] scan : scans) {
                writer.scan(ids(scan), 0, 63, 0);
                int[] predictions = new int[sampling.length];
                blocks(writer, scan, restart, () -> Arrays.fill(predictions, 0), (component, block) -> {
                    predictions[component] = writer.sequential(component + 1, block, predictions[component]);
                });
            }
            return writer.end();
        }

        byte[] progressive(int restart) {
            JpegWriter writer = begin(0xC2).segment(0xDD, restart >> 8, restart & 255);
            int[] all = new int[sampling.length];
            Arrays.setAll(all, i -> i);
            writer.scan(ids(all), 0, 0, 1);
            int[] predictions = new int[sampling.length];
            blocks(writer, all, restart, () -> Arrays.fill(predictions, 0), (component, block) -> {
                predictions[component] = writer.progressiveFirst(component + 1, block[0], 1, predictions[component]);
            });
            for (int[] band : new int[][] {{1, 5, 2}, {6, 63, 2}}) {
                for (int i : all) {
                    writer.scan(ids(i), band[0], band[1], band[2]);
                    blocks(writer, new int[] {i}, restart, () -> {}, (component, block) -> {
                        writer.band(component + 1, block, band[0], band[1], band[2]);
                    });
                }
            }
            for (int low = 1; low >= 0; low--) {
                int bit = low;
                for (int i : all) {
                    writer.scan(ids(i), 1, 63, (low + 1) << 4 | low);
                    blocks(writer, new int[] {i}, restart, () -> {}, (component, block) -> {
                        writer.refineBand(component + 1, block, 1, 63, bit);
                    });
                }
            }
            writer.scan(ids(all), 0, 0, 0x10);
            blocks(writer, all, restart, () -> {}, (component, block) -> {
                writer.progressiveRefineFirst(block[0], 0);
            });
            return writer.end();
        }

        private static int[] ids(int... components) {
            return Arrays.stream(components).map(i -> i + 1).toArray();
        }

        /** The samples of a component, by the definition of the transform (T.81 A.3.3). */
        double[][] plane(int component) {
            int[][][] lines = blocks[component];
            double[][] plane = new double[lines.length * 8][lines[0].length * 8];
            for (int row = 0; row < lines.length; row++) {
                for (int column = 0; column < lines[0].length; column++) {
                    inverse(lines[row][column], plane, row * 8, column * 8);
                }
            }
            return plane;
        }

        private void inverse(int[] block, double[][] plane, int top, int left) {
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 8; x++) {
                    double sum = 0;
                    for (int k = 0; k < 64; k++) {
                        if (block[k] != 0) {
                            int v = JpegWriter.ZIGZAG[k] / 8;
                            int u = JpegWriter.ZIGZAG[k] % 8;
                            sum += block[k]
                                    * JpegWriter.quantizer(k)
                                    * (u == 0 ? Math.sqrt(0.5) : 1)
                                    * (v == 0 ? Math.sqrt(0.5) : 1)
                                    * Math.cos((2 * x + 1) * u * Math.PI / 16)
                                    * Math.cos((2 * y + 1) * v * Math.PI / 16);
                        }
                    }
                    double value = sum / 4 + (1 << (precision - 1));
                    plane[top + y][left + x] = Math.max(0, Math.min((1 << precision) - 1, value));
                }
            }
        }

        int[][][] decode(byte[] codestream, String photometric) throws Exception {
            int bits = precision > 8 ? 16 : 8;
            PixelDescription description = JpegImages.description(ROWS, COLUMNS, sampling.length, bits, photometric);
            byte[] decoded = FrameDecoder.standard().decode(description, JpegImages.syntax(50), codestream, 0);
            return JpegImages.samples(decoded, sampling.length, ROWS, COLUMNS, bits / 8);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 12})
    void samplesAreThoseOfTheTransform(int precision) throws Exception {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int components : new int[] {1, 3, 4}) {
            int[] sampling = new int[components];
            Arrays.fill(sampling, 0x11);
            Coded coded = Coded.random(random, precision, sampling);
            int[] all = new int[components];
            Arrays.setAll(all, i -> i);
            int[][][] decoded = coded.decode(coded.sequential(precision == 8 ? 0xC0 : 0xC1, 0, all), "RGB");
            for (int i = 0; i < components; i++) {
                double[][] plane = coded.plane(i);
                for (int y = 0; y < ROWS; y++) {
                    for (int x = 0; x < COLUMNS; x++) {
                        assertThat((double) decoded[i][y][x]).isBetween(plane[y][x] - 1.01, plane[y][x] + 1.01);
                    }
                }
            }
        }
    }

    /** Interpolated or repeated, an enlarged component has what its own samples have, and nothing beyond their range. */
    @Test
    void subsampledComponentsAreEnlarged() throws Exception {
        Random random = new Random(SEED);
        for (int[] sampling : List.of(
                new int[] {0x21, 0x11, 0x11},
                new int[] {0x22, 0x11, 0x11},
                new int[] {0x12, 0x11, 0x11},
                new int[] {0x41, 0x11, 0x11},
                new int[] {0x44, 0x22, 0x11},
                new int[] {0x22, 0x21, 0x12},
                new int[] {0x11, 0x22, 0x11})) {
            Coded coded = Coded.random(random, 8, sampling);
            int[][][] decoded = coded.decode(coded.sequential(0xC0, 5, new int[] {0, 1, 2}), "RGB");
            int h = Arrays.stream(sampling).map(s -> s >> 4).max().orElseThrow();
            int v = Arrays.stream(sampling).map(s -> s & 15).max().orElseThrow();
            for (int i = 0; i < 3; i++) {
                int dx = h / (sampling[i] >> 4);
                int dy = v / (sampling[i] & 15);
                double[][] plane = coded.plane(i);
                for (int y = 0; y < ROWS; y++) {
                    for (int x = 0; x < COLUMNS; x++) {
                        double least = 255;
                        double most = 0;
                        for (int n = 0; n < 9; n++) {
                            int row = y / dy + (dy > 1 && dx == 2 ? n / 3 - 1 : 0);
                            int column = x / dx + (dx == 2 ? n % 3 - 1 : 0);
                            row = Math.max(0, Math.min((ROWS + dy - 1) / dy - 1, row));
                            column = Math.max(0, Math.min((COLUMNS + dx - 1) / dx - 1, column));
                            least = Math.min(least, plane[row][column]);
                            most = Math.max(most, plane[row][column]);
                        }
                        assertThat((double) decoded[i][y][x])
                                .as("%x %x %x: component %d at %d, %d", sampling[0], sampling[1], sampling[2], i, x, y)
                                .isBetween(least - 1.6, most + 1.6);
                    }
                }
            }
        }
    }

    @Test
    void scansOfSingleComponentsAndRestartsChangeNothing() throws Exception {
        Random random = new Random(SEED);
        for (int[] sampling : List.of(new int[] {0x11, 0x11, 0x11}, new int[] {0x22, 0x11, 0x21})) {
            Coded coded = Coded.random(random, 8, sampling);
            int[][][] expected = coded.decode(coded.sequential(0xC0, 0, new int[] {0, 1, 2}), "RGB");
            for (int restart : new int[] {0, 1, 3, 9, 1000}) {
                for (int[][] scans :
                        List.of(new int[][] {{0, 1, 2}}, new int[][] {{0}, {1}, {2}}, new int[][] {{2}, {0, 1}})) {
                    assertThat(coded.decode(coded.sequential(0xC1, restart, scans), "RGB"))
                            .isDeepEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 12})
    void progressiveScansGiveWhatASequentialScanGives(int precision) throws Exception {
        Random random = new Random(SEED);
        for (int[] sampling :
                List.of(new int[] {0x11}, new int[] {0x11, 0x11, 0x11}, new int[] {0x21, 0x11, 0x11}, new int[] {
                    0x22, 0x11, 0x12
                })) {
            Coded coded = Coded.random(random, precision, sampling);
            int[] all = new int[sampling.length];
            Arrays.setAll(all, i -> i);
            int[][][] expected = coded.decode(coded.sequential(0xC1, 0, all), "RGB");
            for (int restart : new int[] {0, 1, 4}) {
                assertThat(coded.decode(coded.progressive(restart), "RGB")).isDeepEqualTo(expected);
            }
        }
    }

    @Test
    void theNumberOfLinesMayFollow() throws Exception {
        Coded coded = Coded.random(new Random(SEED), 8, 0x11);
        byte[] whole = coded.sequential(0xC0, 0, new int[] {0});
        int[][][] expected = coded.decode(whole, "MONOCHROME2");
        int header = 0;
        while ((whole[header] & 255) != 0xFF || (whole[header + 1] & 255) != 0xC0) {
            header++;
        }
        byte[] late = Arrays.copyOf(whole, whole.length + 6);
        late[header + 6] = 0;
        System.arraycopy(HexFormat.of().parseHex("FFDC00040025FFD9"), 0, late, whole.length - 2, 8);
        assertThat(coded.decode(late, "MONOCHROME2")).isDeepEqualTo(expected);
        late[late.length - 3]++;
        assertThatThrownBy(() -> coded.decode(late, "MONOCHROME2"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("38 lines, not 37");
    }

    /** Adobe's marker tells whether colour is YCbCr, else JFIF, else names of components, else the dataset. */
    @Test
    void colourIsConvertedWhereItIsCodedAsYcbcr() throws Exception {
        int[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
        int[] adobeYcc = adobe.clone();
        adobeYcc[11] = 1;
        int[] jfif = {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};
        int[] plain = {1, 2, 3};
        int[] rgb = {'R', 'G', 'B'};
        assertThat(colour(0xEE, adobe, plain, "YBR_FULL_422")).containsExactly(100, 90, 200);
        assertThat(colour(0xEE, adobeYcc, plain, "RGB")).containsExactly(201, 62, 33);
        assertThat(colour(0xEE, adobeYcc, rgb, "RGB")).containsExactly(201, 62, 33);
        assertThat(colour(0xE0, jfif, plain, "RGB")).containsExactly(201, 62, 33);
        assertThat(colour(0xE0, jfif, plain, "RGB", adobe)).containsExactly(100, 90, 200);
        assertThat(colour(0xE0, jfif, plain, "YBR_FULL", adobe)).containsExactly(201, 62, 33);
        assertThat(colour(0xFE, new int[] {'x'}, rgb, "YBR_FULL")).containsExactly(100, 90, 200);
        assertThat(colour(0xFE, new int[] {'x'}, plain, "YBR_FULL")).containsExactly(201, 62, 33);
        assertThat(colour(0xFE, new int[] {'x'}, plain, "YBR_FULL_422")).containsExactly(201, 62, 33);
        assertThat(colour(0xFE, new int[] {'x'}, plain, "")).containsExactly(201, 62, 33);
        assertThat(colour(0xFE, new int[] {'x'}, plain, "RGB")).containsExactly(100, 90, 200);
    }

    /** What a codec says that decoded samples are holds, even if the transfer syntax does not fit the codestream. */
    @Test
    void colourInALosslessTransferSyntaxStaysAsItIsNamed() throws Exception {
        byte[] codestream = pixel(0xE0, new int[] {'J', 'F', 'I', 'F', 0}, new int[] {1, 2, 3});
        assertThat(decoded(codestream, "YBR_FULL", 70)).containsExactly(100, 90, 200);
        assertThat(decoded(codestream, "RGB", 70)).containsExactly(201, 62, 33);
        assertThat(decoded(codestream, "YBR_FULL", 50)).containsExactly(201, 62, 33);
    }

    /** One pixel that is coded as 100, 90, 200. */
    private static byte[] pixel(int marker, int[] application, int[] ids, int[]... adobe) {
        int[][] components = {{ids[0], 0x11, 0}, {ids[1], 0x11, 0}, {ids[2], 0x11, 0}};
        JpegWriter writer = new JpegWriter().segment(marker, application);
        for (int[] more : adobe) {
            writer.segment(0xEE, more);
        }
        writer.tables().frame(0xC0, 8, 1, 1, components).scan(ids, 0, 63, 0);
        int[] values = {100, 90, 200};
        int[][][][] blocks = new int[3][1][1][64];
        for (int i = 0; i < 3; i++) {
            blocks[i][0][0][0] = (values[i] - 128) * 8;
        }
        writer.blocks(
                blocks,
                new int[] {0x11, 0x11, 0x11},
                new int[] {1, 1},
                new int[] {0, 1, 2},
                0,
                () -> {},
                (component, block) -> writer.sequential(ids[component], block, 0));
        return writer.end();
    }

    private static int[] colour(int marker, int[] application, int[] ids, String photometric, int[]... adobe)
            throws Exception {
        return decoded(pixel(marker, application, ids, adobe), photometric, 50);
    }

    private static int[] decoded(byte[] codestream, String photometric, int syntax) throws Exception {
        byte[] samples = FrameDecoder.standard()
                .decode(JpegImages.description(1, 1, 3, 8, photometric), JpegImages.syntax(syntax), codestream, 0);
        return new int[] {samples[0] & 255, samples[1] & 255, samples[2] & 255};
    }

    @Test
    void decodedColourIsNamed() {
        FrameDecoder decoder = FrameDecoder.standard();
        for (String coded : List.of("YBR_FULL", "YBR_FULL_422", "RGB")) {
            PixelDescription description = JpegImages.description(1, 1, 3, 8, coded);
            assertThat(decoder.photometricInterpretation(description, JpegImages.syntax(50)))
                    .isEqualTo("RGB");
            assertThat(decoder.photometricInterpretation(description, JpegImages.syntax(70)))
                    .isEqualTo(coded);
            assertThat(decoder.photometricInterpretation(description, JpegImages.syntax(81)))
                    .isEqualTo(coded);
        }
        assertThat(decoder.photometricInterpretation(
                        JpegImages.description(1, 1, 1, 8, "MONOCHROME1"), JpegImages.syntax(50)))
                .isEqualTo("MONOCHROME1");
    }
}
