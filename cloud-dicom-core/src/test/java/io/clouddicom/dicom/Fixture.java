package io.clouddicom.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/** Lays bytes out by hand, so that reader and writer are not tested with each other alone. */
final class Fixture {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean explicit;
    private final boolean bigEndian;

    Fixture(boolean explicit, boolean bigEndian) {
        this.explicit = explicit;
        this.bigEndian = bigEndian;
    }

    static Fixture explicitLittle() {
        return new Fixture(true, false);
    }

    static Fixture implicitLittle() {
        return new Fixture(false, false);
    }

    /** Preamble, prefix, and file meta information of a transfer syntax. */
    static byte[] fileOf(String transferSyntax, byte[] dataset) {
        Fixture meta = explicitLittle().text(Tag.TRANSFER_SYNTAX_UID, "UI", transferSyntax);
        byte[] content = meta.bytes();
        Fixture file = explicitLittle().raw(new byte[128]).raw("DICM".getBytes(StandardCharsets.US_ASCII));
        return file.value(Tag.FILE_META_INFORMATION_GROUP_LENGTH, "UL", file.word(content.length))
                .raw(content)
                .raw(dataset)
                .bytes();
    }

    static byte[] deflate(byte[] dataset, boolean zlib) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, !zlib);
        deflater.setInput(dataset);
        deflater.finish();
        byte[] buffer = new byte[dataset.length + 100];
        int length = deflater.deflate(buffer);
        deflater.end();
        return java.util.Arrays.copyOf(buffer, length);
    }

    Fixture raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    Fixture tag(int tag) {
        return raw(half(Tag.group(tag))).raw(half(Tag.element(tag)));
    }

    /** Tag, VR, length; the length -1 is undefined. */
    Fixture header(int tag, String vr, int length) {
        tag(tag);
        if (!explicit) {
            return raw(word(length));
        }
        raw(vr.getBytes(StandardCharsets.US_ASCII));
        return "OB OW OF OD OL OV SQ UC UN UR UT SV UV".contains(vr)
                ? raw((byte) 0, (byte) 0).raw(word(length))
                : raw(half(length));
    }

    Fixture value(int tag, String vr, byte... value) {
        return header(tag, vr, value.length).raw(value);
    }

    Fixture text(int tag, String vr, String text) {
        String padded = text.length() % 2 == 0 ? text : text + (vr.equals("UI") ? "\0" : " ");
        return value(tag, vr, padded.getBytes(StandardCharsets.ISO_8859_1));
    }

    Fixture unsignedShort(int tag, int value) {
        return value(tag, "US", half(value));
    }

    /** An item or delimitation item. */
    Fixture item(int tag, int length) {
        return tag(tag).raw(word(length));
    }

    byte[] half(int value) {
        byte high = (byte) (value >>> 8);
        byte low = (byte) value;
        return bigEndian ? new byte[] {high, low} : new byte[] {low, high};
    }

    byte[] word(int value) {
        byte[] high = half(value >>> 16);
        byte[] low = half(value);
        return bigEndian
                ? new byte[] {high[0], high[1], low[0], low[1]}
                : new byte[] {low[0], low[1], high[0], high[1]};
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** A dataset with text, numbers, nested sequences of both kinds of length, a private block, and native pixels. */
    static byte[] dataset(boolean explicit, boolean bigEndian, int frames) {
        Fixture inner = new Fixture(explicit, bigEndian).text(Tag.CODE_VALUE, "SH", "T-1");
        Fixture nested = new Fixture(explicit, bigEndian)
                .header(Tag.REFERENCED_IMAGE_SEQUENCE, "SQ", -1)
                .item(Tag.ITEM, inner.bytes().length)
                .raw(inner.bytes())
                .item(Tag.ITEM, -1)
                .raw(inner.bytes())
                .item(Tag.ITEM_DELIMITATION_ITEM, 0)
                .item(Tag.ITEM, 0)
                .item(Tag.SEQUENCE_DELIMITATION_ITEM, 0);
        byte[] pixels = new byte[frames * 12];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        return new Fixture(explicit, bigEndian)
                .text(Tag.SPECIFIC_CHARACTER_SET, "CS", "ISO_IR 100")
                .text(Tag.SOP_INSTANCE_UID, "UI", "1.2.3")
                .header(Tag.REFERENCED_SERIES_SEQUENCE, "SQ", nested.bytes().length + 8)
                .item(Tag.ITEM, nested.bytes().length)
                .raw(nested.bytes())
                .text(0x0009_0010, "LO", "OWN 1.0")
                .value(0x0009_1001, "UN", (byte) 1, (byte) 2, (byte) 3)
                .text(Tag.STUDY_INSTANCE_UID, "UI", "1.2.3.4")
                .unsignedShort(Tag.SAMPLES_PER_PIXEL, 1)
                .text(Tag.NUMBER_OF_FRAMES, "IS", Integer.toString(frames))
                .unsignedShort(Tag.ROWS, 2)
                .unsignedShort(Tag.COLUMNS, 3)
                .unsignedShort(Tag.BITS_ALLOCATED, 16)
                .value(Tag.PIXEL_DATA, "OW", pixels)
                .bytes();
    }

    /** Attributes for encapsulated frames, then Pixel Data with an offset table and fragments. */
    static byte[] encapsulated(int frames, byte[] offsetTable, byte[]... fragments) {
        Fixture fixture = explicitLittle()
                .text(Tag.SOP_INSTANCE_UID, "UI", "1.2.3")
                .text(Tag.NUMBER_OF_FRAMES, "IS", Integer.toString(frames))
                .unsignedShort(Tag.ROWS, 2)
                .unsignedShort(Tag.COLUMNS, 3)
                .header(Tag.PIXEL_DATA, "OB", -1)
                .item(Tag.ITEM, offsetTable.length)
                .raw(offsetTable);
        for (byte[] fragment : fragments) {
            fixture.item(Tag.ITEM, fragment.length).raw(fragment);
        }
        return fixture.item(Tag.SEQUENCE_DELIMITATION_ITEM, 0).bytes();
    }
}
