package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Once its work spaces are there, a codec object takes next to no memory for another image. */
class SteadyStateTest {
    private static final int SIZE = 256;
    private static final int MOST_ROUNDS = 200;

    private interface Work {
        /** The bytes that it returns to its caller, who wants them. */
        int run() throws CodestreamException;
    }

    /** 1024 blocks and more; what is left are objects for headers, options and results. */
    @Test
    void htAllocatesNothingPerBlock() throws CodestreamException {
        check(BlockCoder.HIGH_THROUGHPUT, 8, 16384);
    }

    /**
     * The registers of the arithmetic decoder are an object of 40 bytes for each coding pass, of which there are at most 34
     * in each of 20 blocks, which the compiler keeps in registers of the processor in most cases. A block has 16384 bytes, and
     * all rows have 262144.
     */
    @Test
    void part1AllocatesNoBlocksAndNoRows() throws CodestreamException {
        check(BlockCoder.PART_1, 64, 16384 + 20 * 34 * 40);
    }

    private static void check(BlockCoder coder, int blockSize, long most) throws CodestreamException {
        int[] samples = new int[SIZE * SIZE];
        for (int index = 0; index < samples.length; index++) {
            samples[index] = (index % SIZE * 7 ^ index / SIZE * 3) & 0xFFF;
        }
        ImageShape shape = new ImageShape(SIZE, SIZE, 1, 12, false);
        EncodeOptions options = EncodeOptions.htLosslessRpcl().toBuilder()
                .blockCoder(coder)
                .blockSize(blockSize, blockSize)
                .build();
        J2kEncoder encoder = new J2kEncoder(options);
        byte[] codestream = encoder.encode(shape, samples, 0, true);
        J2kDecoder decoder = new J2kDecoder();
        int[] decoded = new int[samples.length];

        assertThat(allocated(
                        () -> {
                            decoder.decode(ByteBuffer.wrap(codestream), decoded, 0, true);
                            return 0;
                        },
                        most))
                .isLessThan(most);
        assertThat(decoded).isEqualTo(samples);
        assertThat(allocated(() -> encoder.encode(shape, samples, 0, true).length, most))
                .isLessThan(most);
    }

    /**
     * The least bytes that one of several runs takes beside what it returns. What the compiler keeps in registers is there as an object until it has
     * compiled, which takes the longer, the more else the machine does.
     */
    private static long allocated(Work work, long enough) throws CodestreamException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS && least > enough; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            int returned = work.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before - returned);
        }
        return least;
    }
}
