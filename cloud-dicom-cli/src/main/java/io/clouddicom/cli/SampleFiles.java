package io.clouddicom.cli;

import io.clouddicom.codec.DecodedImage;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.codec.SampleLayout;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of samples: PGM, PPM, PGX and raw planes. What a file cannot be is told by IllegalArgumentException. */
final class SampleFiles {
    private static final Pattern RAW = Pattern.compile("(\\d{1,9})x(\\d{1,9})x(\\d{1,5}):(\\d{1,2})(s?)");
    private static final Pattern PGX =
            Pattern.compile("PG[ \\t]+(ML|LM)[ \\t]*([+-]?)[ \\t]*(\\d{1,2})[ \\t]+(\\d{1,9})[ \\t]+(\\d{1,9})");

    private SampleFiles() {}

    /**
     * An image as the encoder takes it.
     *
     * @param shape dimensions and sample type
     * @param bytes the samples, little endian
     * @param offset where they begin
     * @param layout how they lie
     */
    record Samples(ImageShape shape, byte[] bytes, int offset, SampleLayout layout) {}

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    private static int bytes(int precision) {
        return precision <= 8 ? 1 : precision <= 16 ? 2 : 4;
    }

    // ---- writing

    /** Writes planes in the form that the file's ending names, and returns what was written. */
    static List<Path> write(Path file, List<DecodedImage.Plane> planes, int[] samples) throws IOException {
        switch (ending(file)) {
            case "pgm", "ppm", "pnm" -> {
                writePortable(file, planes, samples);
                return List.of(file);
            }
            case "pgx" -> {
                return writePgx(file, planes, samples);
            }
            default -> {
                writeRaw(file, planes, samples);
                return List.of(file);
            }
        }
    }

