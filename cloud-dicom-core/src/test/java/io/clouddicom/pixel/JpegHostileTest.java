package io.clouddicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.CloudDicomException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the bytes are, decoding JPEG and JPEG-LS ends soon, with samples or with a typed error. */
class JpegHostileTest {
    private static final long SEED = 20_260_404;
    private static final Duration FUZZ = Duration.ofSeconds(6);

    private record Fixture(String name, PixelDescription description, byte[] codestream) {
        byte[] decode(byte[] bytes) throws IOException {
            return FrameDecoder.standard().decode(description, JpegImages.syntax(50), bytes, 0);
        }
    }

    private static List<Fixture> fixtures() {
        Random random = new Random(SEED);
        List<Fixture> fixtures = new ArrayList<>();
        int[][][] grey = JpegImages.mixed(random, 1, 12, 14, 16);
        int[][][] colour = JpegImages.mixed(random, 3, 9, 10, 8);
        PixelDescription deep = JpegImages.description(grey, 16, "MONOCHROME2");
        PixelDescription rgb = JpegImages.description(colour, 8, "RGB");
        fixtures.add(new Fixture("lossless", deep, JpegWriter.lossless(grey, 16, 6, 0, 3, true)));
        fixtures.add(new Fixture("lossless scans", rgb, JpegWriter.lossless(colour, 8, 4, 0, 0, false)));
        for (int interleave = 0; interleave < 3; interleave++) {
            fixtures.add(new Fixture(
                    "JPEG-LS " + interleave,
                    rgb,
                    JpegLsWriter.write(
                            JpegImages.copy(colour), new JpegLsWriter.Style(8, interleave, interleave, 4, 2))));
        }
        fixtures.add(new Fixture(
                "JPEG-LS 16", deep, JpegLsWriter.write(JpegImages.copy(grey), JpegLsWriter.Style.of(16, 0, 0))));
        PixelDescription small = JpegImages.description(JpegDctTest.ROWS, JpegDctTest.COLUMNS, 3, 8, "YBR_FULL_422");
        JpegDctTest.Coded coded = JpegDctTest.Coded.random(random, 8, 0x21, 0x11, 0x11);
        fixtures.add(new Fixture("sequential", small, coded.sequential(0xC0, 2, new int[] {0, 1, 2})));
        fixtures.add(new Fixture("progressive", small, coded.progressive(3)));
        return fixtures;
    }

    @Test
    @Timeout(120)
    void truncatedAtEveryByte() throws Exception {
        for (Fixture fixture : fixtures()) {
            byte[] whole = fixture.codestream;
            byte[] samples = fixture.decode(whole);
            for (int length = 0; length < whole.length; length++) {
                try {
                    // The last bytes may be fill bits or the end marker.
                    assertThat(fixture.decode(Arrays.copyOf(whole, length)))
                            .as("%s, %d of %d bytes", fixture.name, length, whole.length)
                            .isEqualTo(samples);
                    assertThat(length).isGreaterThan(whole.length - 5);
                } catch (CorruptDataException e) {
                    assertThat(e.getMessage()).contains("frame");
                }
            }
        }
    }

