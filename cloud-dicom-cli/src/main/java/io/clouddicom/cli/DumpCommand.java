package io.clouddicom.cli;

import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.DicomReader;
import io.clouddicom.dicom.DicomWarning;
import io.clouddicom.dicom.Dictionary;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.FrameIndex;
import io.clouddicom.dicom.FrameLocation;
import io.clouddicom.dicom.Item;
import io.clouddicom.dicom.RangeSource;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Value;
import io.clouddicom.dicom.Vr;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a DICOM file as text: its elements, and where its frames lie. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        description = "Prints a readable listing of a DICOM file, with the offsets of long values and of frames.")
final class DumpCommand implements Callable<Integer> {
    private static final int NUMBERS_SHOWN = 16;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "a DICOM file")
    private Path file;

    @Option(
            names = "--width",
            defaultValue = "80",
            description = "how many characters of a value to show (${DEFAULT-VALUE})")
    private int width;

    @Option(
            names = "--frames",
            defaultValue = "100",
            description = "how many frames to list (${DEFAULT-VALUE}); 0 for none")
    private int framesShown;

    private PrintWriter out;

    @Override
    public Integer call() throws IOException {
        out = spec.commandLine().getOut();
        if (width < 1 || framesShown < 0) {
            throw new ParameterException(spec.commandLine(), "--width is 1 or more, --frames 0 or more");
        }
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "this is a folder; dump takes one file");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            DicomFile dicom = DicomReader.of(RangeSource.of(channel)).read();
            out.println("# " + channel.size() + " bytes, "
                    + (dicom.preamble().isPresent() ? "preamble" : "no preamble") + ", dataset at byte "
                    + dicom.datasetOffset() + ", " + dicom.transferSyntax().name() + " ("
                    + dicom.transferSyntax().uid() + ")");
            print(dicom.fileMeta(), 0);
            print(dicom.dataset(), 0);
            long behind = dicom.sourceLength() - dicom.datasetEndInFile();
            if (behind > 0) {
                out.println("# " + behind + " bytes behind the dataset are no DICOM");
            }
            printFrames(dicom.frames(), dicom.deflated().isPresent());
            for (DicomWarning warning : dicom.warnings()) {
                out.println("# warning: " + warning);
            }
        }
        return ExitCode.DONE;
    }

    private void print(Dataset dataset, int depth) {
        for (Element element : dataset) {
            out.println("  ".repeat(depth) + Tag.toString(element.tag()) + " " + element.vrLetters() + " "
                    + Dictionary.standard().name(element.tag()) + " " + value(dataset, element));
            if (element.value() instanceof Value.Sequence sequence) {
                int number = 0;
                for (Item item : sequence.items()) {
                    out.println("  ".repeat(depth + 1) + "item " + ++number);
                    print(item.dataset(), depth + 2);
                }
            }
        }
    }

    private String value(Dataset dataset, Element element) {
        Value value = element.value();
        if (value instanceof Value.Sequence sequence) {
            return "(" + sequence.items().size() + " items" + (element.undefinedLength() ? ", undefined length)" : ")");
        } else if (value instanceof Value.Fragments fragments) {
            return "(" + fragments.fragments().size() + " fragments, offset table of "
                    + fragments.offsetTable().length() + " bytes)";
        } else if (value instanceof Value.Bulk bulk) {
            return "(" + place(bulk.span()) + ")";
        }
        Value.Bytes bytes = (Value.Bytes) value;
        if (bytes.length() == 0) {
            return "(empty)";
        }
        return shorten(text(dataset, element.tag(), element.vr(), bytes));
    }

    private static String text(Dataset dataset, int tag, Vr vr, Value.Bytes bytes) {
        switch (vr) {
            case SS, US, SL, UL, SV, UV -> {
                return Arrays.stream(dataset.integers(tag))
                        .limit(NUMBERS_SHOWN)
                        .mapToObj(Vr.SV == vr ? Long::toString : Long::toUnsignedString)
                        .collect(Collectors.joining("\\"));
            }
            case FL, FD -> {
                return Arrays.stream(dataset.numbers(tag))
                        .limit(NUMBERS_SHOWN)
                        .mapToObj(Double::toString)
                        .collect(Collectors.joining("\\"));
            }
            case OB, OW, OD, OF, OL, OV, UN -> {
                return bytes.length() + " bytes";
            }
            default -> {
                List<String> values = dataset.strings(tag);
                return "[" + String.join("\\", values) + "]";
            }
        }
    }

    private String shorten(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", " ");
        return printable.length() <= width ? printable : printable.substring(0, width) + "...";
    }

    private static String place(ByteSpan span) {
        return span.length() + " bytes at " + span.offset();
    }

    private void printFrames(FrameIndex frames, boolean deflated) {
        if (frames.count() == 0) {
            return;
        }
        out.println("# " + frames.count() + " frames, found by "
                + frames.origin().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (deflated ? "; offsets in the inflated bytes" : ""));
        for (int i = 0; i < Math.min(framesShown, frames.count()); i++) {
            FrameLocation frame = frames.frame(i);
            String bits = frame.wholeBytes() ? "" : ", " + frame.bitLength() + " bits from bit " + frame.bitOffset();
            out.println("# frame " + (i + 1) + ": "
                    + frame.spans().stream().map(DumpCommand::place).collect(Collectors.joining(" + ")) + bits);
        }
        if (frames.count() > framesShown && framesShown > 0) {
            out.println("# ... and " + (frames.count() - framesShown) + " more");
        }
    }
}
