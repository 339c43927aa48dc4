package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Once its work spaces are there, a codec object takes next to no memory for another image. */
class SteadyStateTest {
    /** Whatever the image's size: objects for headers, options and results. Its 8 × 8 code-blocks are over 4000. */
    private static final long FEW_BYTES = 16384;

    private static final int SIZE = 512;

    private interface Work {
        int run() throws CodestreamException;
    }

    @ParameterizedTest
    @EnumSource(BlockCoder.class)
    void decodingAndEncodingAllocateNoBlocksAndNoRows(BlockCoder coder) throws CodestreamException {
        int[] samples = new int[SIZE * SIZE];
        for (int index = 0; index < samples.length; index++) {
            samples[index] = (index % SIZE * 7 ^ index / SIZE * 3) & 0xFFF;
        }
        ImageShape shape = new ImageShape(SIZE, SIZE, 1, 12, false);
        EncodeOptions options = EncodeOptions.htLosslessRpcl().toBuilder()
                .blockCoder(coder)
                .blockSize(8, 8)
                .build();
        J2kEncoder encoder = new J2kEncoder(options);
        byte[] codestream = encoder.encode(shape, samples, 0, true);
        J2kDecoder decoder = new J2kDecoder();
        int[] decoded = new int[samples.length];

        assertThat(allocated(() -> {
                    decoder.decode(ByteBuffer.wrap(codestream), decoded, 0, true);
                    return 0;
                }))
                .isLessThan(FEW_BYTES);
        assertThat(decoded).isEqualTo(samples);
        assertThat(allocated(() -> encoder.encode(shape, samples, 0, true).length))
                .isLessThan(codestream.length + FEW_BYTES);
    }

    /** The least bytes that one of several runs takes: what the compiler moves away is not there at first. */
    private static long allocated(Work work) throws CodestreamException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThat(work.run()).isNotNegative();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
