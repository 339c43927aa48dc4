import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kTranscoder;
import io.clouddicom.codec.TranscodeOptions;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Transcodes one codestream of Part 1 to HTJ2K over and over in memory with this project's codec and prints the CPU time
 * of one, in one thread, in milliseconds, after a time of warming up, and the length in bytes. That it decodes to the same
 * samples is checked first.
 *
 * <p>Usage: {@code java -cp CODEC_CLASSES TranscodeLoop.java FILE SECONDS}
 */
final class TranscodeLoop {
    private TranscodeLoop() {}

    public static void main(String[] arguments) throws Exception {
        byte[] file = Files.readAllBytes(Path.of(arguments[0]));
        double seconds = Double.parseDouble(arguments[1]);
        J2kTranscoder transcoder = new J2kTranscoder(TranscodeOptions.highThroughput());
        byte[] codestream = transcoder.transcode(ByteBuffer.wrap(file));
        if (!Arrays.equals(decode(file), decode(codestream))) {
            throw new AssertionError("not the same: " + arguments[0]);
        }
        measure(transcoder, file, 4);
        System.out.printf("%.4f %d%n", measure(transcoder, file, seconds), codestream.length);
    }

    private static int[] decode(byte[] codestream) throws Exception {
        J2kDecoder decoder = new J2kDecoder();
        int[] samples = new int[(int) decoder.shape(ByteBuffer.wrap(codestream)).samples()];
        decoder.decode(ByteBuffer.wrap(codestream), samples, 0, true);
        return samples;
    }

    private static double measure(J2kTranscoder transcoder, byte[] file, double seconds) throws Exception {
        int rounds = 0;
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long end;
        do {
            transcoder.transcode(ByteBuffer.wrap(file));
            rounds++;
            end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        } while (end - begin < seconds * 1e9);
        return (end - begin) / 1e6 / rounds;
    }
}
