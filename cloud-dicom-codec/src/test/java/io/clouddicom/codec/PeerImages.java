package io.clouddicom.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of samples as the command line codecs read and write them. */
final class PeerImages {
    private static final Pattern PGX = Pattern.compile("PG ML ([+-]) ?(\\d+) (\\d+) (\\d+)");

    private PeerImages() {}

    /**
     * A component plane.
     *
     * @param shape width, height and sample type, of one component
     * @param samples row by row
     */
    record Plane(ImageShape shape, int[] samples) {}

    /** Reads a PGX file, of big-endian samples. */
    static Plane readPgx(Path file) {
        byte[] bytes = read(file);
        int from = 0;
        while (bytes[from] != '\n') {
            from++;
        }
        String header = new String(bytes, 0, from, StandardCharsets.US_ASCII);
        Matcher matcher = PGX.matcher(header);
        if (!matcher.matches()) {
            throw new AssertionError("a PGX file that begins with " + header);
        }
        int precision = Integer.parseInt(matcher.group(2));
        boolean signed = matcher.group(1).equals("-");
        ImageShape shape = new ImageShape(
                Integer.parseInt(matcher.group(3)), Integer.parseInt(matcher.group(4)), 1, precision, signed);
        return new Plane(shape, bigEndian(bytes, from + 1, (int) shape.samples(), precision, signed));
    }

    /** Samples of 1, 2 or 4 bytes, the most significant first. */
    static int[] bigEndian(byte[] bytes, int from, int count, int precision, boolean signed) {
        int width = width(precision);
        int[] samples = new int[count];
        for (int index = 0; index < count; index++) {
            int value = 0;
            for (int at = 0; at < width; at++) {
                value = value << 8 | bytes[from + index * width + at] & 0xFF;
            }
            samples[index] = signed ? value << 32 - 8 * width >> 32 - 8 * width : value;
        }
        return samples;
    }

    /** The same the other way round. */
    static byte[] bigEndian(int[] samples, int precision) {
        int width = width(precision);
        byte[] bytes = new byte[samples.length * width];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = (byte) (samples[index / width] >> 8 * (width - 1 - index % width));
        }
        return bytes;
    }

    /** Turns the bytes of samples of two bytes round. */
    static byte[] swapped(byte[] bytes, int precision) {
        byte[] swapped = Arrays.copyOf(bytes, bytes.length);
        if (precision > 8) {
            for (int index = 0; index + 1 < bytes.length; index += 2) {
                swapped[index] = bytes[index + 1];
                swapped[index + 1] = bytes[index];
            }
        }
        return swapped;
    }

    /** Writes a PGX file. */
    static void writePgx(Path file, ImageShape shape, int[] samples) {
        String header = "PG ML " + (shape.signed() ? "- " : "+ ") + shape.precision() + " " + shape.width() + " "
                + shape.height() + "\n";
        write(file, header, bigEndian(samples, shape.precision()));
    }

    /** Writes a PGM or PPM file of samples pixel by pixel, which must not be negative. */
    static void writeNetpbm(Path file, ImageShape shape, int[] interleaved) {
        String header = (shape.components() == 1 ? "P5\n" : "P6\n") + shape.width() + " " + shape.height() + "\n"
                + ((1 << shape.precision()) - 1) + "\n";
        write(file, header, bigEndian(interleaved, shape.precision()));
    }

    private static int width(int precision) {
        return precision <= 8 ? 1 : precision <= 16 ? 2 : 4;
    }

    static void write(Path file, String header, byte[] bytes) {
        byte[] head = header.getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        try {
            Files.write(file, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
