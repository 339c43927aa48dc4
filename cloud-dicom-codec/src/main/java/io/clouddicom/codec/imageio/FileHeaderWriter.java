package io.clouddicom.codec.imageio;

import io.clouddicom.codec.ImageShape;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes what stands before the codestream in a JP2 file (T.800 Annex I) or a JPH file (T.814 Annex D). */
final class FileHeaderWriter {
    private FileHeaderWriter() {}

    /** All boxes up to the codestream's first byte. */
    static byte[] boxes(
            ImageShape shape,
            SourceFormat format,
            Optional<FileHeader.Resolution> resolution,
            boolean highThroughput,
            int codestreamLength)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        String brand = highThroughput ? "jph " : "jp2 ";
        box(out, "jP  ", box -> box.writeInt(0x0D0A870A));
        box(out, "ftyp", box -> {
            box.writeBytes(brand);
            box.writeInt(0);
            box.writeBytes(brand);
        });
        box(out, "jp2h", header -> {
            box(header, "ihdr", box -> {
                box.writeInt(shape.height());
                box.writeInt(shape.width());
                box.writeShort(shape.components());
                box.writeByte(shape.precision() - 1 | (shape.signed() ? 0x80 : 0));
                box.writeByte(7);
                box.writeByte(0);
                box.writeByte(0);
            });
            box(header, "colr", box -> colour(box, format.colour().orElseThrow()));
            if (format.alpha()) {
                box(header, "cdef", box -> channels(box, shape.components(), format.premultiplied()));
            }
            if (resolution.isPresent()) {
                box(header, "res ", outer -> box(outer, "resd", box -> resolution(box, resolution.get())));
            }
        });
        out.writeInt(codestreamLength + 8);
        out.writeBytes("jp2c");
        return bytes.toByteArray();
    }

    /** Writes a box's content. */
    private interface Content {
        void to(DataOutputStream out) throws IOException;
    }

    private static void box(DataOutputStream out, String type, Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.to(new DataOutputStream(bytes));
        out.writeInt(bytes.size() + 8);
        out.write(type.getBytes(StandardCharsets.US_ASCII));
        bytes.writeTo(out);
    }

    private static void colour(DataOutputStream box, FileHeader.Colour colour) throws IOException {
        box.writeByte(colour instanceof FileHeader.Profile ? 2 : 1);
        box.writeShort(0);
        if (colour instanceof FileHeader.Profile profile) {
            box.write(profile.profile().getData());
        } else {
            box.writeInt(((FileHeader.Named) colour).number);
        }
    }

    private static void channels(DataOutputStream box, int components, boolean premultiplied) throws IOException {
        box.writeShort(components);
        for (int channel = 0; channel < components; channel++) {
            boolean opacity = channel == components - 1;
            box.writeShort(channel);
            box.writeShort(opacity ? premultiplied ? 2 : 1 : 0);
            box.writeShort(opacity ? 0 : channel + 1);
        }
    }

    private static void resolution(DataOutputStream box, FileHeader.Resolution resolution) throws IOException {
        int vertical = exponent(resolution.vertical());
        int horizontal = exponent(resolution.horizontal());
        box.writeShort((int) Math.round(resolution.vertical() / Math.pow(10, vertical)));
        box.writeShort(1);
        box.writeShort((int) Math.round(resolution.horizontal() / Math.pow(10, horizontal)));
        box.writeShort(1);
        box.writeByte(vertical);
        box.writeByte(horizontal);
    }

    /** The power of ten that leaves as many digits as 16 bits hold. */
    private static int exponent(double value) {
        int exponent = (int) Math.floor(Math.log10(value)) - 4;
        return Math.round(value / Math.pow(10, exponent)) > 0xFFFF ? exponent + 1 : exponent;
    }
}
