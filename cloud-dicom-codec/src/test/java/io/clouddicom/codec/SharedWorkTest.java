package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows and code-blocks that several threads share give the same results as those of one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedWorkTest {
    private static final long SEED = 20261124;

    private final ExecutorService threads = Executors.newFixedThreadPool(3);

    @AfterAll
    void stop() {
        threads.shutdownNow();
    }

    // Tiles of odd width and height, so that all parities of rows and columns occur at their edges.
    @ParameterizedTest
    @CsvSource({
        "HT, true, 1, 12, 700, 611",
        "HT, true, 3, 8, 351, 301",
        "HT, false, 1, 12, 351, 301",
        "HT, false, 3, 8, 700, 611",
        "PART_1, true, 3, 8, 700, 611",
        "PART_1, true, 1, 16, 401, 333",
        "PART_1, false, 3, 8, 351, 301",
    })
    void encodingAndDecoding(String coder, boolean lossless, int components, int bits, int tileWidth, int tileHeight)
            throws CodestreamException {
        ImageShape shape = new ImageShape(700, 611, components, bits, false);
        int[] samples = slopes(shape);
        EncodeOptions preset = coder.equals("HT")
                ? lossless ? EncodeOptions.htLosslessRpcl() : EncodeOptions.htLossy(0.01)
                : lossless ? EncodeOptions.part1Lossless() : EncodeOptions.part1Lossy(0.01);
        EncodeOptions options =
                preset.toBuilder().tileSize(tileWidth, tileHeight).build();
        byte[] alone = new J2kEncoder(options).encode(shape, samples, 0, true);
        EncodeOptions shared = options.toBuilder().executor(threads).build();
        assertThat(new J2kEncoder(shared).encode(shape, samples, 0, true)).isEqualTo(alone);

        int[] decodedAlone = new int[samples.length];
        new J2kDecoder().decode(ByteBuffer.wrap(alone), decodedAlone, 0, true);
        if (lossless) {
            assertThat(decodedAlone).isEqualTo(samples);
        }
        int[] decoded = new int[samples.length];
        J2kDecoder decoder =
                new J2kDecoder(DecodeOptions.builder().executor(threads).build());
        decoder.decode(ByteBuffer.wrap(alone), decoded, 0, true);
        assertThat(decoded).isEqualTo(decodedAlone);
    }

    @Test
    void samplesOfManyBits() throws CodestreamException {
        ImageShape shape = new ImageShape(521, 499, 1, ImageShape.MOST_PRECISION, true);
        int[] samples = slopes(shape);
        byte[] codestream = new J2kEncoder(EncodeOptions.htLosslessRpcl().toBuilder()
                        .executor(threads)
                        .build())
                .encode(shape, samples, 0, true);
        int[] decoded = new int[samples.length];
        new J2kDecoder(DecodeOptions.builder().executor(threads).build())
                .decode(ByteBuffer.wrap(codestream), decoded, 0, true);
        assertThat(decoded).isEqualTo(samples);
    }

    @Test
    void aRegion() throws CodestreamException {
        ImageShape shape = new ImageShape(700, 611, 3, 8, false);
        byte[] codestream = new J2kEncoder(EncodeOptions.htLosslessRpcl()).encode(shape, slopes(shape), 0, true);
        DecodeOptions options = DecodeOptions.builder()
                .region(new DecodeOptions.Region(13, 77, 600, 431))
                .build();
        int[] alone = new int[3 * 600 * 431];
        new J2kDecoder(options).decode(ByteBuffer.wrap(codestream), alone, 0, false);
        int[] decoded = new int[alone.length];
        new J2kDecoder(options.toBuilder().executor(threads).build())
                .decode(ByteBuffer.wrap(codestream), decoded, 0, false);
        assertThat(decoded).isEqualTo(alone);
    }

    /** Something between a slope and noise. */
    private static int[] slopes(ImageShape shape) {
        System.out.println("seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        int[] samples = new int[(int) shape.samples()];
        int most = (1 << shape.precision()) - 1;
        int least = shape.signed() ? -1 << shape.precision() - 1 : 0;
        for (int index = 0; index < samples.length; index++) {
            int x = index % shape.width();
            int y = index / shape.width();
            samples[index] = ((x * 3 + y * 2 + random.nextInt(40)) * (most >> 8 | 1) & most) + least;
        }
        return samples;
    }
}
