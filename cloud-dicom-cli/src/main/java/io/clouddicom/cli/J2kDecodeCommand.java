package io.clouddicom.cli;

import io.clouddicom.codec.DecodeOptions;
import io.clouddicom.codec.DecodedImage;
import io.clouddicom.codec.J2kDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Decodes a codestream. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        description = "Decodes a codestream, or the one in a JP2 or JPH file.")
final class J2kDecodeCommand extends J2kFileCommand {

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "where to: .pgm, .ppm or .pnm, .pgx (one file per component), else raw")
    private Path file;

    @Option(names = "--reduce", paramLabel = "N", defaultValue = "0", description = "halve the image so many times")
    private int reduction;

    @Option(names = "--region", paramLabel = "X,Y,W,H", description = "decode a part, in pixels of the full image")
    private @Nullable String region;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "threads (${DEFAULT-VALUE})")
    private int threads;

    @Override
    void run() throws IOException {
        DecodeOptions.Builder options = DecodeOptions.builder().reduction(reduction);
        if (region != null) {
            List<Integer> edges = numbers("--region", region, ",", 4, "X,Y,W,H");
            options.region(new DecodeOptions.Region(edges.get(0), edges.get(1), edges.get(2), edges.get(3)));
        }
        ByteBuffer codestream = ByteBuffer.wrap(Files.readAllBytes(in));
        withThreads(threads, executor -> {
            J2kDecoder decoder = new J2kDecoder(options.executor(executor).build());
            DecodedImage shape = decoder.shape(codestream);
            if (shape.samples() > Integer.MAX_VALUE - 16) {
                throw new IllegalArgumentException(shape.samples() + " samples are too many for one file");
            }
            int[] samples = new int[(int) shape.samples()];
            DecodedImage image = decoder.decode(codestream, samples, 0, true);
            for (Path written : SampleFiles.write(file, image.planes(), samples)) {
                out().println(written + ": " + Sizes.bytes(Files.size(written)));
            }
        });
    }
}
