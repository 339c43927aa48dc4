package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class J2kDecoderTest {
    @ParameterizedTest
    @EnumSource(Fixtures.class)
    void decodesWhatWasEncoded(Fixtures fixture) throws CodestreamException {
        int[] decoded = Fixtures.decode(fixture.bytes(), DecodeOptions.defaults());
        if (fixture.lossless) {
            assertThat(decoded).isEqualTo(fixture.planes());
        } else {
            int[] expected = fixture.planes();
            double sum = 0;
            for (int index = 0; index < expected.length; index++) {
                sum += Math.pow(decoded[index] - expected[index], 2);
            }
            assertThat(Math.sqrt(sum / expected.length)).isLessThan(40.0);
        }
    }

    @Test
    void interleavesAndAgreesInAllArrayTypes() throws CodestreamException {
        Fixtures fixture = Fixtures.COLOUR_TILES;
        J2kDecoder decoder = new J2kDecoder();
        int pixels = Fixtures.WIDTH * Fixtures.HEIGHT;
        byte[] bytes = new byte[1 + 3 * pixels];
        decoder.decode(ByteBuffer.wrap(fixture.bytes()), bytes, 1, SampleLayout.interleaved(1));
        byte[] wide = new byte[6 * pixels];
        decoder.decode(ByteBuffer.wrap(fixture.bytes()), wide, 0, SampleLayout.interleaved(2));
        short[] shorts = new short[3 * pixels];
        decoder.decode(ByteBuffer.wrap(fixture.bytes()), shorts, 0, false);
        for (int y = 0; y < Fixtures.HEIGHT; y++) {
            for (int x = 0; x < Fixtures.WIDTH; x++) {
                for (int component = 0; component < 3; component++) {
                    int at = 3 * (y * Fixtures.WIDTH + x) + component;
                    int expected = fixture.sample(component, x, y);
                    assertThat(bytes[1 + at] & 0xFF).isEqualTo(expected);
                    assertThat(wide[2 * at] & 0xFF).isEqualTo(expected);
                    assertThat(wide[2 * at + 1]).isZero();
                    assertThat(shorts[at]).isEqualTo((short) expected);
                }
            }
        }
    }

    @Test
    void readsDirectAndOffsetBuffersWithoutMovingThem() throws CodestreamException {
        byte[] codestream = Fixtures.DEEP_STYLES.bytes();
        ByteBuffer direct = ByteBuffer.allocateDirect(codestream.length + 7);
        direct.position(5);
        direct.put(codestream).flip().position(5);
        int[] out = new int[Fixtures.WIDTH * Fixtures.HEIGHT];
        new J2kDecoder().decode(direct, out, 0, true);
        assertThat(out).isEqualTo(Fixtures.DEEP_STYLES.planes());
        assertThat(direct.position()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(Fixtures.class)
    void aRegionIsThePartOfTheWhole(Fixtures fixture) throws CodestreamException {
        int[] whole = Fixtures.decode(fixture.bytes(), DecodeOptions.defaults());
        int[] part = Fixtures.decode(
                fixture.bytes(),
                DecodeOptions.builder()
                        .region(new DecodeOptions.Region(9, 4, 20, 17))
                        .build());
        int at = 0;
        for (int component = 0; component < fixture.components; component++) {
            for (int y = 4; y < 21; y++) {
                for (int x = 9; x < 29; x++) {
                    assertThat(part[at++]).isEqualTo(whole[(component * Fixtures.HEIGHT + y) * Fixtures.WIDTH + x]);
                }
            }
        }
        assertThat(part).hasSize(at);
    }

    @ParameterizedTest
    @EnumSource(Fixtures.class)
    void thePrefixForAReductionSuffices(Fixtures fixture) throws CodestreamException {
        byte[] codestream = fixture.bytes();
        J2kDecoder decoder = new J2kDecoder();
        long[] lengths = decoder.prefixLengths(ByteBuffer.wrap(codestream));
        assertThat(lengths).hasSize(decoder.info(ByteBuffer.wrap(codestream)).levels() + 1);
        for (int reduction = 0; reduction < lengths.length; reduction++) {
            DecodeOptions options = DecodeOptions.builder()
                    .reduction(reduction)
                    .tolerateTruncation(true)
                    .build();
            byte[] prefix = Arrays.copyOf(codestream, (int) lengths[reduction]);
            assertThat(Fixtures.decode(prefix, options)).isEqualTo(Fixtures.decode(codestream, options));
        }
    }

    @Test
    void reductionHalvesTheImageOnTheReferenceGrid() throws CodestreamException {
        // The image begins at column 3 and row 5 of the grid, and ends at column 40 and row 34.
        DecodeOptions options = DecodeOptions.builder().reduction(1).build();
        DecodedImage shape = new J2kDecoder(options).shape(ByteBuffer.wrap(Fixtures.COLOUR_TILES.bytes()));
        assertThat(shape.planes()).hasSize(3).allMatch(plane -> plane.width() == 18 && plane.height() == 14);
    }

    @Test
    void oneDecoderServesDifferentImages() throws CodestreamException {
        J2kDecoder decoder = new J2kDecoder();
        for (int round = 0; round < 2; round++) {
            for (Fixtures fixture : Fixtures.values()) {
                int[] out = new int[fixture.components * Fixtures.WIDTH * Fixtures.HEIGHT];
                decoder.decode(ByteBuffer.wrap(fixture.bytes()), out, 0, true);
                assertThat(out).isEqualTo(Fixtures.decode(fixture.bytes(), DecodeOptions.defaults()));
            }
        }
    }

    @Test
    void anExecutorThatRejectsChangesNothing() throws CodestreamException {
        DecodeOptions options = DecodeOptions.builder()
                .executor(task -> {
                    throw new RejectedExecutionException("full");
                })
                .build();
        assertThat(Fixtures.decode(Fixtures.COLOUR_TILES.bytes(), options)).isEqualTo(Fixtures.COLOUR_TILES.planes());
    }

    @Test
    void threadsChangeNothing() throws CodestreamException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            DecodeOptions options = DecodeOptions.builder().executor(threads).build();
            assertThat(Fixtures.decode(Fixtures.DEEP_STYLES.bytes(), options)).isEqualTo(Fixtures.DEEP_STYLES.planes());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void tellsWhatTheHeadersSay() throws CodestreamException {
        J2kInfo info = new J2kDecoder().info(ByteBuffer.wrap(Fixtures.COLOUR_TILES.bytes()));
        assertThat(info.width()).isEqualTo(Fixtures.WIDTH);
        assertThat(info.height()).isEqualTo(Fixtures.HEIGHT);
        assertThat(info.components()).hasSize(3).allMatch(c -> c.precision() == 8 && !c.signed());
        assertThat(info.progression()).isEqualTo(ProgressionOrder.PCRL);
        assertThat(info.levels()).isEqualTo(2);
        assertThat(info.reversible()).isTrue();
        assertThat(info.componentTransform()).isTrue();
        assertThat(info.highThroughput()).isFalse();
        assertThat(info.tilePartLengths()).isTrue();
        assertThat(info.packetLengths()).isTrue();
        assertThat(new J2kDecoder()
                        .info(ByteBuffer.wrap(Fixtures.GRAY_LAYERS.bytes()))
                        .layers())
                .isEqualTo(3);
    }

    @Test
    void anArrayThatIsTooSmallOrTooNarrowIsTheCallersFault() {
        byte[] codestream = Fixtures.DEEP_STYLES.bytes();
        J2kDecoder decoder = new J2kDecoder();
        assertThatThrownBy(() -> decoder.decode(ByteBuffer.wrap(codestream), new int[100], 0, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1073 samples do not fit an array for 100");
        assertThatThrownBy(() -> decoder.decode(ByteBuffer.wrap(codestream), new byte[2000], 0, SampleLayout.planar(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("samples of 16 bits do not fit 8 bits");
    }
}
