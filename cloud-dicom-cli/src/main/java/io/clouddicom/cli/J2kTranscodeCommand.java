package io.clouddicom.cli;

import io.clouddicom.codec.J2kTranscoder;
import io.clouddicom.codec.ProgressionOrder;
import io.clouddicom.codec.TranscodeOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Transcodes a codestream without touching a coefficient. */
@Command(
        name = "transcode",
        mixinStandardHelpOptions = true,
        description = {
            "Turns JPEG 2000 Part 1 into HTJ2K or back, code-block by code-block: the samples stay the same, also those of",
            "lossy codestreams."
        })
final class J2kTranscodeCommand extends J2kFileCommand {

    /** What it becomes. */
    enum Target {
        HT,
        PART1
    }

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "where the codestream goes")
    private Path file;

    @Option(names = "--to", required = true, paramLabel = "ht|part1", description = "what it becomes")
    private Target target;

    @Option(
            names = "--progression",
            paramLabel = "ORDER",
            description =
                    "LRCP, RLCP, RPCL, PCRL or CPRL; as it is if absent. RPCL and RLCP with TLM and a tile-part for"
                            + " each resolution")
    private @Nullable ProgressionOrder progression;

    @Option(
            names = "--precincts",
            paramLabel = "WxH,...",
            description =
                    "precincts from the highest resolution down, the last for all below it; as they are if absent")
    private @Nullable String precincts;

    @Option(names = "--tlm", negatable = true, description = "with or without TLM; as it is if absent")
    private @Nullable Boolean tilePartLengths;

    @Option(names = "--plt", negatable = true, description = "with or without PLT; as it is if absent")
    private @Nullable Boolean packetLengths;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "threads (${DEFAULT-VALUE})")
    private int threads;

    @Override
    void run() throws IOException {
        TranscodeOptions.Builder options =
                (target == Target.HT ? TranscodeOptions.highThroughput() : TranscodeOptions.part1()).toBuilder();
        if (progression != null) {
            options.progression(progression);
            if (progression == ProgressionOrder.RPCL || progression == ProgressionOrder.RLCP) {
                options.tilePartsByResolution(true).tilePartLengths(true);
            }
        }
        if (precincts != null) {
            options.precincts(sizes("--precincts", precincts));
        }
        if (tilePartLengths != null) {
            options.tilePartLengths(tilePartLengths);
        }
        if (packetLengths != null) {
            options.packetLengths(packetLengths);
        }
        byte[] source = Files.readAllBytes(in);
        withThreads(threads, executor -> {
            byte[] codestream =
                    new J2kTranscoder(options.executor(executor).build()).transcode(ByteBuffer.wrap(source));
            Files.write(file, codestream);
            out().println(file + ": " + Sizes.bytes(codestream.length) + ", from " + Sizes.bytes(source.length));
        });
    }
}
