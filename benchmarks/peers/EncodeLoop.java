import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kEncoder;
import io.clouddicom.codec.J2kInfo;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Decodes one codestream and encodes its samples over and over in memory with this project's codec, lossless HTJ2K, RPCL,
 * five decompositions, 64 by 64 blocks; prints the CPU time of one encoding, in one thread, in milliseconds, after a time
 * of warming up, and the length in bytes. What was encoded is decoded and compared first.
 *
 * <p>Usage: {@code java -cp CODEC_CLASSES EncodeLoop.java FILE SECONDS}
 */
final class EncodeLoop {
    private EncodeLoop() {}

    public static void main(String[] arguments) throws Exception {
        byte[] file = Files.readAllBytes(Path.of(arguments[0]));
        double seconds = Double.parseDouble(arguments[1]);
        J2kDecoder decoder = new J2kDecoder();
        J2kInfo info = decoder.info(ByteBuffer.wrap(file));
        J2kInfo.Component first = info.components().get(0);
        ImageShape shape = new ImageShape(
                info.width(), info.height(), info.components().size(), first.precision(), first.signed());
        int[] samples = new int[(int) shape.samples()];
        decoder.decode(ByteBuffer.wrap(file), samples, 0, true);
        // Without TLM and PLT, since the peer writes neither.
        J2kEncoder encoder = new J2kEncoder(EncodeOptions.htLosslessRpcl().toBuilder()
                .levels(5)
                .tilePartLengths(false)
                .packetLengths(false)
                .build());
        byte[] codestream = encoder.encode(shape, samples, 0, true);
        int[] again = new int[samples.length];
        decoder.decode(ByteBuffer.wrap(codestream), again, 0, true);
        if (!Arrays.equals(samples, again)) {
            throw new AssertionError("not lossless: " + arguments[0]);
        }
        measure(encoder, shape, samples, 4);
        System.out.printf("%.4f %d%n", measure(encoder, shape, samples, seconds), codestream.length);
    }

    private static double measure(J2kEncoder encoder, ImageShape shape, int[] samples, double seconds) {
        int rounds = 0;
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long end;
        do {
            encoder.encode(shape, samples, 0, true);
            rounds++;
            end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        } while (end - begin < seconds * 1e9);
        return (end - begin) / 1e6 / rounds;
    }
}
