package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.Frame;
import io.clouddicom.Instance;
import io.clouddicom.InstanceId;
import io.clouddicom.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gets one frame. */
@Command(
        name = "frame",
        mixinStandardHelpOptions = true,
        description = "Gets one frame of an instance: as it is stored, as native pixels, or as a picture.")
final class FrameCommand extends ArchiveCommand {

    /** What form a frame is written in. */
    enum Form {
        STORED,
        NATIVE,
        PNG
    }

    @Parameters(
            index = "1",
            paramLabel = "STUDY/SERIES/INSTANCE",
            converter = ScopeConverter.class,
            description = "which instance")
    private ArchiveScope scope;

    @Parameters(index = "2", paramLabel = "NUMBER", description = "which frame, from 1")
    private int number;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "where to; replaced if it exists")
    private Path file;

    @Option(
            names = "--as",
            defaultValue = "stored",
            paramLabel = "stored|native|png",
            description = {
                "stored: the frame's bytes as they are stored;",
                "native: decoded, little endian, samples of one pixel next to each other, one byte per 1-bit pixel;",
                "png: a picture, windowed (${DEFAULT-VALUE})"
            })
    private Form form;

    @Option(
            names = "--reduce",
            defaultValue = "0",
            paramLabel = "K",
            description = "halve rows and columns K times; of HTJ2K only the beginning that this takes is read")
    private int reduction;

    @Override
    void check() {
        if (!(scope instanceof InstanceId)) {
            throw usage("which instance? STUDY/SERIES/INSTANCE");
        }
        if (number < 1) {
            throw usage("frames are numbered from 1");
        }
        if (reduction < 0 || reduction > 32) {
            throw usage("--reduce is 0 to 32");
        }
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        Instance instance = instances(archive, scope).get(0);
        if (number > instance.frameCount()) {
            throw new NotFoundException(
                    "find",
                    "frame " + number + " of " + scope,
                    "the instance has " + Sizes.count(instance.frameCount(), "frame"));
        }
        Frame frame = instance.frame(number).reduced(reduction);
        byte[] bytes = switch (form) {
            case STORED -> frame.fetch();
            case NATIVE -> frame.decode();
            case PNG -> Pictures.png(instance, frame);
        };
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
        out().println(file + ": " + Sizes.bytes(bytes.length));
        return ExitCode.DONE;
    }
}
