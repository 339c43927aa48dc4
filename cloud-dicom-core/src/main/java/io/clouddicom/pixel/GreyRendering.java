package io.clouddicom.pixel;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.FunctionalGroups;
import io.clouddicom.dicom.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/** Grey frames: stored value → modality → VOI → 8 bits, inverted where the photometric interpretation says so. */
final class GreyRendering {
    private static final int FRAME_VOI_LUT_SEQUENCE = 0x0028_9132;
    private static final int PIXEL_PADDING_RANGE_LIMIT = 0x0028_0121;

    private GreyRendering() {}

    static void render(Dataset dataset, int frameIndex, PixelDescription description, byte[] samples, byte[] target)
            throws IOException {
        Samples stored = new Samples(description, samples);
        boolean[] padding = padding(dataset, description, stored, target.length);
        FunctionalGroups groups = FunctionalGroups.of(dataset);
        double[] values = new double[target.length];
        ModalityTransform.of(dataset, groups, frameIndex, description).apply(stored, values);
        boolean inverse = description.photometricInterpretation().equals("MONOCHROME1")
                || dataset.string(Tag.PRESENTATION_LUT_SHAPE)
                        .filter(shape -> shape.trim().equals("INVERSE"))
                        .isPresent();
        boolean whole = description.sampleType() == PixelDescription.SampleType.INTEGER;
        DoubleUnaryOperator shown =
                voi(dataset, groups, frameIndex, whole ? "LINEAR" : "LINEAR_EXACT", values, padding);
        for (int i = 0; i < target.length; i++) {
            int grey =
                    padding[i] ? 0 : (int) Math.round(255 * Math.max(0, Math.min(1, shown.applyAsDouble(values[i]))));
            target[i] = (byte) (inverse && !padding[i] ? 255 - grey : grey);
        }
    }

    private static boolean[] padding(Dataset dataset, PixelDescription description, Samples stored, int pixels) {
        boolean[] padding = new boolean[pixels];
        long[] value = dataset.integers(Tag.PIXEL_PADDING_VALUE);
        if (value.length == 0 || description.sampleType() != PixelDescription.SampleType.INTEGER) {
            return padding;
        }
        long[] limit = dataset.integers(PIXEL_PADDING_RANGE_LIMIT);
        long one = signedAs(description, value[0]);
        long other = limit.length == 0 ? one : signedAs(description, limit[0]);
        for (int i = 0; i < pixels; i++) {
            long sample = stored.integer(i);
            padding[i] = sample >= Math.min(one, other) && sample <= Math.max(one, other);
        }
        return padding;
    }

    /** A padding value is of the pixels' sign, whatever value representation it was read with. */
    private static long signedAs(PixelDescription description, long value) {
        return description.signed() ? (short) value : value & 0xFFFF;
    }

    /**
     * What maps a value to 0 (darkest) to 1 (brightest).
     *
     * @param linear how LINEAR is meant: for whole numbers it maps from the middle of the lowest to the middle of the
     *     highest (C.11.2.1.2.1), which floating point values do not have
     */
    private static DoubleUnaryOperator voi(
            Dataset dataset, FunctionalGroups groups, int frameIndex, String linear, double[] values, boolean[] padding)
            throws IOException {
        Dataset source = groups.group(frameIndex, FRAME_VOI_LUT_SEQUENCE).orElse(dataset);
        OptionalDouble center = source.number(Tag.WINDOW_CENTER);
        OptionalDouble width = source.number(Tag.WINDOW_WIDTH);
        if (center.isPresent() && width.isPresent() && width.getAsDouble() > 0) {
            String function = source.string(Tag.VOI_LUT_FUNCTION)
                    .map(name -> name.trim().toUpperCase(Locale.ROOT))
                    .filter(name -> !name.equals("LINEAR"))
                    .orElse(linear);
            return window(function, center.getAsDouble(), width.getAsDouble());
        }
        List<Dataset> tables = source.items(Tag.VOI_LUT_SEQUENCE);
        if (!tables.isEmpty()) {
            Optional<LookUpTable> table = LookUpTable.of(tables.get(0), Tag.LUT_DESCRIPTOR, Tag.LUT_DATA, true);
            if (table.isPresent()) {
                double top = (1 << table.get().bits()) - 1;
                return value -> table.get().map(Math.round(value)) / top;
            }
        }
        return fullRange(values, padding);
    }

    /** PS3.3 C.11.2.1.2 and C.11.2.1.3. */
    private static DoubleUnaryOperator window(String function, double center, double width) {
        return switch (function) {
            case "SIGMOID" -> value -> 1 / (1 + Math.exp(-4 * (value - center) / width));
            case "LINEAR_EXACT" -> value -> (value - center) / width + 0.5;
            default ->
                value -> width <= 1 ? value <= center - 0.5 ? 0 : 1 : (value - (center - 0.5)) / (width - 1) + 0.5;
        };
    }

    private static DoubleUnaryOperator fullRange(double[] values, boolean[] padding) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            if (!padding[i] && Double.isFinite(values[i])) {
                low = Math.min(low, values[i]);
                high = Math.max(high, values[i]);
            }
        }
        double from = low;
        double range = high > low ? high - low : 1;
        return value -> (value - from) / range;
    }
}
