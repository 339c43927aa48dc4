package io.clouddicom.testkit;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomWriter;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import io.clouddicom.dicom.Vr;
import io.clouddicom.testkit.SyntheticStudy.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Writes one instance of a {@link SyntheticStudy}: the header by {@link DicomWriter}, then frame after frame. */
final class SyntheticWriter {
    private static final int UNDEFINED_LENGTH = -1;

    /** The largest even length: the next one means undefined (PS3.5 7.1.1). */
    private static final long LARGEST_ELEMENT_BYTES = 0xFFFF_FFFEL;

    private static final double SLICE_SPACING_MM = 1.25;
    private static final double PIXEL_SPACING_MM = 0.75;

    private final SyntheticStudy study;
    private final int instanceIndex;
    private final boolean colour;

    SyntheticWriter(SyntheticStudy study, int instanceIndex) {
        this.study = study;
        this.instanceIndex = instanceIndex;
        this.colour = study.kind() == Kind.ULTRASOUND_COLOUR;
    }

    void write(OutputStream out) throws IOException {
        TransferSyntax syntax = study.transferSyntax();
        long pixelBytes = study.frameBytes() * study.frames();
        if (!syntax.encapsulated() && pixelBytes > LARGEST_ELEMENT_BYTES) {
            throw new IllegalArgumentException("native pixel data of " + pixelBytes + " bytes does not fit an element");
        }
        Dataset header = header();
        Dataset meta = Dataset.builder()
                .bytes(Tag.FILE_META_INFORMATION_VERSION, Vr.OB, new byte[] {0, 1})
                .uid(Tag.MEDIA_STORAGE_SOP_CLASS_UID, sopClass())
                .uid(Tag.MEDIA_STORAGE_SOP_INSTANCE_UID, study.instanceUid(instanceIndex))
                .uid(Tag.IMPLEMENTATION_CLASS_UID, Uid.of("2.25.302043790172249692526321623266752743501"))
                .build();
        if (syntax.deflated()) {
            out.write(metaOnly(meta, syntax));
            writeDeflated(header, syntax, out);
            return;
        }
        DicomWriter.writeFile(meta, header, syntax, out);
        if (syntax.encapsulated()) {
            writeEncapsulated(out);
        } else {
            writeNative(out, syntax);
        }
    }

