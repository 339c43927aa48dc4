package io.clouddicom.internal.transcode;

import io.clouddicom.MalformedDicomException;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.FrameIndex;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Value;
import io.clouddicom.dicom.Vr;
import io.clouddicom.internal.format.FrameTable;
import io.clouddicom.internal.format.NativeLayout;
import io.clouddicom.pixel.PixelDescription;

/**
 * Whether the native pixel data of a file can become JPEG 2000 frames from which it comes back bit for bit, and how.
 *
 * @param layout how frames lie in the file
 * @param encoder what encodes them
 * @param photometricInterpretation what the frames are afterwards (PS3.5 8.2.4, 8.2.14)
 * @param frameCount how many there are
 * @param pixelsOffset where the first one begins in the file
 */
public record PixelPlan(
        NativeLayout layout,
        FrameEncoder encoder,
        String photometricInterpretation,
        int frameCount,
        long pixelsOffset) {

    private static final int LONGEST_FRAME = Integer.MAX_VALUE - 8;

    /**
     * Makes the plan.
     *
     * @param file the file
     * @param target what frames become
     * @throws NotTranscodableException they cannot; the message says why
     */
    public static PixelPlan of(DicomFile file, J2kTarget target) throws NotTranscodableException {
        Element pixels = pixelData(file);
        PixelDescription description = description(file.dataset());
        String photometric = photometric(description);
        boolean bigEndian = file.transferSyntax().bigEndian();
        int bytes = description.bitsAllocated() / 8;
        boolean bytesInWords = bigEndian && bytes == 1 && pixels.vr() == Vr.OW;
        if (bytesInWords && description.nativeFrameBits() % 16 != 0) {
            throw new NotTranscodableException("frames begin within big endian words");
        }
        NativeLayout layout = new NativeLayout(
                description.rows(),
                description.columns(),
                description.samplesPerPixel(),
                bytes,
                description.planar() && description.samplesPerPixel() > 1,
                !bigEndian ? 1 : bytesInWords ? 2 : bytes);
        if (layout.frameBytes() > LONGEST_FRAME) {
            throw new NotTranscodableException("a frame does not fit an array");
        }
        long offset = ((Value.Bulk) pixels.value()).span().offset();
        int count = file.frames().count();
        if (count > FrameTable.MAX_FRAMES) {
            throw new NotTranscodableException("there are too many frames");
        }
        if (count != description.numberOfFrames()
                || layout.frameBytes() * count
                        > ((Value.Bulk) pixels.value()).span().length()) {
            throw new NotTranscodableException("there is not as much pixel data as Number of Frames says");
        }
        boolean colour = photometric.equals("YBR_RCT");
        FrameEncoder encoder = new FrameEncoder(target, layout, description.bitsStored(), description.signed(), colour);
        return new PixelPlan(layout, encoder, photometric, count, offset);
    }

    private static Element pixelData(DicomFile file) throws NotTranscodableException {
        if (file.deflated().isPresent()) {
            throw new NotTranscodableException("the dataset is deflated");
        }
        Dataset dataset = file.dataset();
        Element pixels = dataset.element(Tag.PIXEL_DATA)
                .orElseThrow(() -> new NotTranscodableException("there is no pixel data of whole numbers"));
        if (!(pixels.value() instanceof Value.Bulk) || file.frames().origin() != FrameIndex.Origin.NATIVE) {
            throw new NotTranscodableException("the pixel data is not native");
        }
        if (dataset.contains(Tag.DIGITAL_SIGNATURES_SEQUENCE)) {
            throw new NotTranscodableException("it is signed");
        }
        return pixels;
    }

    private static PixelDescription description(Dataset dataset) throws NotTranscodableException {
        PixelDescription description;
        try {
            description = PixelDescription.of(dataset);
        } catch (MalformedDicomException e) {
            throw new NotTranscodableException("the Image Pixel attributes contradict each other");
        }
        int allocated = description.bitsAllocated();
        if (allocated != 8 && allocated != 16 && allocated != 32) {
            throw new NotTranscodableException("there are " + allocated + " bits allocated");
        }
        if (description.bitsStored() > ImageShape.MOST_PRECISION) {
            throw new NotTranscodableException("there are " + description.bitsStored() + " bits stored");
        }
        // A description sets right what does not fit; the header of the stored object would still say it.
        if (dataset.integer(Tag.BITS_STORED).orElse(-1) != description.bitsStored()
                || dataset.integer(Tag.HIGH_BIT).orElse(-1) != description.bitsStored() - 1) {
            throw new NotTranscodableException("Bits Allocated, Bits Stored and High Bit do not fit");
        }
        return description;
    }

    private static String photometric(PixelDescription description) throws NotTranscodableException {
        String photometric = description.photometricInterpretation();
        int samples = description.samplesPerPixel();
        return switch (photometric) {
            case "MONOCHROME1", "MONOCHROME2", "PALETTE COLOR" -> checked(photometric, samples == 1);
            case "RGB" -> checked("YBR_RCT", samples == 3);
            case "YBR_FULL" -> checked(photometric, samples == 3);
            default -> throw new NotTranscodableException("the Photometric Interpretation is another");
        };
    }

    private static String checked(String photometric, boolean samplesFit) throws NotTranscodableException {
        if (!samplesFit) {
            throw new NotTranscodableException("Samples per Pixel does not fit the Photometric Interpretation");
        }
        return photometric;
    }
}
