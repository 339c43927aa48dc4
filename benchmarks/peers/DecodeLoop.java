import io.clouddicom.codec.DecodedImage;
import io.clouddicom.codec.J2kDecoder;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Decodes one codestream over and over in memory with this project's codec and prints the CPU time of one decode, in one
 * thread, in milliseconds, after a time of warming up.
 *
 * <p>Usage: {@code java -cp CODEC_CLASSES DecodeLoop.java FILE SECONDS}
 */
final class DecodeLoop {
    private DecodeLoop() {}

    public static void main(String[] arguments) throws Exception {
        byte[] file = Files.readAllBytes(Path.of(arguments[0]));
        double seconds = Double.parseDouble(arguments[1]);
        J2kDecoder decoder = new J2kDecoder();
        DecodedImage shape = decoder.shape(ByteBuffer.wrap(file));
        int[] samples = new int[(int) shape.samples()];
        measure(decoder, file, samples, 4);
        System.out.printf("%.4f %d%n", measure(decoder, file, samples, seconds), sum(samples));
    }

    private static double measure(J2kDecoder decoder, byte[] file, int[] samples, double seconds) throws Exception {
        int rounds = 0;
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long end;
        do {
            decoder.decode(ByteBuffer.wrap(file), samples, 0, true);
            rounds++;
            end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        } while (end - begin < seconds * 1e9);
        return (end - begin) / 1e6 / rounds;
    }

    private static long sum(int[] samples) {
        long sum = 0;
        for (int sample : samples) {
            sum += sample;
        }
        return sum;
    }
}
