package io.clouddicom.testkit;

import io.clouddicom.InstanceId;
import io.clouddicom.dicom.Uid;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** A small valid secondary capture image, made byte by byte, so that tests can have very many. */
public final class SmallInstance {
    /** Rows of the image. */
    public static final int ROWS = 8;

    /** Columns of the image. */
    public static final int COLUMNS = 8;

    private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

    private SmallInstance() {}

    /**
     * An instance by numbers.
     *
     * @param study tells studies apart
     * @param series tells series of one study apart
     * @param instance tells instances of one series apart
     * @return its identifiers
     */
    public static InstanceId id(int study, int series, int instance) {
        return new InstanceId(
                new Uid("1.2.826.0.1." + study),
                new Uid("1.2.826.0.1." + study + "." + series),
                new Uid("1.2.826.0.1." + study + "." + series + "." + instance));
    }

    /**
     * A file of one frame.
     *
     * @param id its identifiers
     * @param seed what its pixels depend on
     * @return the file
     */
    public static byte[] file(InstanceId id, long seed) {
        byte[] pixels = new byte[ROWS * COLUMNS];
        new SplittableRandom(seed).nextBytes(pixels);
        ByteArrayOutputStream file = head(id, 1, ROWS, COLUMNS, pixels.length);
        file.writeBytes(pixels);
        return file.toByteArray();
    }

    /** Everything before the pixels of a native image of 8 bits. */
    static ByteArrayOutputStream head(InstanceId id, int frames, int rows, int columns, long pixelBytes) {
        ByteArrayOutputStream meta = new ByteArrayOutputStream();
        element(meta, 0x00020002, "UI", ascii(SECONDARY_CAPTURE));
        element(meta, 0x00020003, "UI", ascii(id.instance().value()));
        element(meta, 0x00020010, "UI", ascii("1.2.840.10008.1.2.1"));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[128]);
        file.writeBytes(ascii("DICM"));
        element(file, 0x00020000, "UL", number(Integer.BYTES, meta.size()));
        file.writeBytes(meta.toByteArray());
        element(file, 0x00080016, "UI", ascii(SECONDARY_CAPTURE));
        element(file, 0x00080018, "UI", ascii(id.instance().value()));
        element(file, 0x00080060, "CS", ascii("OT"));
        element(file, 0x00100020, "LO", ascii("TEST"));
        element(file, 0x0020000D, "UI", ascii(id.study().value()));
        element(file, 0x0020000E, "UI", ascii(id.series().value()));
        element(file, 0x00280002, "US", number(Short.BYTES, 1));
        element(file, 0x00280004, "CS", ascii("MONOCHROME2"));
        element(file, 0x00280008, "IS", ascii(Integer.toString(frames)));
        element(file, 0x00280010, "US", number(Short.BYTES, rows));
        element(file, 0x00280011, "US", number(Short.BYTES, columns));
        element(file, 0x00280100, "US", number(Short.BYTES, 8));
        element(file, 0x00280101, "US", number(Short.BYTES, 8));
        element(file, 0x00280102, "US", number(Short.BYTES, 7));
        element(file, 0x00280103, "US", number(Short.BYTES, 0));
        file.writeBytes(new byte[] {(byte) 0xE0, 0x7F, 0x10, 0, 'O', 'B', 0, 0});
        file.writeBytes(number(Integer.BYTES, pixelBytes));
        return file;
    }

    private static void element(ByteArrayOutputStream out, int tag, String vr, byte[] value) {
        int length = value.length + (value.length & 1);
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) (tag >>> 16))
                .putShort((short) tag)
                .put(ascii(vr))
                .putShort((short) length)
                .array());
        out.writeBytes(value);
        if (length > value.length) {
            out.write(vr.equals("UI") ? 0 : ' ');
        }
    }

    private static byte[] number(int bytes, long value) {
        byte[] number = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            number[i] = (byte) (value >>> 8 * i);
        }
        return number;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
