package io.clouddicom.internal.transcode;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.FrameIndex;
import io.clouddicom.dicom.Value;
import io.clouddicom.dicom.Vr;
import io.clouddicom.internal.format.NativeLayout;
import io.clouddicom.pixel.PixelDescription;

/** Whether the native pixel data of a file can become JPEG 2000 frames from which it comes back bit for bit, and how. */
public final class NativePlan {
    private final PixelAttributes attributes;
    private final NativeLayout layout;
    private final FrameEncoder encoder;
    private final long pixelsOffset;

    private NativePlan(PixelAttributes attributes, NativeLayout layout, FrameEncoder encoder, long pixelsOffset) {
        this.attributes = attributes;
        this.layout = layout;
        this.encoder = encoder;
        this.pixelsOffset = pixelsOffset;
    }

    /**
     * Makes the plan.
     *
     * @param file the file
     * @param target what frames become
     * @throws NotTranscodableException they cannot; the message says why
     */
    public static NativePlan of(DicomFile file, J2kTarget target) throws NotTranscodableException {
        Element pixels = StoredPixels.pixelData(file);
        if (!(pixels.value() instanceof Value.Bulk bulk) || file.frames().origin() != FrameIndex.Origin.NATIVE) {
            throw new NotTranscodableException("the frames cannot be told apart");
        }
        PixelDescription description = StoredPixels.description(file);
        PixelAttributes attributes =
                PixelAttributes.of(file.dataset(), description, description.photometricInterpretation());
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
        if (layout.frameBytes() * description.numberOfFrames() > bulk.span().length()) {
            throw new NotTranscodableException("there is not as much pixel data as Number of Frames says");
        }
        return new NativePlan(
                attributes,
                layout,
                attributes.encoder(target, layout),
                bulk.span().offset());
    }

    /** How frames lie in the file. */
    public NativeLayout layout() {
        return layout;
    }

    /** What encodes them. */
    public FrameEncoder encoder() {
        return encoder;
    }

    /** How many there are. */
    public int frameCount() {
        return attributes.description().numberOfFrames();
    }

    /** Where in the file the first one begins. */
    public long pixelsOffset() {
        return pixelsOffset;
    }

    /** Where in the file the last one ends. */
    public long pixelsEnd() {
        return pixelsOffset + layout.frameBytes() * frameCount();
    }

    /**
     * Sets what changes in the dataset.
     *
     * @param dataset the dataset
     */
    public void describe(Dataset.Builder dataset) {
        attributes.describe(dataset);
    }
}
