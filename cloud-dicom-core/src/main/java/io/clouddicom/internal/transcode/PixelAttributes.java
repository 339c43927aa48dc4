package io.clouddicom.internal.transcode;

import io.clouddicom.codec.ImageShape;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Vr;
import io.clouddicom.internal.format.NativeLayout;
import io.clouddicom.pixel.PixelDescription;

/**
 * The Image Pixel attributes of samples that are to be encoded, and what they are afterwards (PS3.5 8.2.4, 8.2.14).
 *
 * @param description the attributes
 * @param photometricInterpretation that of the encoded frames
 */
record PixelAttributes(PixelDescription description, String photometricInterpretation) {

    /**
     * Checks the attributes against each other and the standard.
     *
     * @param dataset what they are from
     * @param description the same, as {@link StoredPixels} found it
     * @param photometric what the samples are once they are decoded
     * @throws NotTranscodableException no such frames can be JPEG 2000
     */
    static PixelAttributes of(Dataset dataset, PixelDescription description, String photometric)
            throws NotTranscodableException {
        if (description.bitsStored() > ImageShape.MOST_PRECISION) {
            throw new NotTranscodableException("there are " + description.bitsStored() + " bits stored");
        }
        // A description sets right what does not fit; the header of the stored object would still say it.
        if (dataset.integer(Tag.BITS_STORED).orElse(-1) != description.bitsStored()
                || dataset.integer(Tag.HIGH_BIT).orElse(-1) != description.bitsStored() - 1) {
            throw new NotTranscodableException("Bits Allocated, Bits Stored and High Bit do not fit");
        }
        return new PixelAttributes(description, encoded(description, photometric));
    }

    private static String encoded(PixelDescription description, String photometric) throws NotTranscodableException {
        boolean signed = description.signed();
        int samples = description.samplesPerPixel();
        return switch (photometric) {
            case "MONOCHROME1", "MONOCHROME2" -> checked(photometric, samples == 1);
            case "PALETTE COLOR" -> checked(photometric, samples == 1 && !signed && description.bitsAllocated() <= 16);
            case "RGB" -> checked("YBR_RCT", samples == 3 && !signed);
            case "YBR_FULL" -> checked(photometric, samples == 3 && !signed);
            case "YBR_FULL_422", "YBR_PARTIAL_422", "YBR_PARTIAL_420" ->
                throw new NotTranscodableException("the colours are sub-sampled");
            default -> throw new NotTranscodableException("the Photometric Interpretation is another");
        };
    }

    private static String checked(String photometric, boolean allowed) throws NotTranscodableException {
        if (!allowed) {
            throw new NotTranscodableException(
                    "no JPEG 2000 frames have such samples with that Photometric Interpretation");
        }
        return photometric;
    }

    /** An encoder for frames that lie so. */
    FrameEncoder encoder(J2kTarget target, NativeLayout layout) {
        return new FrameEncoder(
                target,
                layout,
                description.bitsStored(),
                description.signed(),
                photometricInterpretation.equals("YBR_RCT"));
    }

    /** Sets what changes. */
    void describe(Dataset.Builder dataset) {
        if (description.samplesPerPixel() > 1) {
            dataset.string(Tag.PHOTOMETRIC_INTERPRETATION, Vr.CS, photometricInterpretation);
            dataset.integers(Tag.PLANAR_CONFIGURATION, Vr.US, 0);
        }
    }
}
