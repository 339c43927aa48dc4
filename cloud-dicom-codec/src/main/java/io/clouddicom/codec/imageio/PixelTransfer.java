package io.clouddicom.codec.imageio;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.DecodeOptions;
import io.clouddicom.codec.DecodedImage;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.SampleLayout;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.DataBufferShort;
import java.awt.image.DataBufferUShort;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be read where: a rectangle of the reduced image, or every n-th pixel of it, into the destination.
 *
 * @param coded the image
 * @param rendition how components become bands
 * @param options how to decode, with the reduction
 * @param source the rectangle of the reduced image
 * @param stepX columns from one that is taken to the next
 * @param stepY rows
 * @param destination takes the pixels
 * @param at where the first pixel goes
 * @param sourceBands the bands that are taken, or null for all
 */
@SuppressWarnings("ArrayRecordComponent")
record PixelTransfer(
        CodedImage coded,
        Rendition rendition,
        DecodeOptions options,
        Rectangle source,
        int stepX,
        int stepY,
        WritableRaster destination,
        Point at,
        int @Nullable [] sourceBands) {

    /** Reads rows of the source, from the first to before the last. */
    void rows(int y0, int y1) throws CodestreamException {
        if (!decodeDirectly(y0, y1)) {
            decodeRows(y0, y1);
        }
    }

    /** Decodes rows into the destination's own array, where it is laid out as the codec can. */
    private boolean decodeDirectly(int y0, int y1) throws CodestreamException {
        WritableRaster raster = destination;
        int bands = rendition.bands().size();
        if (!coded.isDivisible()
                || !rendition.isPlain()
                || stepX != 1
                || stepY != 1
                || sourceBands != null
                || !(raster.getSampleModel() instanceof PixelInterleavedSampleModel model)
                || model.getDataType() != rendition.dataType()
                || raster.getParent() != null
                || model.getNumBands() != bands
                || model.getPixelStride() != bands
                || model.getScanlineStride() != source.width * bands
                || at.x != 0) {
            return false;
        }
        Optional<Boolean> reversed = reversed(model.getBandOffsets());
        DataBuffer buffer = raster.getDataBuffer();
        if (reversed.isEmpty() || buffer.getNumBanks() != 1) {
            return false;
        }
        J2kDecoder decoder = new J2kDecoder(region(y0, y1));
        int from = buffer.getOffset() + (at.y + y0 - source.y) * model.getScanlineStride();
        if (buffer instanceof DataBufferByte bytes) {
            decoder.decode(coded.bytes(), bytes.getData(), from, SampleLayout.interleaved(1));
            if (reversed.get()) {
                reverse(bytes.getData(), from, (y1 - y0) * source.width, bands);
            }
            return true;
        }
        if (reversed.get()) {
            return false;
        }
        if (buffer instanceof DataBufferUShort shorts) {
            decoder.decode(coded.bytes(), shorts.getData(), from, false);
        } else if (buffer instanceof DataBufferShort shorts) {
            decoder.decode(coded.bytes(), shorts.getData(), from, false);
        } else if (buffer instanceof DataBufferInt ints) {
            decoder.decode(coded.bytes(), ints.getData(), from, false);
        } else {
            return false;
        }
        return true;
    }

    /** Whether bands lie backwards (BGR) or forwards; empty when otherwise. */
    private static Optional<Boolean> reversed(int[] offsets) {
        boolean forwards = true;
        boolean backwards = true;
        for (int band = 0; band < offsets.length; band++) {
            forwards &= offsets[band] == band;
            backwards &= offsets[band] == offsets.length - 1 - band;
        }
        return forwards ? Optional.of(false) : backwards ? Optional.of(true) : Optional.empty();
    }

    private static void reverse(byte[] data, int from, int pixels, int bands) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int low = from + pixel * bands, high = low + bands - 1; low < high; low++, high--) {
                byte sample = data[low];
                data[low] = data[high];
                data[high] = sample;
            }
        }
    }

    private DecodeOptions region(int y0, int y1) {
        return options.toBuilder()
                .region(coded.region(source.x, y0, source.width, y1 - y0, options.reduction()))
                .build();
    }

    /** Decodes rows into planes and puts pixels together from there. */
    private void decodeRows(int y0, int y1) throws CodestreamException {
        int reduction = options.reduction();
        boolean part = coded.isDivisible();
        J2kDecoder decoder = new J2kDecoder(part ? region(y0, y1) : options);
        DecodedImage shape = decoder.shape(coded.bytes());
        if (shape.samples() > Integer.MAX_VALUE - 8) {
            throw new CodestreamException(
                    CodestreamException.Kind.LIMIT,
                    "SIZ",
                    coded.header().codestreamOffset(),
                    shape.samples() + " samples");
        }
        int[] samples = new int[(int) shape.samples()];
        decoder.decode(coded.bytes(), samples, 0, true);
        int width = part ? source.width : coded.width(reduction);
        int[][] planes = part || coded.isUniform()
                ? split(samples, shape.planes())
                : coded.spread(samples, shape.planes(), reduction);
        int left = part ? 0 : source.x;
        int top = part ? y0 : 0;
        int bands = rendition.bands().size();
        int columns = (source.width + stepX - 1) / stepX;
        int[] row = new int[columns * bands];
        int firstRow = (y0 - source.y + stepY - 1) / stepY;
        for (int out = firstRow; source.y + out * stepY < y1; out++) {
            int y = source.y + out * stepY;
            rendition.row(planes, (y - top) * width + left, stepX, columns, row);
            int[] chosen = sourceBands == null ? row : choose(row, bands, sourceBands);
            destination.setPixels(at.x, at.y + out, columns, 1, chosen);
        }
    }

    private static int[][] split(int[] samples, List<DecodedImage.Plane> planes) {
        int[][] split = new int[planes.size()][];
        int at = 0;
        for (int index = 0; index < split.length; index++) {
            int length = (int) planes.get(index).samples();
            split[index] = split.length == 1 ? samples : Arrays.copyOfRange(samples, at, at + length);
            at += length;
        }
        return split;
    }

    private static int[] choose(int[] row, int bands, int[] chosen) {
        int pixels = row.length / bands;
        int[] result = new int[pixels * chosen.length];
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int index = 0; index < chosen.length; index++) {
                result[pixel * chosen.length + index] = row[pixel * bands + chosen[index]];
            }
        }
        return result;
    }
}