    @Test
    @Timeout(120)
    void damagedAnywhere() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        List<Fixture> fixtures = fixtures();
        long end = System.nanoTime() + FUZZ.toNanos();
        long slowest = 0;
        int decoded = 0;
        int refused = 0;
        while (System.nanoTime() < end) {
            Fixture fixture = fixtures.get(random.nextInt(fixtures.size()));
            byte[] bytes = fixture.codestream.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                // Headers more often than their share.
                int at = random.nextBoolean()
                        ? random.nextInt(bytes.length)
                        : random.nextInt(Math.min(80, bytes.length));
                bytes[at] = (byte) (random.nextInt(4) == 0 ? 0xFF : random.nextInt(256));
            }
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
            }
            long begin = System.nanoTime();
            try {
                assertThat(fixture.decode(bytes)).isNotEmpty();
                decoded++;
            } catch (CorruptDataException | UnsupportedFeatureException e) {
                refused++;
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError(fixture.name + " " + HexFormat.of().formatHex(bytes), e);
            }
            slowest = Math.max(slowest, System.nanoTime() - begin);
        }
        System.out.println(decoded + " damaged codestreams decoded, " + refused + " refused, slowest "
                + slowest / 1_000_000 + " ms");
        assertThat(decoded).isPositive();
        assertThat(refused).isPositive();
        assertThat(slowest).isLessThan(Duration.ofSeconds(3).toNanos());
    }

    /** Nothing is allocated for a size that the dataset does not have. */
    @Test
    void contradictionsAreNamed() {
        PixelDescription description = JpegImages.description(5, 7, 1, 8, "MONOCHROME2");
        for (int marker : new int[] {0xC0, 0xC1, 0xC2, 0xC3, 0xF7}) {
            int[] one = {1, 0x11, 0};
            refused(description, marker, 8, 65535, 65535, "65535 by 65535 pixels, not 7 by 5", one);
            refused(description, marker, 8, 5, 8, "8 by 5 pixels, not 7 by 5", one);
            refused(description, marker, 12, 5, 7, "samples of 12 bits, not 8", one);
            refused(description, marker, 8, 5, 7, "3 components, not 1", one, new int[] {2, 0x11, 0}, new int[] {
                3, 0x11, 0
            });
            refused(description, marker, 17, 5, 7, "samples of 17 bits", one);
            refused(description, marker, 8, 5, 7, "sampling factors", new int[] {1, 0x51, 0});
        }
        refused(description, 0xC3, 8, 5, 7, "ends before its samples", new int[] {1, 0x11, 0});
        PixelDescription deep = JpegImages.description(5, 7, 1, 16, "MONOCHROME2");
        refused(deep, 0xC1, 16, 5, 7, "DCT samples of 16 bits", new int[] {1, 0x11, 0});
    }

    private static void refused(
            PixelDescription description,
            int marker,
            int precision,
            int rows,
            int columns,
            String message,
            int[]... components) {
        byte[] codestream = new JpegWriter()
                .tables()
                .frame(marker, precision, rows, columns, components)
                .scan(new int[] {1}, marker == 0xC3 ? 1 : 0, 0, 0)
                .end();
        assertThatThrownBy(() -> FrameDecoder.standard().decode(description, JpegImages.syntax(70), codestream, 0))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNotDecodedIsNamed() {
        int[] one = {1, 0x11, 0};
        for (int marker : new int[] {0xC9, 0xCA, 0xCB}) {
            unsupported(new JpegWriter().frame(marker, 8, 5, 7, one).end(), "arithmetic coding");
        }
        for (int marker : new int[] {0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF}) {
            unsupported(new JpegWriter().frame(marker, 8, 5, 7, one).end(), "hierarchical");
        }
        unsupported(new JpegWriter().frame(0xDE, 8, 5, 7, one).end(), "hierarchical");
        JpegWriter table = new JpegWriter().frame(0xF7, 8, 5, 7, one).segment(0xF8, 2, 1, 1, 0, 1);
        unsupported(table.end(), "mapping table");
        unsupported(
                new JpegWriter()
                        .frame(0xF7, 8, 5, 7, one)
                        .segment(0xDA, 1, 1, 1, 0, 0, 0)
                        .end(),
                "mapping table");
        unsupported(
                new JpegWriter()
                        .frame(0xF7, 8, 5, 7, one)
                        .segment(0xDA, 1, 1, 0, 0, 0, 1)
                        .end(),
                "point transform");
        unsupported(
                new JpegWriter()
                        .segment(0xE8, 'm', 'r', 'f', 'x', 1)
                        .frame(0xF7, 8, 5, 7, one)
                        .end(),
                "colour transform");
    }

    private static void unsupported(byte[] codestream, String feature) {
        PixelDescription description = JpegImages.description(5, 7, 1, 8, "MONOCHROME2");
        assertThatThrownBy(() -> FrameDecoder.standard().decode(description, JpegImages.syntax(51), codestream, 0))
                .isInstanceOf(UnsupportedFeatureException.class)
                .isInstanceOf(CloudDicomException.class)
                .hasMessageContaining(feature);
    }

    @Test
    void transferSyntaxesThatHaveNoDecoderAreKnown() {
        for (int number : new int[] {50, 51, 53, 55, 57, 70, 80, 81}) {
            assertThat(FrameDecoder.standard().decodes(JpegImages.syntax(number)))
                    .isTrue();
        }
        for (int number : new int[] {52, 54, 56, 58, 59, 60, 61, 62, 63, 64, 65, 66, 110}) {
            assertThat(FrameDecoder.standard().decodes(JpegImages.syntax(number)))
                    .isFalse();
        }
    }
}
