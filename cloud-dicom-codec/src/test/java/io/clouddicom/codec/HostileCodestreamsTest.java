package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the bytes are, decoding ends soon, with samples or with a {@link CodestreamException}. */
class HostileCodestreamsTest {
    private static final Duration FUZZ = Duration.ofSeconds(15);

    @ParameterizedTest
    @EnumSource(Fixtures.class)
    @Timeout(60)
    void truncatedAtEveryByte(Fixtures fixture) throws CodestreamException {
        byte[] whole = fixture.bytes();
        DecodeOptions tolerant =
                Fixtures.SMALL.toBuilder().tolerateTruncation(true).build();
        int[] all = Fixtures.decode(whole, Fixtures.SMALL);
        for (int length = 0; length < whole.length; length++) {
            byte[] prefix = Arrays.copyOf(whole, length);
            try {
                // The last bytes may be an end marker or padding that nobody needs.
                assertThat(Fixtures.decode(prefix, Fixtures.SMALL)).isEqualTo(all);
            } catch (CodestreamException e) {
                assertThat(e.offsetBytes()).isBetween(0L, (long) length);
            }
            try {
                assertThat(Fixtures.decode(prefix, tolerant)).hasSameSizeAs(all);
            } catch (CodestreamException e) {
                assertThat(e.offsetBytes()).isBetween(0L, (long) length);
            }
        }
    }

    @Test
    void prefixOfAProgressiveStreamComesCloser() throws CodestreamException {
        byte[] whole = Fixtures.GRAY_LAYERS.bytes();
        int[] expected = Fixtures.GRAY_LAYERS.planes();
        DecodeOptions tolerant =
                Fixtures.SMALL.toBuilder().tolerateTruncation(true).build();
        double half = error(Fixtures.decode(Arrays.copyOf(whole, whole.length / 2), tolerant), expected);
        double most = error(Fixtures.decode(Arrays.copyOf(whole, whole.length - 40), tolerant), expected);
        assertThat(most).isLessThan(half);
        assertThat(half).isLessThan(70.0);
    }

    private static double error(int[] actual, int[] expected) {
        double sum = 0;
        for (int index = 0; index < actual.length; index++) {
            sum += Math.pow(actual[index] - expected[index], 2);
        }
        return Math.sqrt(sum / actual.length);
    }

    @ParameterizedTest
    @EnumSource(Fixtures.class)
    @Timeout(120)
    void mutatedBytes(Fixtures fixture) {
        long seed = 20261124;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        byte[] whole = fixture.bytes();
        for (int round = 0; round < 1500; round++) {
            attempt(mutate(whole, random), seed, round);
        }
    }

    @Test
    @Timeout(120)
    void fuzzForAWhile() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long end = System.nanoTime() + FUZZ.toNanos();
        Fixtures[] fixtures = Fixtures.values();
        for (int round = 0; System.nanoTime() < end; round++) {
            attempt(mutate(fixtures[round % fixtures.length].bytes(), random), seed, round);
        }
    }

    static byte[] mutate(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        int changes = 1 + random.nextInt(4);
        // Half of the changes go to the headers, where they reach furthest.
        int reach = random.nextBoolean() ? Math.min(160, bytes.length) : bytes.length;
        for (int change = 0; change < changes; change++) {
            int at = random.nextInt(reach);
            bytes[at] = (byte)
                    switch (random.nextInt(4)) {
                        case 0 -> bytes[at] ^ 1 << random.nextInt(8);
                        case 1 -> 0xFF;
                        case 2 -> 0;
                        default -> random.nextInt(256);
                    };
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private static void attempt(byte[] bytes, long seed, int round) {
        DecodeOptions options = Fixtures.SMALL.toBuilder()
                .tolerateTruncation(round % 2 == 0)
                .reduction(round % 3 == 0 ? 1 : 0)
                .build();
        long begin = System.nanoTime();
        try {
            Fixtures.decode(bytes, options);
            new J2kDecoder(options).prefixLengths(ByteBuffer.wrap(bytes));
        } catch (CodestreamException e) {
            assertThat(e.offsetBytes()).isBetween(0L, (long) bytes.length);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    "seed " + seed + " round " + round + ": "
                            + java.util.HexFormat.of().formatHex(bytes),
                    e);
        }
        assertThat(System.nanoTime() - begin)
                .as("seed %d round %d", seed, round)
                .isLessThan(Duration.ofSeconds(5).toNanos());
    }

    @Test
    void aSmallFileThatDeclaresAHugeImageIsRefused() {
        byte[] bytes = Fixtures.GRAY_LAYERS.bytes();
        ByteBuffer.wrap(bytes)
                .putInt(8, 60000)
                .putInt(12, 60000)
                .putInt(24, 60000)
                .putInt(28, 60000);
        assertThatThrownBy(
                        () -> new J2kDecoder().decode(ByteBuffer.wrap(bytes), new byte[16], 0, SampleLayout.planar(1)))
                .isInstanceOf(CodestreamException.class)
                .hasMessageContaining("SIZ at byte 2: 60000 by 60000 pixels")
                .extracting(e -> ((CodestreamException) e).kind())
                .isEqualTo(CodestreamException.Kind.LIMIT);
    }

    @Test
    void countlessPrecinctsAreRefusedBeforeTheyAreLaidOut() {
        byte[] bytes = Fixtures.GRAY_LAYERS.bytes();
        ByteBuffer.wrap(bytes)
                .putInt(8, 16000)
                .putInt(12, 16000)
                .putInt(24, 16000)
                .putInt(28, 16000);
        assertThatThrownBy(() -> Fixtures.decode(
                        bytes, DecodeOptions.builder().mostMemoryBytes(64 << 20).build()))
                .isInstanceOf(CodestreamException.class)
                .hasMessageContaining("precincts and code-blocks");
    }

    @Test
    void emptyInputIsRefused() {
        assertThatThrownBy(() -> new J2kDecoder().info(ByteBuffer.allocate(0)))
                .isInstanceOf(CodestreamException.class)
                .hasMessage("SOC at byte 0: no codestream begins here");
    }
}
