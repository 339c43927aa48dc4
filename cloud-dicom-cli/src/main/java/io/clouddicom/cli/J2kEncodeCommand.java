package io.clouddicom.cli;

import io.clouddicom.codec.BlockCoder;
import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.J2kEncoder;
import io.clouddicom.codec.ProgressionOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Encodes an image. */
@Command(
        name = "encode",
        mixinStandardHelpOptions = true,
        description = "Encodes an image into a codestream: lossless, RPCL, with TLM and PLT, unless told otherwise.")
final class J2kEncodeCommand extends J2kFileCommand {

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "where the codestream goes")
    private Path file;

    @ArgGroup
    private Kind kind = new Kind();

    /** One of the two. */
    private static final class Kind {
        @Option(names = "--ht", description = "HTJ2K (the default)")
        boolean highThroughput;

        @Option(names = "--part1", description = "JPEG 2000 Part 1")
        boolean part1;
    }

    @Option(
            names = "--raw",
            paramLabel = "WxHxC:BITS[s]",
            description = "the input is raw: width, height, components, bits per sample, s if signed")
    private @Nullable String raw;

    @ArgGroup
    private Quality quality = new Quality();

    /** One of the two; lossless without. */
    private static final class Quality {
        @Option(
                names = "--lossy",
                paramLabel = "RATIO",
                description = "lossy with the 9/7 wavelet, at most the size of the samples' bits divided by RATIO")
        @Nullable
        Double ratio;

        @Option(
                names = "--psnr",
                paramLabel = "DB",
                description = "lossy with the 9/7 wavelet, with a peak signal-to-noise ratio of at least DB decibels")
        @Nullable
        Double decibels;
    }

    @Option(names = "--levels", paramLabel = "N", description = "wavelet decompositions; by the image's size if absent")
    private @Nullable Integer levels;

    @Option(names = "--block", paramLabel = "WxH", description = "code-blocks (64x64)")
    private @Nullable String block;

    @Option(
            names = "--progression",
            paramLabel = "ORDER",
            description = "LRCP, RLCP, RPCL, PCRL or CPRL (${DEFAULT-VALUE})",
            defaultValue = "RPCL")
    private ProgressionOrder progression;

    @Option(
            names = "--precincts",
            paramLabel = "WxH,...",
            description = "precincts from the highest resolution down, the last for all below it")
    private @Nullable String precincts;

    @Option(names = "--tiles", paramLabel = "WxH", description = "tiles")
    private @Nullable String tiles;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "threads (${DEFAULT-VALUE})")
    private int threads;

    @Override
    void run() throws IOException {
        EncodeOptions.Builder options = EncodeOptions.htLosslessRpcl().toBuilder()
                .blockCoder(kind != null && kind.part1 ? BlockCoder.PART_1 : BlockCoder.HIGH_THROUGHPUT)
                .progression(progression);
        if (quality != null && quality.ratio != null) {
            options.reversible(false).ratio(quality.ratio);
        }
        if (quality != null && quality.decibels != null) {
            options.reversible(false).targetPsnr(quality.decibels);
        }
        if (levels != null) {
            options.levels(levels);
        }
        if (block != null) {
            EncodeOptions.Size size = size("--block", block);
            options.blockSize(size.width(), size.height());
        }
        if (precincts != null) {
            options.precincts(sizes("--precincts", precincts));
        }
        if (tiles != null) {
            EncodeOptions.Size size = size("--tiles", tiles);
            options.tileSize(size.width(), size.height());
        }
        byte[] content = Files.readAllBytes(in);
        SampleFiles.Samples samples =
                raw == null ? SampleFiles.read(in, content) : SampleFiles.raw(in, content, SampleFiles.shape(raw));
        withThreads(threads, executor -> {
            J2kEncoder encoder = new J2kEncoder(options.executor(executor).build());
            byte[] codestream = encoder.encode(samples.shape(), samples.bytes(), samples.offset(), samples.layout());
            Files.write(file, codestream);
            out().println(file + ": " + Sizes.bytes(codestream.length));
        });
    }
}
