package io.clouddicom;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomWriter;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import io.clouddicom.dicom.Vr;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;

/** Small DICOM files with pixels that look like an image, native or encapsulated. */
final class TestImage {
    static final int ROWS = 70;
    static final int COLUMNS = 93;

    final Dataset.Builder dataset = Dataset.builder();
    private final int samples;
    private final int bits;

    /** An image of unsigned samples. */
    TestImage(int number, int samples, String photometric, int bits, int frames) {
        this.samples = samples;
        this.bits = bits;
        dataset.uid(Tag.SOP_CLASS_UID, new Uid("1.2.840.10008.5.1.4.1.1.7.4"));
        dataset.uid(Tag.SOP_INSTANCE_UID, new Uid("1.2.3.4." + number));
        dataset.uid(Tag.STUDY_INSTANCE_UID, new Uid("1.2.3.5"));
        dataset.uid(Tag.SERIES_INSTANCE_UID, new Uid("1.2.3.6"));
        dataset.string(Tag.PATIENT_ID, Vr.LO, "P");
        dataset.integers(Tag.SAMPLES_PER_PIXEL, Vr.US, samples);
        dataset.string(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, photometric);
        dataset.integers(Tag.ROWS, Vr.US, ROWS);
        dataset.integers(Tag.COLUMNS, Vr.US, COLUMNS);
        dataset.integers(Tag.BITS_ALLOCATED, Vr.US, 8 * bytesPerSample());
        dataset.integers(Tag.BITS_STORED, Vr.US, bits);
        dataset.integers(Tag.HIGH_BIT, Vr.US, bits - 1);
        dataset.integers(Tag.PIXEL_REPRESENTATION, Vr.US, 0);
        dataset.string(Tag.NUMBER_OF_FRAMES, Vr.IS, String.valueOf(frames));
        if (samples > 1) {
            dataset.integers(Tag.PLANAR_CONFIGURATION, Vr.US, 0);
        }
    }

    int bytesPerSample() {
        return bits <= 8 ? 1 : bits <= 16 ? 2 : 4;
    }

    /** Samples of a frame, pixel by pixel, little endian. */
    byte[] frame(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer frame =
                ByteBuffer.allocate(ROWS * COLUMNS * samples * bytesPerSample()).order(ByteOrder.LITTLE_ENDIAN);
        long most = (1L << bits) - 1;
        for (int i = 0; i < ROWS * COLUMNS * samples; i++) {
            int pixel = i / samples;
            long smooth = (most * (pixel % COLUMNS + pixel / COLUMNS) / (ROWS + COLUMNS)) * (1 + i % samples) / samples;
            long value = Math.min(most, smooth + random.nextInt(Math.max(1, (int) Math.min(1000, most / 8))));
            for (int b = 0; b < bytesPerSample(); b++) {
                frame.put((byte) (value >>> 8 * b));
            }
        }
        return frame.array();
    }

    /** A file with encapsulated frames, each in some fragments, with an empty offset table. */
    byte[] encapsulated(TransferSyntax transferSyntax, List<byte[]> frames, int fragmentsEach) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DicomWriter.writeFile(meta(), dataset.build(), transferSyntax, out);
        out.write(new byte[] {(byte) 0xE0, 0x7F, 0x10, 0, 'O', 'B', 0, 0, -1, -1, -1, -1});
        item(out, new byte[0]);
        for (byte[] frame : frames) {
            int each = (frame.length / fragmentsEach + 1) & ~1;
            for (int from = 0, i = 0; i < fragmentsEach; i++, from += each) {
                int to = i == fragmentsEach - 1 ? frame.length : from + each;
                item(out, java.util.Arrays.copyOfRange(frame, from, to));
            }
        }
        out.write(new byte[] {(byte) 0xFE, (byte) 0xFF, (byte) 0xDD, (byte) 0xE0, 0, 0, 0, 0});
        return out.toByteArray();
    }

    private static void item(ByteArrayOutputStream out, byte[] value) {
        int padding = value.length & 1;
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0xE000_FFFE)
                .putInt(value.length + padding)
                .array());
        out.writeBytes(value);
        out.writeBytes(new byte[padding]);
    }

    /** A file with native frames. */
    byte[] nativeFile(List<byte[]> frames) throws IOException {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        frames.forEach(pixels::writeBytes);
        Dataset.Builder all = dataset.build().toBuilder();
        all.bytes(Tag.PIXEL_DATA, bits <= 8 ? Vr.OB : Vr.OW, pixels.toByteArray());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DicomWriter.writeFile(meta(), all.build(), TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN, out);
        return out.toByteArray();
    }

    private Dataset meta() {
        return Dataset.builder()
                .uid(Tag.MEDIA_STORAGE_SOP_CLASS_UID, new Uid("1.2.840.10008.5.1.4.1.1.7.4"))
                .uid(
                        Tag.MEDIA_STORAGE_SOP_INSTANCE_UID,
                        dataset.build().uid(Tag.SOP_INSTANCE_UID).orElseThrow())
                .build();
    }

    /** A frame as RLE, in literal runs (PS3.5 Annex G). */
    byte[] rle(byte[] frame) {
        int segments = samples * bytesPerSample();
        ByteBuffer out = ByteBuffer.allocate(64 + 2 * frame.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(segments).position(64);
        for (int segment = 0; segment < segments; segment++) {
            out.putInt(4 + 4 * segment, out.position());
            int first =
                    segment / bytesPerSample() * bytesPerSample() + bytesPerSample() - 1 - segment % bytesPerSample();
            int pixels = frame.length / segments;
            for (int at = 0; at < pixels; at += 128) {
                int run = Math.min(128, pixels - at);
                out.put((byte) (run - 1));
                for (int i = 0; i < run; i++) {
                    out.put(frame[first + (at + i) * segments]);
                }
            }
            if (out.position() % 2 != 0) {
                out.put((byte) 0);
            }
        }
        return java.util.Arrays.copyOf(out.array(), out.position());
    }
}
