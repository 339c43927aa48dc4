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
            case "YBR_FULL" -> ybrFull(description, samples, bgr);
            case "YBR_FULL_422" -> {
                if (samples.length == description.pixels() * 2 * description.bytesPerSample()) {
                    ybrFull422(description, samples, bgr);
                } else {
                    ybrFull(description, samples, bgr);
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

    private static void ybrFull(PixelDescription description, byte[] samples, byte[] bgr) {
        Samples values = new Samples(description, samples);
        YbrPixels pixels = new YbrPixels(description.bitsStored(), bgr);
        for (int i = 0; i + 2 < bgr.length; i += 3) {
            pixels.put(i, values.integer(i), values.integer(i + 1), values.integer(i + 2));
        }
    }

    /**
     * Y Y Cb Cr for each two pixels. The standard has them side by side in a row; an odd number of columns, which it does
     * not allow, is found to continue with the next row. The last pixel of an odd number has no Cr, so it has the colour
     * of the one before.
     */
    private static void ybrFull422(PixelDescription description, byte[] samples, byte[] bgr) {
        Samples values = new Samples(description, samples);
        YbrPixels pixels = new YbrPixels(description.bitsStored(), bgr);
        long cb = 1L << description.bitsStored() - 1;
        long cr = cb;
        int from = 0;
        int to = 0;
        for (; to + 5 < bgr.length; from += 4, to += 6) {
            cb = values.integer(from + 2);
            cr = values.integer(from + 3);
            pixels.put(to, values.integer(from), cb, cr);
            pixels.put(to + 3, values.integer(from + 1), cb, cr);
        }
        if (to < bgr.length) {
            pixels.put(to, values.integer(from), cb, cr);
        }
    }

    /**
     * Turns luminance and chrominance of any depth into pixels (PS3.3 C.7.6.3.1.2, YBR_FULL).
     *
     * @param bits bits of a sample
     * @param bgr where pixels go
     */
    private record YbrPixels(int bits, byte[] bgr) {
        void put(int at, long y, long cb, long cr) {
            double scale = 255.0 / ((1L << bits) - 1);
            long middle = 1L << bits - 1;
            double blue = scale * (cb - middle);
            double red = scale * (cr - middle);
            bgr[at] = clamp(scale * y + 1.772 * blue);
            bgr[at + 1] = clamp(scale * y - 0.344136 * blue - 0.714136 * red);
            bgr[at + 2] = clamp(scale * y + 1.402 * red);
        }

        private static byte clamp(double value) {
            return (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
    }
}
