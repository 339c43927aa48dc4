package io.clouddicom.pixel;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import java.io.IOException;

/** Colour frames (PS3.3 C.7.6.3.1.2) to blue, green, red bytes of one pixel next to each other. */
final class ColourRendering {
    private ColourRendering() {}

    static void render(Dataset dataset, PixelDescription description, byte[] samples, byte[] bgr) throws IOException {
        String photometric = description.photometricInterpretation();
        if (photometric.equals("PALETTE COLOR")) {
            palette(dataset, description, samples, bgr);
            return;
        }
        if (description.samplesPerPixel() != 3
                || description.sampleType() != PixelDescription.SampleType.INTEGER
                || description.bitsAllocated() > 32) {
            throw new UnsupportedFeatureException(
                    "render", "frame", description.samplesPerPixel() + " samples of " + photometric);
        }
        switch (photometric) {
            case "RGB", "YBR_RCT", "YBR_ICT" -> rgb(description, samples, bgr);
            case "YBR_FULL" -> ybrFull(samples, bgr, description);
            case "YBR_FULL_422" -> {
                if (samples.length == description.pixels() * 2) {
                    ybrFull422(samples, bgr, description.columns());
                } else {
                    ybrFull(samples, bgr, description);
                }
            }
            default ->
                throw new UnsupportedFeatureException(
                        "render", "frame", "the photometric interpretation '" + photometric + "'");
        }
    }

    private static void palette(Dataset dataset, PixelDescription description, byte[] samples, byte[] bgr)
            throws IOException {
        LookUpTable[] tables = {
            table(dataset, Tag.BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, Tag.BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA),
            table(dataset, Tag.GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, Tag.GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA),
            table(dataset, Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DATA)
        };
        Samples indices = new Samples(description, samples);
        for (int pixel = 0; pixel < bgr.length / 3; pixel++) {
            long index = indices.integer(pixel);
            for (int colour = 0; colour < 3; colour++) {
                bgr[3 * pixel + colour] = (byte) tables[colour].map8(index);
            }
        }
    }

    private static LookUpTable table(Dataset dataset, int descriptorTag, int dataTag) throws IOException {
        boolean segmented = !dataset.contains(dataTag) && dataset.contains(dataTag + 0x20);
        if (segmented) {
            throw new UnsupportedFeatureException("render", "frame", "segmented palettes");
        }
        return LookUpTable.of(dataset, descriptorTag, dataTag, false)
                .orElseThrow(() -> new CorruptDataException(
                        "render", "frame", "the palette descriptor " + Tag.toString(descriptorTag) + " is missing"));
    }

    private static void rgb(PixelDescription description, byte[] samples, byte[] bgr) {
        Samples values = new Samples(description, samples);
        int down = Math.max(0, description.bitsStored() - 8);
        int up = Math.max(0, 8 - description.bitsStored());
        for (int i = 0; i < bgr.length; i += 3) {
            for (int colour = 0; colour < 3; colour++) {
                bgr[i + 2 - colour] = (byte) (values.integer(i + colour) >>> down << up);
            }
        }
    }

    private static void ybrFull(byte[] samples, byte[] bgr, PixelDescription description)
            throws UnsupportedFeatureException {
        if (description.bitsAllocated() != 8) {
            throw new UnsupportedFeatureException(
                    "render", "frame", "YBR_FULL of " + description.bitsAllocated() + " bits allocated");
        }
        for (int i = 0; i + 2 < bgr.length; i += 3) {
            pixel(samples[i] & 0xFF, samples[i + 1] & 0xFF, samples[i + 2] & 0xFF, bgr, i);
        }
    }

    /** Y Y Cb Cr for each two pixels of a row. */
    private static void ybrFull422(byte[] samples, byte[] bgr, int columns) throws UnsupportedFeatureException {
        if (columns % 2 != 0) {
            throw new UnsupportedFeatureException("render", "frame", "YBR_FULL_422 of " + columns + " columns");
        }
        for (int from = 0, to = 0; to + 5 < bgr.length; from += 4, to += 6) {
            int cb = samples[from + 2] & 0xFF;
            int cr = samples[from + 3] & 0xFF;
            pixel(samples[from] & 0xFF, cb, cr, bgr, to);
            pixel(samples[from + 1] & 0xFF, cb, cr, bgr, to + 3);
        }
    }

    private static void pixel(int y, int cb, int cr, byte[] bgr, int at) {
        bgr[at] = clamp(y + 1.772 * (cb - 128));
        bgr[at + 1] = clamp(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128));
        bgr[at + 2] = clamp(y + 1.402 * (cr - 128));
    }

    private static byte clamp(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
}