    private static void writeRaw(Path file, List<DecodedImage.Plane> planes, int[] samples) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            int at = 0;
            for (DecodedImage.Plane plane : planes) {
                int bytes = bytes(plane.precision());
                for (long count = plane.samples(); count > 0; count--) {
                    int sample = samples[at++];
                    for (int part = 0; part < bytes; part++) {
                        out.write(sample >> 8 * part);
                    }
                }
            }
        }
    }

    private static void writePortable(Path file, List<DecodedImage.Plane> planes, int[] samples) throws IOException {
        String form = ending(file);
        int count = planes.size();
        int wanted = form.equals("pgm") ? 1 : form.equals("ppm") ? 3 : count;
        if (count != wanted || count != 1 && count != 3) {
            throw new IllegalArgumentException("a ." + form + " file cannot hold " + count
                    + (count == 1 ? " component" : " components") + "; raw and .pgx can");
        }
        DecodedImage.Plane first = planes.get(0);
        for (DecodedImage.Plane plane : planes) {
            if (!plane.equals(first)) {
                throw new IllegalArgumentException("a ." + form + " file cannot hold components that differ in size or"
                        + " sample type; raw and .pgx can");
            }
        }
        if (first.signed() || first.precision() > 16) {
            throw new IllegalArgumentException("a ." + form + " file cannot hold "
                    + (first.signed() ? "signed samples" : "samples of " + first.precision() + " bits")
                    + "; raw and .pgx can");
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write(((count == 1 ? "P5" : "P6") + "\n" + first.width() + " " + first.height() + "\n"
                            + ((1 << first.precision()) - 1) + "\n")
                    .getBytes(StandardCharsets.US_ASCII));
            int pixels = (int) first.samples();
            for (int pixel = 0; pixel < pixels; pixel++) {
                for (int component = 0; component < count; component++) {
                    int sample = samples[component * pixels + pixel];
                    if (first.precision() > 8) {
                        out.write(sample >> 8);
                    }
                    out.write(sample);
                }
            }
        }
    }

    /** One component is written to the file itself; of several, NAME.pgx becomes NAME_0.pgx, NAME_1.pgx, … */
    private static List<Path> writePgx(Path file, List<DecodedImage.Plane> planes, int[] samples) throws IOException {
        List<Path> written = new ArrayList<>();
        int at = 0;
        for (int component = 0; component < planes.size(); component++) {
            DecodedImage.Plane plane = planes.get(component);
            Path to = file;
            if (planes.size() > 1) {
                String name = String.valueOf(file.getFileName());
                to = file.resolveSibling(name.substring(0, name.length() - 4) + "_" + component + ".pgx");
            }
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 16)) {
                out.write(("PG ML " + (plane.signed() ? "-" : "+") + " " + plane.precision() + " " + plane.width() + " "
                                + plane.height() + "\n")
                        .getBytes(StandardCharsets.US_ASCII));
                for (long count = plane.samples(); count > 0; count--) {
                    int sample = samples[at++];
                    for (int part = bytes(plane.precision()) - 1; part >= 0; part--) {
                        out.write(sample >> 8 * part);
                    }
                }
            }
            written.add(to);
        }
        return written;
    }

    // ---- reading

    /** The shape of raw samples, WxHxC:BITS[s]. */
    static ImageShape shape(String text) {
        Matcher matcher = RAW.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--raw is WxHxC:BITS[s], such as 512x512x1:12, not " + text);
        }
        return new ImageShape(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Integer.parseInt(matcher.group(4)),
                !matcher.group(5).isEmpty());
    }

    /** Raw samples, plane by plane. */
    static Samples raw(Path file, byte[] content, ImageShape shape) {
        int bytes = bytes(shape.precision());
        check(file, content.length, shape.samples() * bytes);
        return new Samples(shape, content, 0, SampleLayout.planar(bytes));
    }

    private static void check(Path file, long has, long needs) {
        if (has != needs) {
            throw new IllegalArgumentException(file + " has " + has + " bytes of samples where " + needs + " belong");
        }
    }

    /** A PGM, PPM or PGX file, told by its first bytes. */
    static Samples read(Path file, byte[] content) {
        if (content.length > 2 && content[0] == 'P' && (content[1] == '5' || content[1] == '6')) {
            return readPortable(file, content);
        }
        if (content.length > 2 && content[0] == 'P' && content[1] == 'G') {
            return readPgx(file, content);
        }
        throw new IllegalArgumentException(
                file + " is no binary PGM or PPM and no PGX file; raw samples need --raw WxHxC:BITS[s]");
    }

    private static Samples readPortable(Path file, byte[] content) {
        int[] header = new int[3];
        int at = 2;
        for (int field = 0; field < 3; field++) {
            at = skipBlanks(content, at);
            int from = at;
            long value = 0;
            while (at < content.length && content[at] >= '0' && content[at] <= '9' && at - from < 10) {
                value = 10 * value + content[at++] - '0';
            }
            if (at == from || value > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(file + " has a damaged PGM or PPM header");
            }
            header[field] = (int) value;
        }
        at++;
        if (header[2] < 1 || header[2] > 65535) {
            throw new IllegalArgumentException(file + " has samples of up to " + header[2]);
        }
        int precision = 32 - Integer.numberOfLeadingZeros(header[2]);
        ImageShape shape = new ImageShape(header[0], header[1], content[1] == '5' ? 1 : 3, precision, false);
        int bytes = bytes(precision);
        check(file, content.length - (long) at, shape.samples() * bytes);
        if (bytes == 2) {
            swap(content, at, 2);
        }
        return new Samples(shape, content, at, SampleLayout.interleaved(bytes));
    }

    private static int skipBlanks(byte[] content, int from) {
        int at = from;
        while (at < content.length && (content[at] <= ' ' || content[at] == '#')) {
            if (content[at] == '#') {
                while (at < content.length && content[at] != '\n') {
                    at++;
                }
            } else {
                at++;
            }
        }
        return at;
    }

    private static Samples readPgx(Path file, byte[] content) {
        int end = 0;
        while (end < content.length && end < 100 && content[end] != '\n') {
            end++;
        }
        Matcher matcher = PGX.matcher(new String(content, 0, end, StandardCharsets.US_ASCII).trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(file + " has a damaged PGX header");
        }
        ImageShape shape = new ImageShape(
                Integer.parseInt(matcher.group(4)),
                Integer.parseInt(matcher.group(5)),
                1,
                Integer.parseInt(matcher.group(3)),
                matcher.group(2).equals("-"));
        int bytes = bytes(shape.precision());
        check(file, content.length - (end + 1L), shape.samples() * bytes);
        if (matcher.group(1).equals("ML")) {
            swap(content, end + 1, bytes);
        }
        return new Samples(shape, content, end + 1, SampleLayout.planar(bytes));
    }

    /** Turns the bytes of each sample round. */
    private static void swap(byte[] content, int from, int bytes) {
        for (int at = from; at + bytes <= content.length; at += bytes) {
            for (int low = at, high = at + bytes - 1; low < high; low++, high--) {
                byte kept = content[low];
                content[low] = content[high];
                content[high] = kept;
            }
        }
    }
}
