package io.clouddicom.internal.transcode;

import io.clouddicom.CorruptDataException;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.PixelDescription;
import java.io.IOException;

/** Decodes encapsulated frames as whoever reads them will. */
record ReceivedFrames(PixelDescription description, TransferSyntax transferSyntax) {

    /** The samples of a frame. */
    byte[] decode(byte[] frame) throws NotTranscodableException {
        return decode(frame, transferSyntax);
    }

    /** The samples of a frame of which more than its transfer syntax tells that it is lossless. */
    byte[] decodeLossless(byte[] frame) throws NotTranscodableException {
        boolean markers = transferSyntax.codec() == TransferSyntax.Codec.JPEG
                || transferSyntax.codec() == TransferSyntax.Codec.JPEG_LS;
        try {
            if (markers && !LosslessMarkers.lossless(frame)) {
                throw new NotTranscodableException("the frames are lossy, against their transfer syntax");
            }
        } catch (CorruptDataException e) {
            throw new NotTranscodableException("a frame cannot be decoded: " + e.getMessage());
        }
        return decode(frame);
    }

    /** What the samples are, in the words of Photometric Interpretation. */
    String photometricInterpretation() {
        return FrameDecoder.standard().photometricInterpretation(description, transferSyntax);
    }

    /** The samples of a frame in another transfer syntax. */
    byte[] decode(byte[] frame, TransferSyntax other) throws NotTranscodableException {
        try {
            return FrameDecoder.standard().decode(description, other, frame, 0);
        } catch (IOException e) {
            throw new NotTranscodableException("a frame cannot be decoded: " + e.getMessage());
        } catch (RuntimeException e) {
            // Anybody's codec may be plugged in: where it fails, the instance is stored as it came.
            throw new NotTranscodableException(
                    "the decoder failed: " + e.getClass().getName());
        }
    }
}