    /** Preamble, prefix and File Meta Information: what is before the dataset. */
    private static byte[] metaOnly(Dataset meta, TransferSyntax syntax) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DicomWriter.writeFile(meta, Dataset.empty(), syntax, file);
        // The group length, the first element, tells where the File Meta Information ends (PS3.10 7.1).
        int groupLengthEnd = 128 + 4 + 12;
        int length = ByteBuffer.wrap(file.toByteArray())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt(groupLengthEnd - Integer.BYTES);
        return Arrays.copyOf(file.toByteArray(), groupLengthEnd + length);
    }

    /** Deflates while it writes (PS3.5 A.5). */
    private void writeDeflated(Dataset header, TransferSyntax syntax, OutputStream out) throws IOException {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            DeflaterOutputStream deflating = new DeflaterOutputStream(out, deflater, 64 << 10);
            DicomWriter.writeDataset(header, syntax.encoding(), deflating);
            writeNative(deflating, syntax);
            deflating.finish();
            if ((deflater.getBytesWritten() & 1) != 0) {
                out.write(0);
            }
        } finally {
            deflater.end();
        }
    }

    private void writeNative(OutputStream out, TransferSyntax syntax) throws IOException {
        long length = study.frameBytes() * study.frames();
        long padding = length & 1;
        writePixelElement(out, syntax, (int) (length + padding), colour ? Vr.OB : Vr.OW);
        writeNativeFrames(out, syntax.bigEndian());
        if (padding == 1) {
            out.write(0);
        }
    }

    private void writeNativeFrames(OutputStream out, boolean bigEndian) throws IOException {
        for (int frame = 0; frame < study.frames(); frame++) {
            byte[] pixels = frame(frame);
            if (bigEndian && !colour) {
                for (int i = 0; i + 1 < pixels.length; i += 2) {
                    byte low = pixels[i];
                    pixels[i] = pixels[i + 1];
                    pixels[i + 1] = low;
                }
            }
            out.write(pixels);
        }
    }

    private void writeEncapsulated(OutputStream out) throws IOException {
        writePixelElement(out, study.transferSyntax(), UNDEFINED_LENGTH, Vr.OB);
        writeItem(out, 0xE000, 0);
        for (int frame = 0; frame < study.frames(); frame++) {
            byte[] encoded = RleEncoder.encode(
                    frame(frame), study.rows() * study.columns(), colour ? 3 : 1, colour ? 1 : 2, study.columns());
            writeItem(out, 0xE000, encoded.length);
            out.write(encoded);
        }
        writeItem(out, 0xE0DD, 0);
    }

    private static void writePixelElement(OutputStream out, TransferSyntax syntax, int length, Vr vr)
            throws IOException {
        ByteOrder order = syntax.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer head = ByteBuffer.allocate(12).order(order);
        head.putShort((short) 0x7FE0).putShort((short) 0x0010);
        if (syntax.explicitVr()) {
            head.put((byte) (vr.code() >>> 8)).put((byte) vr.code()).putShort((short) 0);
        }
        head.putInt(length);
        out.write(head.array(), 0, head.position());
    }

    private static void writeItem(OutputStream out, int element, int length) throws IOException {
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0xFFFE)
                .putShort((short) element)
                .putInt(length)
                .array());
    }

    /** One frame, native, little endian. */
    private byte[] frame(int frame) {
        long number = (long) instanceIndex * study.frames() + frame;
        long total = (long) study.instances() * study.frames();
        if (colour) {
            return SyntheticPixels.ultrasound(study.seed(), number, study.rows(), study.columns());
        }
        boolean mr = study.kind() == Kind.MR;
        return SyntheticPixels.grey(
                study.seed(),
                number,
                (number + 0.5) / total,
                study.rows(),
                study.columns(),
                mr ? 12 : 9,
                mr ? 0.7 : 1,
                mr ? 20 : 24,
                4095);
    }

    private Uid sopClass() {
        return Uid.of(
                switch (study.kind()) {
                    case CT -> "1.2.840.10008.5.1.4.1.1.2";
                    case MR -> "1.2.840.10008.5.1.4.1.1.4";
                    case ENHANCED_CT -> "1.2.840.10008.5.1.4.1.1.2.1";
                    case ULTRASOUND_COLOUR -> "1.2.840.10008.5.1.4.1.1.3.1";
                });
    }

    private String modality() {
        return switch (study.kind()) {
            case CT, ENHANCED_CT -> "CT";
            case MR -> "MR";
            case ULTRASOUND_COLOUR -> "US";
        };
    }

    private Dataset header() {
        Dataset.Builder header = Dataset.builder()
                .string(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, "ISO_IR 192")
                .uid(Tag.SOP_CLASS_UID, sopClass())
                .uid(Tag.SOP_INSTANCE_UID, study.instanceUid(instanceIndex))
                .string(Tag.STUDY_DATE, Vr.DA, "20260102")
                .string(Tag.CONTENT_DATE, Vr.DA, "20260102")
                .string(Tag.STUDY_TIME, Vr.TM, "101112")
                .string(Tag.CONTENT_TIME, Vr.TM, "101112")
                .string(Tag.ACCESSION_NUMBER, Vr.SH, "S" + Math.floorMod(study.seed(), 100_000))
                .string(Tag.MODALITY, Vr.CS, modality())
                .string(Tag.MANUFACTURER, Vr.LO, "Synthetic")
                .string(Tag.REFERRING_PHYSICIAN_NAME, Vr.PN, "")
                .string(Tag.STUDY_DESCRIPTION, Vr.LO, "Generated " + modality())
                .string(Tag.MANUFACTURER_MODEL_NAME, Vr.LO, "Phantom")
                .string(Tag.of(0x0018, 0x0015), Vr.CS, colour ? "ABDOMEN" : "CHEST")
                .string(Tag.of(0x0018, 0x1000), Vr.LO, "0")
                .string(Tag.of(0x0018, 0x1020), Vr.LO, "1")
                .string(Tag.PATIENT_NAME, Vr.PN, "Phantom^Synthetic")
                .string(Tag.PATIENT_ID, Vr.LO, "SYN" + Math.floorMod(study.seed(), 100_000))
                .string(Tag.PATIENT_BIRTH_DATE, Vr.DA, "19700101")
                .string(Tag.PATIENT_SEX, Vr.CS, "O")
                .uid(Tag.STUDY_INSTANCE_UID, study.studyUid())
                .uid(Tag.SERIES_INSTANCE_UID, study.seriesUid())
                .string(Tag.STUDY_ID, Vr.SH, "1")
                .integers(Tag.SERIES_NUMBER, Vr.IS, 1)
                .integers(Tag.INSTANCE_NUMBER, Vr.IS, instanceIndex + 1L)
                .integers(Tag.SAMPLES_PER_PIXEL, Vr.US, colour ? 3 : 1)
                .string(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, colour ? "RGB" : "MONOCHROME2")
                .integers(Tag.ROWS, Vr.US, study.rows())
                .integers(Tag.COLUMNS, Vr.US, study.columns())
                .integers(Tag.BITS_ALLOCATED, Vr.US, colour ? 8 : 16)
                .integers(Tag.BITS_STORED, Vr.US, colour ? 8 : 12)
                .integers(Tag.HIGH_BIT, Vr.US, colour ? 7 : 11)
                .integers(Tag.PIXEL_REPRESENTATION, Vr.US, 0);
        switch (study.kind()) {
            case CT ->
                plane(header)
                        .string(Tag.IMAGE_TYPE, Vr.CS, "ORIGINAL", "PRIMARY", "AXIAL")
                        .string(Tag.KVP, Vr.DS, "120")
                        .string(Tag.ACQUISITION_NUMBER, Vr.IS, "1")
                        .string(Tag.RESCALE_INTERCEPT, Vr.DS, "-1024")
                        .string(Tag.RESCALE_SLOPE, Vr.DS, "1")
                        .string(Tag.of(0x0028, 0x1054), Vr.LO, "HU")
                        .string(Tag.WINDOW_CENTER, Vr.DS, "40")
                        .string(Tag.WINDOW_WIDTH, Vr.DS, "400");
            case MR ->
                plane(header)
                        .string(Tag.IMAGE_TYPE, Vr.CS, "ORIGINAL", "PRIMARY", "OTHER")
                        .string(Tag.of(0x0018, 0x0020), Vr.CS, "SE")
                        .string(Tag.of(0x0018, 0x0021), Vr.CS, "NONE")
                        .string(Tag.of(0x0018, 0x0022), Vr.CS, "PFP")
                        .string(Tag.of(0x0018, 0x0023), Vr.CS, "2D")
                        .string(Tag.of(0x0018, 0x0080), Vr.DS, "500")
                        .string(Tag.of(0x0018, 0x0081), Vr.DS, "15")
                        .string(Tag.of(0x0018, 0x0091), Vr.IS, "1")
                        .string(Tag.WINDOW_CENTER, Vr.DS, "400")
                        .string(Tag.WINDOW_WIDTH, Vr.DS, "800");
            case ENHANCED_CT -> EnhancedCtGroups.add(header, study, SLICE_SPACING_MM, PIXEL_SPACING_MM);
            case ULTRASOUND_COLOUR ->
                header.string(Tag.IMAGE_TYPE, Vr.CS, "ORIGINAL", "PRIMARY")
                        .string(Tag.of(0x0020, 0x0020), Vr.CS, "")
                        .integers(Tag.PLANAR_CONFIGURATION, Vr.US, 0)
                        .integers(Tag.NUMBER_OF_FRAMES, Vr.IS, study.frames())
                        .integers(Tag.FRAME_INCREMENT_POINTER, Vr.AT, 0x0018_1063)
                        .string(Tag.of(0x0018, 0x1063), Vr.DS, "33.3")
                        .string(Tag.LOSSY_IMAGE_COMPRESSION, Vr.CS, "00");
        }
        return header.build();
    }

    private Dataset.Builder plane(Dataset.Builder header) {
        return header.string(Tag.SLICE_THICKNESS, Vr.DS, decimal(SLICE_SPACING_MM))
                .string(Tag.PATIENT_POSITION, Vr.CS, "HFS")
                .uid(Tag.FRAME_OF_REFERENCE_UID, study.uid(4, 0))
                .string(Tag.of(0x0020, 0x1040), Vr.LO, "")
                .string(Tag.IMAGE_POSITION_PATIENT, Vr.DS, position(study, instanceIndex))
                .string(Tag.IMAGE_ORIENTATION_PATIENT, Vr.DS, "1", "0", "0", "0", "1", "0")
                .string(Tag.PIXEL_SPACING, Vr.DS, decimal(PIXEL_SPACING_MM), decimal(PIXEL_SPACING_MM));
    }

    /** Image Position (Patient) of a slice: the series runs along the body's axis, centred. */
    static String[] position(SyntheticStudy study, int slice) {
        return new String[] {
            decimal(-PIXEL_SPACING_MM * (study.columns() - 1) / 2),
            decimal(-PIXEL_SPACING_MM * (study.rows() - 1) / 2),
            decimal(SLICE_SPACING_MM * slice)
        };
    }

    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
