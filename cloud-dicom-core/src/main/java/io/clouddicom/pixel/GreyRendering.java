package io.clouddicom.pixel;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.FunctionalGroups;
import io.clouddicom.dicom.Tag;
import io.clouddicom.pixel.RenderingOptions.Function;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Grey frames: stored value → modality → VOI → 8 bits, inverted where the photometric interpretation says so. */
final class GreyRendering {
    private static final int FRAME_VOI_LUT_SEQUENCE = 0x0028_9132;
    private static final int PIXEL_PADDING_RANGE_LIMIT = 0x0028_0121;

    private GreyRendering() {}

    static void render(
            Dataset dataset,
            int frameIndex,
            PixelDescription description,
            byte[] samples,
            byte[] target,
            RenderingOptions options)
            throws IOException {
        Samples stored = new Samples(description, samples);
        boolean[] padding = padding(dataset, description, stored, target.length);
        FunctionalGroups groups = FunctionalGroups.of(dataset);
        double[] values = new double[target.length];
        ModalityTransform transform = ModalityTransform.of(dataset, groups, frameIndex, description);
        transform.apply(stored, values);
        boolean inverse = description.photometricInterpretation().equals("MONOCHROME1")
                || dataset.string(Tag.PRESENTATION_LUT_SHAPE)
                        .filter(shape -> shape.trim().equals("INVERSE"))
                        .isPresent();
        Optional<RenderingOptions.Window> window = options.window();
        DoubleUnaryOperator shown = window.isPresent()
                ? window(window.get())
                : voi(
                                groups.group(frameIndex, FRAME_VOI_LUT_SEQUENCE).orElse(dataset),
                                options.voiIndex(),
                                description,
                                transform)
                        .orElseGet(() -> fullRange(values, padding));
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
     * What maps a value to 0 (darkest) to 1 (brightest): one of the windows that a dataset has, or of the tables behind
     * them; empty where it has none.
     */
    private static Optional<DoubleUnaryOperator> voi(
            Dataset source, int index, PixelDescription description, ModalityTransform transform) throws IOException {
        double[] centers = source.numbers(Tag.WINDOW_CENTER);
        double[] widths = source.numbers(Tag.WINDOW_WIDTH);
        int windows = Math.min(centers.length, widths.length);
        if (index < windows && widths[index] > 0) {
            Function function = function(source, description);
            double least = function == Function.LINEAR ? 1 : 0;
            return Optional.of(
                    window(new RenderingOptions.Window(centers[index], Math.max(least, widths[index]), function)));
        }
        List<Dataset> tables = source.items(Tag.VOI_LUT_SEQUENCE);
        int tableIndex = Math.max(0, index - windows);
        if (tableIndex < tables.size()) {
            Optional<LookUpTable> table = LookUpTable.of(
                    tables.get(tableIndex), Tag.LUT_DESCRIPTOR, Tag.LUT_DATA, negative(description, transform));
            if (table.isPresent()) {
                double top = (1 << table.get().bits()) - 1;
                return Optional.of(value -> table.get().map(Math.round(value)) / top);
            }
        }
        if (index > 0) {
            throw new InvalidRequestException(
                    "render",
                    "frame",
                    "there are " + (windows + tables.size()) + " VOI transformations, none at " + index);
        }
        return Optional.empty();
    }

    /** Whether values can be below 0, and a table's first value with them (C.11.2.1.1). */
    private static boolean negative(PixelDescription description, ModalityTransform transform) {
        int bits = description.bitsStored();
        double least = description.signed() ? -Math.scalb(1.0, bits - 1) : 0;
        return transform.least(least, Math.scalb(1.0, description.signed() ? bits - 1 : bits) - 1) < 0;
    }

    /**
     * LINEAR is meant from the middle of the lowest number to the middle of the highest (C.11.2.1.2.1), which floating point
     * values do not have.
     */
    private static Function function(Dataset source, PixelDescription description) {
        String name = source.string(Tag.VOI_LUT_FUNCTION)
                .map(text -> text.trim().toUpperCase(Locale.ROOT))
                .orElse("LINEAR");
        boolean whole = description.sampleType() == PixelDescription.SampleType.INTEGER;
        return switch (name) {
            case "SIGMOID" -> Function.SIGMOID;
            case "LINEAR_EXACT" -> Function.LINEAR_EXACT;
            default -> whole ? Function.LINEAR : Function.LINEAR_EXACT;
        };
    }

    /** PS3.3 C.11.2.1.2 and C.11.2.1.3. */
    private static DoubleUnaryOperator window(RenderingOptions.Window window) {
        double center = window.center();
        double width = window.width();
        return switch (window.function()) {
            case SIGMOID -> value -> 1 / (1 + Math.exp(-4 * (value - center) / width));
            case LINEAR_EXACT -> value -> (value - center) / width + 0.5;
            case LINEAR ->
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
