import io.clouddicom.codec.J2kTranscoder;
import io.clouddicom.codec.TranscodeOptions;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Transcodes a file to HTJ2K, for peers that read no Part 1. Usage: {@code TranscodeFile IN OUT} */
final class TranscodeFile {
    private TranscodeFile() {}

    public static void main(String[] arguments) throws Exception {
        byte[] file = Files.readAllBytes(Path.of(arguments[0]));
        byte[] codestream = new J2kTranscoder(TranscodeOptions.highThroughput()).transcode(ByteBuffer.wrap(file));
        Files.write(Path.of(arguments[1]), codestream);
    }
}
