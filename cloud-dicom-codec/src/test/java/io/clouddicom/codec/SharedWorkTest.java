package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
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

    /**
     * Low and high blocks, whose stripes are many or few, and images that end in the midst of one. A block of 498 by 8 has
     * an odd number of quads in a row, which are decoded apart.
     */
    @ParameterizedTest
    @CsvSource({
        "4, 1024, 90, 1500",
        "1024, 4, 300, 401",
        "512, 8, 498, 401",
        "16, 16, 333, 129",
        "64, 32, 301, 513",
        "8, 512, 257, 1029"
    })
    void blocksOfManyShapes(int blockWidth, int blockHeight, int width, int height) throws CodestreamException {
        for (int levels : new int[] {0, 1, 3, 6}) {
            ImageShape shape = new ImageShape(width, height, 3, 8, false);
            int[] samples = slopes(shape);
            EncodeOptions options = EncodeOptions.htLosslessRpcl().toBuilder()
                    .blockSize(blockWidth, blockHeight)
                    .levels(levels)
                    .build();
            byte[] codestream = new J2kEncoder(options).encode(shape, samples, 0, true);
            int[] alone = new int[samples.length];
            new J2kDecoder().decode(ByteBuffer.wrap(codestream), alone, 0, true);
            assertThat(alone).isEqualTo(samples);
            int[] shared = new int[samples.length];
            new J2kDecoder(DecodeOptions.builder().executor(threads).build())
                    .decode(ByteBuffer.wrap(codestream), shared, 0, true);
            assertThat(shared).isEqualTo(samples);
        }
    }

    /** A fault that one thread finds ends the work of all, however many wait for its stripe. */
    @Test
    @Timeout(120)
    void damageEndsTheWorkOfAllThreads() throws CodestreamException {
        ImageShape shape = new ImageShape(512, 2048, 1, 12, false);
        byte[] codestream = new J2kEncoder(EncodeOptions.htLosslessRpcl()).encode(shape, slopes(shape), 0, true);
        J2kDecoder alone = new J2kDecoder();
        J2kDecoder shared =
                new J2kDecoder(DecodeOptions.builder().executor(threads).build());
        SplittableRandom random = new SplittableRandom(SEED);
        int refused = 0;
        for (int round = 0; round < 40; round++) {
            byte[] damaged = codestream.clone();
            for (int change = 0; change < 8; change++) {
                damaged[codestream.length / 4 + random.nextInt(codestream.length * 3 / 4)] = (byte) random.nextInt(256);
            }
            int[] samples = decoded(alone, damaged, shape);
            assertThat(decoded(shared, damaged, shape)).as("round %d", round).isEqualTo(samples);
            refused += samples.length == 0 ? 1 : 0;
        }
        assertThat(refused).isPositive();
    }

    /** The samples, or none of a codestream that is refused. */
    private static int[] decoded(J2kDecoder decoder, byte[] codestream, ImageShape shape) {
        int[] samples = new int[(int) shape.samples()];
        try {
            decoder.decode(ByteBuffer.wrap(codestream), samples, 0, true);
            return samples;
        } catch (CodestreamException refused) {
            return new int[0];
        }
    }

    /** Executors that refuse tasks, never run them, run them in the caller's thread, or begin late and at a time. */
    @Test
    @Timeout(120)
    void helpersThatNeverComeAreNotWaitedFor() throws CodestreamException {
        ImageShape shape = new ImageShape(640, 900, 1, 12, false);
        int[] samples = slopes(shape);
        byte[] alone = new J2kEncoder(EncodeOptions.htLosslessRpcl()).encode(shape, samples, 0, true);
        List<Runnable> kept = new ArrayList<>();
        Executor late = CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS, threads);
        List<Executor> executors = List.of(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                kept::add,
                Runnable::run,
                late);
        for (Executor executor : executors) {
            J2kEncoder encoder = new J2kEncoder(EncodeOptions.htLosslessRpcl().toBuilder()
                    .executor(executor)
                    .build());
            assertThat(encoder.encode(shape, samples, 0, true)).isEqualTo(alone);
            int[] decoded = new int[samples.length];
            new J2kDecoder(DecodeOptions.builder().executor(executor).build())
                    .decode(ByteBuffer.wrap(alone), decoded, 0, true);
            assertThat(decoded).isEqualTo(samples);
        }
        // What comes when all is done finds nothing to do.
        kept.forEach(Runnable::run);
    }

    /** A sample that is out of range is refused by whichever thread reads it. */
    @Test
    @Timeout(120)
    void aSampleOutOfRangeEndsTheWorkOfAllThreads() {
        ImageShape shape = new ImageShape(640, 900, 1, 12, false);
        J2kEncoder encoder = new J2kEncoder(
                EncodeOptions.htLosslessRpcl().toBuilder().executor(threads).build());
        for (int row : new int[] {0, 450, 899}) {
            int[] samples = slopes(shape);
            samples[row * 640 + 3] = 1 << 12;
            assertThatThrownBy(() -> encoder.encode(shape, samples, 0, true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("in row " + row + " is not");
        }
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
