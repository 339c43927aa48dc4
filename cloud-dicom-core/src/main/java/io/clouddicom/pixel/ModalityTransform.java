package io.clouddicom.pixel;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.FunctionalGroups;
import io.clouddicom.dicom.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * From stored values to the values that mean something, such as Hounsfield units (PS3.3 C.11.1): by a table, or by Rescale
 * Slope and Rescale Intercept, those of the frame (Pixel Value Transformation Sequence, C.7.6.16.2.9) before those of the
 * instance, or by Dose Grid Scaling (C.8.8.3); without any, values stay as they are.
 *
 * <p>Immutable, safe for use by any number of threads.
 */
public final class ModalityTransform {
    private static final int PIXEL_VALUE_TRANSFORMATION_SEQUENCE = 0x0028_9145;
    private static final int DOSE_GRID_SCALING = 0x3004_000E;

    private final double slope;
    private final double intercept;
    private final @Nullable LookUpTable table;

    private ModalityTransform(double slope, double intercept, @Nullable LookUpTable table) {
        this.slope = slope;
        this.intercept = intercept;
        this.table = table;
    }

    /**
     * That of one frame.
     *
     * @param dataset the instance's metadata
     * @param groups its functional groups
     * @param frameIndex which frame, from 0
     * @param description what the dataset says of its pixels
     * @return the transformation
     * @throws io.clouddicom.CorruptDataException a table is damaged
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    public static ModalityTransform of(
            Dataset dataset, FunctionalGroups groups, int frameIndex, PixelDescription description) throws IOException {
        List<Dataset> tables = dataset.items(Tag.MODALITY_LUT_SEQUENCE);
        if (!tables.isEmpty() && description.sampleType() == PixelDescription.SampleType.INTEGER) {
            Optional<LookUpTable> table =
                    LookUpTable.of(tables.get(0), Tag.LUT_DESCRIPTOR, Tag.LUT_DATA, description.signed());
            if (table.isPresent()) {
                return new ModalityTransform(1, 0, table.get());
            }
        }
        Dataset source =
                groups.group(frameIndex, PIXEL_VALUE_TRANSFORMATION_SEQUENCE).orElse(dataset);
        OptionalDouble slope = source.number(Tag.RESCALE_SLOPE);
        return new ModalityTransform(
                slope.isPresent()
                        ? slope.getAsDouble()
                        : dataset.number(DOSE_GRID_SCALING).orElse(1),
                source.number(Tag.RESCALE_INTERCEPT).orElse(0),
                null);
    }

    /** What leaves every value as it is. */
    public static ModalityTransform identity() {
        return new ModalityTransform(1, 0, null);
    }

    /** Whether it leaves every value as it is. */
    public boolean isIdentity() {
        return table == null && slope == 1 && intercept == 0;
    }

    /** Whether whole numbers become whole numbers. */
    public boolean isWhole() {
        return table != null || slope == Math.rint(slope) && intercept == Math.rint(intercept);
    }

    /**
     * The value that a stored value stands for.
     *
     * @param stored the stored value; for a table a whole number
     */
    public double apply(double stored) {
        return table != null ? table.map((long) stored) : stored * slope + intercept;
    }

    /**
     * The least value that it gives.
     *
     * @param least the least stored value
     * @param most the greatest
     */
    public double least(double least, double most) {
        return table != null ? 0 : Math.min(apply(least), apply(most));
    }

    /**
     * The greatest value that it gives.
     *
     * @param least the least stored value
     * @param most the greatest
     */
    public double most(double least, double most) {
        return table != null ? (1 << table.bits()) - 1 : Math.max(apply(least), apply(most));
    }

    void apply(Samples stored, double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = apply(stored.number(i));
        }
    }
}
