package io.clouddicom.pixel;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a frame becomes a picture.
 *
 * @param format the format of the picture
 * @param window the window in place of those of the dataset
 * @param voiIndex which of the VOI transformations of the dataset, from 0: its windows come first, then its VOI LUTs
 * @param mostColumns how wide the picture may be; it is made smaller as a whole, never larger
 * @param mostRows how high it may be
 * @param quality quality of a JPEG picture, 1 to 100
 */
public record RenderingOptions(
        Format format,
        Optional<Window> window,
        int voiIndex,
        OptionalInt mostColumns,
        OptionalInt mostRows,
        int quality) {

    /** The format of a picture. */
    public enum Format {
        /** PNG, 8 bits a sample, lossless. */
        PNG,
        /** Baseline JPEG, 8 bits a sample. */
        JPEG
    }

    /** What a window makes of a value (PS3.3 C.11.2.1). */
    public enum Function {
        /** From the middle of its lowest whole number to the middle of its highest. */
        LINEAR,
        /** From its lower edge to its upper one. */
        LINEAR_EXACT,
        /** A curve without edges. */
        SIGMOID
    }

    /**
     * A window of values that are shown from darkest to brightest.
     *
     * @param center its middle, in the units of rescaled values
     * @param width its width, above 0; for {@link Function#LINEAR} 1 or more
     * @param function how values within it are shown
     */
    public record Window(double center, double width, Function function) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException a number is out of range
         */
        public Window {
            Objects.requireNonNull(function, "function");
            if (!Double.isFinite(center)
                    || !Double.isFinite(width)
                    || width < (function == Function.LINEAR ? 1 : Double.MIN_NORMAL)) {
                throw new IllegalArgumentException("there is no window of center " + center + " and width " + width);
            }
        }
    }

    /** A PNG picture in the frame's own size, as the dataset says that it is shown first. */
    public static final RenderingOptions PNG =
            new RenderingOptions(Format.PNG, Optional.empty(), 0, OptionalInt.empty(), OptionalInt.empty(), 90);

    /** The same as JPEG, of quality 90. */
    public static final RenderingOptions JPEG = PNG.withFormat(Format.JPEG);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException a number is out of range
     */
    public RenderingOptions {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(window, "window");
        if (voiIndex < 0) {
            throw new IllegalArgumentException("VOI transformations are counted from 0");
        }
        if (mostColumns.orElse(1) < 1 || mostRows.orElse(1) < 1) {
            throw new IllegalArgumentException("a picture has a pixel at least");
        }
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality is 1 to 100, not " + quality);
        }
    }

    /**
     * The same in another format.
     *
     * @param other the format
     */
    public RenderingOptions withFormat(Format other) {
        return new RenderingOptions(other, window, voiIndex, mostColumns, mostRows, quality);
    }

    /**
     * The same with a window.
     *
     * @param other the window
     */
    public RenderingOptions withWindow(Window other) {
        return new RenderingOptions(format, Optional.of(other), voiIndex, mostColumns, mostRows, quality);
    }

    /**
     * The same with one of the VOI transformations of the dataset.
     *
     * @param index which, from 0
     */
    public RenderingOptions withVoi(int index) {
        return new RenderingOptions(format, window, index, mostColumns, mostRows, quality);
    }

    /**
     * The same within a size.
     *
     * @param columns how wide it may be
     * @param rows how high it may be
     */
    public RenderingOptions within(int columns, int rows) {
        return new RenderingOptions(format, window, voiIndex, OptionalInt.of(columns), OptionalInt.of(rows), quality);
    }

    /**
     * The same with another quality.
     *
     * @param other quality of a JPEG picture, 1 to 100
     */
    public RenderingOptions withQuality(int other) {
        return new RenderingOptions(format, window, voiIndex, mostColumns, mostRows, other);
    }

    /**
     * The size of the picture of a frame: the frame's, or the largest of the same shape that fits.
     *
     * @param columns columns of the frame
     * @param rows rows of the frame
     */
    Size size(int columns, int rows) {
        double scale = Math.min(
                1, Math.min(mostColumns.orElse(columns) / (double) columns, mostRows.orElse(rows) / (double) rows));
        return new Size((int) Math.max(1, Math.round(columns * scale)), (int) Math.max(1, Math.round(rows * scale)));
    }

    /** Columns and rows. */
    record Size(int columns, int rows) {}

    /**
     * How many times the rows and columns of a frame can be halved before a picture is made of it, so that nothing of the
     * picture is lost.
     *
     * @param description what the frame is
     * @return how many times; 0 where means of samples mean nothing
     */
    public int reduction(PixelDescription description) {
        if (description.photometricInterpretation().equals("PALETTE COLOR")
                || description.bitsAllocated() == 1
                || description.subsampledNatively()) {
            return 0;
        }
        Size size = size(description.columns(), description.rows());
        int reduction = 0;
        while (description.reduced(reduction + 1).columns() >= size.columns()
                && description.reduced(reduction + 1).rows() >= size.rows()
                && description.reduced(reduction).columns() > 1) {
            reduction++;
        }
        return reduction;
    }
}
