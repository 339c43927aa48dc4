package io.clouddicom.pixel;

import io.clouddicom.MalformedDicomException;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Vr;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What the Image Pixel attributes of a dataset say of each of its frames (PS3.3 C.7.6.3), cross-checked.
 *
 * @param rows rows, 1 to 65535
 * @param columns columns, 1 to 65535
 * @param samplesPerPixel samples of a pixel, 1 or more
 * @param photometricInterpretation such as {@code MONOCHROME2}, {@code RGB}; empty where it is missing
 * @param planar whether native samples lie plane by plane (Planar Configuration 1)
 * @param bitsAllocated bits of a sample's cell
 * @param bitsStored bits of a sample that count
 * @param highBit place of the most significant of them
 * @param signed whether samples are two's complement
 * @param numberOfFrames frames of the instance, 1 or more
 * @param sampleType what a sample is
 * @param pixelVr value representation of the pixel data element
 */
public record PixelDescription(
        int rows,
        int columns,
        int samplesPerPixel,
        String photometricInterpretation,
        boolean planar,
        int bitsAllocated,
        int bitsStored,
        int highBit,
        boolean signed,
        int numberOfFrames,
        SampleType sampleType,
        Vr pixelVr) {

    /** What a sample is. */
    public enum SampleType {
        /** A whole number, of Pixel Data (7FE0,0010). */
        INTEGER,
        /** IEEE 754 binary32, of Float Pixel Data (7FE0,0008). */
        FLOAT,
        /** IEEE 754 binary64, of Double Float Pixel Data (7FE0,0009). */
        DOUBLE
    }

    private static final int MAX_SIZE = 65535;

    /**
     * Checks the values against each other.
     *
     * @throws IllegalArgumentException a value is out of range or contradicts another
     */
    public PixelDescription {
        Objects.requireNonNull(photometricInterpretation, "photometricInterpretation");
        Objects.requireNonNull(sampleType, "sampleType");
        Objects.requireNonNull(pixelVr, "pixelVr");
        check(rows >= 1 && rows <= MAX_SIZE, "Rows", rows);
        check(columns >= 1 && columns <= MAX_SIZE, "Columns", columns);
        check(samplesPerPixel >= 1 && samplesPerPixel <= MAX_SIZE, "Samples per Pixel", samplesPerPixel);
        check(bitsAllocated >= 1 && bitsAllocated <= 64, "Bits Allocated", bitsAllocated);
        check(bitsStored >= 1 && bitsStored <= bitsAllocated, "Bits Stored", bitsStored);
        check(highBit >= bitsStored - 1 && highBit < bitsAllocated, "High Bit", highBit);
        check(numberOfFrames >= 1, "Number of Frames", numberOfFrames);
    }

    private static void check(boolean holds, String attribute, long value) {
        if (!holds) {
            throw new IllegalArgumentException(attribute + " is " + value);
        }
    }

    /**
     * Reads the description from a dataset. Bits Stored and High Bit say nothing of where samples lie, so a dataset is
     * not refused for them: Bits Stored that does not fit Bits Allocated is taken for Bits Allocated, a High Bit that does
     * not fit the two for Bits Stored less one.
     *
     * @param dataset a dataset with pixel data; its pixels need not be loaded
     * @return the description
     * @throws MalformedDicomException an attribute is missing, out of range, or contradicts another; the error names its
     *     tag
     */
    public static PixelDescription of(Dataset dataset) throws MalformedDicomException {
        SampleType type = SampleType.INTEGER;
        int pixelTag = Tag.PIXEL_DATA;
        if (!dataset.contains(Tag.PIXEL_DATA)) {
            if (dataset.contains(Tag.FLOAT_PIXEL_DATA)) {
                type = SampleType.FLOAT;
                pixelTag = Tag.FLOAT_PIXEL_DATA;
            } else if (dataset.contains(Tag.DOUBLE_FLOAT_PIXEL_DATA)) {
                type = SampleType.DOUBLE;
                pixelTag = Tag.DOUBLE_FLOAT_PIXEL_DATA;
            }
        }
        Vr vr = dataset.element(pixelTag).map(element -> element.vr()).orElse(Vr.OW);
        int bitsAllocated = type == SampleType.INTEGER
                ? required(dataset, Tag.BITS_ALLOCATED)
                : type == SampleType.FLOAT ? Float.SIZE : Double.SIZE;
        int bitsStored = optional(dataset, Tag.BITS_STORED, bitsAllocated);
        bitsStored = bitsStored >= 1 && bitsStored <= bitsAllocated ? bitsStored : bitsAllocated;
        int highBit = optional(dataset, Tag.HIGH_BIT, bitsStored - 1);
        highBit = highBit >= bitsStored - 1 && highBit < bitsAllocated ? highBit : bitsStored - 1;
        try {
            return new PixelDescription(
                    required(dataset, Tag.ROWS),
                    required(dataset, Tag.COLUMNS),
                    optional(dataset, Tag.SAMPLES_PER_PIXEL, 1),
                    dataset.string(Tag.PHOTOMETRIC_INTERPRETATION)
                            .map(String::trim)
                            .orElse(""),
                    optional(dataset, Tag.PLANAR_CONFIGURATION, 0) == 1,
                    bitsAllocated,
                    bitsStored,
                    highBit,
                    optional(dataset, Tag.PIXEL_REPRESENTATION, 0) == 1,
                    optional(dataset, Tag.NUMBER_OF_FRAMES, 1),
                    type,
                    vr);
        } catch (IllegalArgumentException e) {
            throw new MalformedDicomException("pixel description", 0, pixelTag, String.valueOf(e.getMessage()), e);
        }
    }

    private static int required(Dataset dataset, int tag) throws MalformedDicomException {
        OptionalLong value = dataset.integer(tag);
        if (value.isEmpty()) {
            throw new MalformedDicomException("pixel description", 0, tag, "missing, and the frames need it", null);
        }
        return clamp(value.getAsLong());
    }

    private static int optional(Dataset dataset, int tag, int otherwise) {
        OptionalLong value = dataset.integer(tag);
        return value.isEmpty() ? otherwise : clamp(value.getAsLong());
    }

    private static int clamp(long value) {
        return (int) Math.max(-1, Math.min(Integer.MAX_VALUE, value));
    }

    /** Pixels of one frame. */
    public long pixels() {
        return (long) rows * columns;
    }

    /** Bytes of a decoded sample: 1 for Bits Allocated 1, else Bits Allocated in bytes. */
    public int bytesPerSample() {
        return bitsAllocated == 1 ? 1 : (bitsAllocated + 7) / 8;
    }

    /**
     * The same of frames of which rows and columns are halved so many times, rounded up (T.800 B-15).
     *
     * @param reduction how many times, 0 to 32
     * @return the description
     */
    public PixelDescription reduced(int reduction) {
        return new PixelDescription(
                reduced(rows, reduction),
                reduced(columns, reduction),
                samplesPerPixel,
                photometricInterpretation,
                planar,
                bitsAllocated,
                bitsStored,
                highBit,
                signed,
                numberOfFrames,
                sampleType,
                pixelVr);
    }

    /**
     * The same with another photometric interpretation, such as the one that decoding gives.
     *
     * @param other such as {@code RGB}
     * @return the description
     */
    public PixelDescription withPhotometricInterpretation(String other) {
        return new PixelDescription(
                rows,
                columns,
                samplesPerPixel,
                other,
                planar,
                bitsAllocated,
                bitsStored,
                highBit,
                signed,
                numberOfFrames,
                sampleType,
                pixelVr);
    }

    private static int reduced(int size, int reduction) {
        return (int) ((size + (1L << reduction) - 1) >>> reduction);
    }

    /** Whether two neighbouring pixels share their chrominance samples (PS3.3 C.7.6.3.1.2), in native frames. */
    public boolean subsampledNatively() {
        return samplesPerPixel == 3
                && (photometricInterpretation.equals("YBR_FULL_422")
                        || photometricInterpretation.equals("YBR_PARTIAL_422"));
    }

    /** Bits of one frame as it lies in native pixel data. */
    public long nativeFrameBits() {
        return pixels() * (subsampledNatively() ? 2 : samplesPerPixel) * bitsAllocated;
    }
}
