package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.Frame;
import io.clouddicom.Instance;
import io.clouddicom.InstanceId;
import io.clouddicom.NotFoundException;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.pixel.RenderingOptions;
import io.clouddicom.pixel.RenderingOptions.Function;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gets one frame. */
@Command(
        name = "frame",
        mixinStandardHelpOptions = true,
        description = "Gets one frame of an instance: as it is stored, in another transfer syntax, or as a picture.")
final class FrameCommand extends ArchiveCommand {
    private static final Set<String> OWN_FORMS = Set.of("stored", "native", "png", "jpeg");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");

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
            paramLabel = "FORM",
            description = {
                "stored: the frame's bytes as they are stored (${DEFAULT-VALUE});",
                "native: decoded, little endian, samples of one pixel next to each other, one byte per 1-bit pixel;",
                "png, jpeg: a picture, windowed;",
                "rle, j2k-lossless, htj2k-lossless, htj2k-lossless-rpcl, j2k, htj2k, big-endian,",
                "or the UID of a transfer syntax: converted without loss"
            })
    private String form;

    @Option(
            names = "--window",
            paramLabel = "CENTER,WIDTH",
            split = ",",
            description = "of a picture: the window in place of the dataset's own")
    private double @Nullable [] window;

    @Option(
            names = "--voi",
            defaultValue = "1",
            paramLabel = "N",
            description = "of a picture: which of the dataset's windows and, behind them, VOI LUTs, from 1")
    private int voi;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description = "of a picture: no larger than this; only what it takes is read")
    private @Nullable String size;

    @Option(
            names = "--quality",
            defaultValue = "90",
            paramLabel = "1-100",
            description = "of a JPEG picture (${DEFAULT-VALUE})")
    private int quality;

    @Option(
            names = "--reduce",
            defaultValue = "0",
            paramLabel = "K",
            description = "halve rows and columns K times; of HTJ2K only the beginning that this takes is read")
    private int reduction;

    private Optional<TransferSyntax> transferSyntax = Optional.empty();
    private RenderingOptions rendering = RenderingOptions.PNG;

    @Override
    void check() {
        form = form.toLowerCase(Locale.ROOT);
        if (!OWN_FORMS.contains(form)) {
            transferSyntax = TransferSyntaxNames.parse(form);
            if (transferSyntax.isEmpty()) {
                throw usage("--as is stored, native, png, jpeg, the UID of a transfer syntax, or one of "
                        + TransferSyntaxNames.names());
            }
        }
        rendering = rendering();
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

    private RenderingOptions rendering() {
        try {
            RenderingOptions options = (form.equals("jpeg") ? RenderingOptions.JPEG : RenderingOptions.PNG)
                    .withVoi(voi - 1)
                    .withQuality(quality);
            if (window != null) {
                if (window.length != 2) {
                    throw usage("--window is CENTER,WIDTH");
                }
                options = options.withWindow(new RenderingOptions.Window(window[0], window[1], Function.LINEAR));
            }
            if (size != null) {
                Matcher matcher = SIZE.matcher(size);
                if (!matcher.matches()) {
                    throw usage("--size is WxH, such as 256x256");
                }
                options = options.within(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            }
            return options;
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private byte[] bytes(Frame frame) throws IOException {
        if (transferSyntax.isPresent()) {
            return frame.fetch(transferSyntax.get());
        }
        return switch (form) {
            case "stored" -> frame.fetch();
            case "native" -> frame.decode();
            default -> frame.render(rendering);
        };
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
        byte[] bytes = bytes(frame);
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
        out().println(file + ": " + Sizes.bytes(bytes.length));
        return ExitCode.DONE;
    }
}
