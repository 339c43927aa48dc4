package io.clouddicom.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells what a codestream is. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what the headers of a codestream, or of a JP2 or JPH file, say, and how many bytes from the beginning",
            "are enough for each resolution."
        })
final class J2kInfoCommand extends J2kFileCommand {
    private static final long[] NONE = new long[0];

    @Option(names = "--json", description = "print as JSON")
    private boolean json;

    @Override
    void run() throws IOException {
        byte[] file = Files.readAllBytes(in);
        J2kDecoder decoder = new J2kDecoder();
        J2kInfo info = decoder.info(ByteBuffer.wrap(file));
        long[] prefixes = NONE;
        try {
            prefixes = decoder.prefixLengths(ByteBuffer.wrap(file));
        } catch (CodestreamException e) {
            if (e.kind() != CodestreamException.Kind.TRUNCATED) {
                throw e;
            }
        }
        if (json) {
            long[] lengths = prefixes;
            Json.print(out(), generator -> write(generator, file.length, info, lengths));
        } else {
            print(out(), file.length, info, prefixes);
        }
    }

    private static void print(PrintWriter out, int bytes, J2kInfo info, long[] prefixes) {
        out.println((info.highThroughput() ? "HTJ2K" : "JPEG 2000 Part 1") + ", " + info.width() + " x " + info.height()
                + ", " + info.components().size()
                + (info.components().size() == 1 ? " component, " : " components, ")
                + bytes + " bytes");
        int number = 0;
        for (J2kInfo.Component component : info.components()) {
            out.println("component " + number++ + ": " + component.width() + " x " + component.height() + ", "
                    + component.precision() + " bits " + (component.signed() ? "signed" : "unsigned")
                    + (component.dx() == 1 && component.dy() == 1
                            ? ""
                            : ", sub-sampled " + component.dx() + " x " + component.dy()));
        }
        out.println("tiles " + info.tilesAcross() + " x " + info.tilesDown() + ", decompositions " + info.levels()
                + ", layers " + info.layers() + ", progression " + info.progression());
        out.println((info.reversible() ? "reversible 5/3" : "irreversible 9/7") + " wavelet, "
                + (info.componentTransform() ? "component transform" : "no component transform")
                + (info.tilePartLengths() ? ", TLM" : "") + (info.packetLengths() ? ", PLT" : ""));
        for (int reduction = 0; reduction < prefixes.length; reduction++) {
            out.println("reduced by " + reduction + ": " + reduced(info.width(), reduction) + " x "
                    + reduced(info.height(), reduction) + " from the first " + prefixes[reduction] + " bytes");
        }
        if (prefixes.length == 0) {
            out.println("the codestream ends early");
        }
    }

    /** Rounded up, which holds for an image that begins at the reference grid's origin. */
    private static int reduced(int length, int reduction) {
        return (int) ((length + (1L << reduction) - 1) >> reduction);
    }

    private static void write(JsonGenerator json, int bytes, J2kInfo info, long[] prefixes) throws IOException {
        json.writeStartObject();
        json.writeNumberField("bytes", bytes);
        json.writeNumberField("width", info.width());
        json.writeNumberField("height", info.height());
        json.writeArrayFieldStart("components");
        for (J2kInfo.Component component : info.components()) {
            json.writeStartObject();
            json.writeNumberField("width", component.width());
            json.writeNumberField("height", component.height());
            json.writeNumberField("precision", component.precision());
            json.writeBooleanField("signed", component.signed());
            json.writeNumberField("dx", component.dx());
            json.writeNumberField("dy", component.dy());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("tilesAcross", info.tilesAcross());
        json.writeNumberField("tilesDown", info.tilesDown());
        json.writeNumberField("levels", info.levels());
        json.writeNumberField("layers", info.layers());
        json.writeStringField("progression", info.progression().name());
        json.writeBooleanField("highThroughput", info.highThroughput());
        json.writeBooleanField("reversible", info.reversible());
        json.writeBooleanField("componentTransform", info.componentTransform());
        json.writeBooleanField("tilePartLengths", info.tilePartLengths());
        json.writeBooleanField("packetLengths", info.packetLengths());
        json.writeBooleanField("complete", prefixes.length > 0);
        json.writeArrayFieldStart("prefixLengths");
        for (long length : prefixes) {
            json.writeNumber(length);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
