package io.clouddicom.internal.transcode;

import io.clouddicom.MalformedDicomException;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.DicomFile;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.Tag;
import io.clouddicom.internal.format.FrameTable;
import io.clouddicom.pixel.PixelDescription;

/** What all pixel data needs that is to be transcoded, however it came. */
final class StoredPixels {
    private static final int LONGEST_FRAME = Integer.MAX_VALUE - 8;
    private static final int PIXEL_DATA_GROUP = 0x7FE0;

    private StoredPixels() {}

    /** The one element of the pixel data. */
    static Element pixelData(DicomFile file) throws NotTranscodableException {
        if (file.deflated().isPresent()) {
            throw new NotTranscodableException("the dataset is deflated");
        }
        Dataset dataset = file.dataset();
        Element pixels = dataset.element(Tag.PIXEL_DATA)
                .orElseThrow(() -> new NotTranscodableException("there is no pixel data of whole numbers"));
        for (Element element : dataset) {
            if (Tag.group(element.tag()) == PIXEL_DATA_GROUP && !ofPixelData(element.tag())) {
                throw new NotTranscodableException("there is other data beside Pixel Data");
            }
        }
        if (dataset.contains(Tag.DIGITAL_SIGNATURES_SEQUENCE)) {
            throw new NotTranscodableException("it is signed");
        }
        return pixels;
    }

    private static boolean ofPixelData(int tag) {
        return Tag.element(tag) == 0
                || tag == Tag.PIXEL_DATA
                || tag == Tag.EXTENDED_OFFSET_TABLE
                || tag == Tag.EXTENDED_OFFSET_TABLE_LENGTHS
                || tag == Tag.ENCAPSULATED_PIXEL_DATA_VALUE_TOTAL_LENGTH;
    }

    /** The description, as far as frames of it can become JPEG 2000. */
    static PixelDescription description(DicomFile file) throws NotTranscodableException {
        PixelDescription description;
        try {
            description = PixelDescription.of(file.dataset());
        } catch (MalformedDicomException e) {
            throw new NotTranscodableException("the Image Pixel attributes contradict each other");
        }
        int allocated = description.bitsAllocated();
        if (allocated != 8 && allocated != 16 && allocated != 32) {
            // One bit is not among what PS3.5 8.2.4 allows.
            throw new NotTranscodableException("there are " + allocated + " bits allocated");
        }
        if (description.pixels() * description.samplesPerPixel() * description.bytesPerSample() > LONGEST_FRAME) {
            throw new NotTranscodableException("a frame does not fit an array");
        }
        int count = file.frames().count();
        if (count > FrameTable.MAX_FRAMES) {
            throw new NotTranscodableException("there are too many frames");
        }
        if (count != description.numberOfFrames()) {
            throw new NotTranscodableException("there is not as much pixel data as Number of Frames says");
        }
        return description;
    }
}
