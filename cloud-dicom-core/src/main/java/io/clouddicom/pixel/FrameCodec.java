package io.clouddicom.pixel;

import io.clouddicom.dicom.TransferSyntax;
import java.io.IOException;

/**
 * Decodes the frames of some transfer syntaxes. A vendor adds one through {@link java.util.ServiceLoader}; one that is
 * added comes before those that are built in.
 *
 * <p>Implementations are safe for use by any number of threads, keep nothing of a frame, and bound their memory by the
 * description: a frame that decodes to more than it says is corrupt.
 */
public interface FrameCodec {

    /**
     * Whether this codec decodes frames of a transfer syntax.
     *
     * @param transferSyntax the transfer syntax
     */
    boolean decodes(TransferSyntax transferSyntax);

    /**
     * Decodes one frame.
     *
     * @param description what the dataset says of the frame
     * @param transferSyntax the transfer syntax
     * @param frame the frame's bytes, all its fragments joined
     * @return rows × columns × samples, samples of one pixel next to each other, each in {@link
     *     PixelDescription#bytesPerSample()} bytes, little endian, two's complement if signed; one byte of 0 or 1 for
     *     Bits Allocated 1
     * @throws io.clouddicom.CorruptDataException the bytes contradict the description or the coding
     * @throws io.clouddicom.UnsupportedFeatureException this frame is of a kind that is not decoded; the error names it
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    byte[] decode(PixelDescription description, TransferSyntax transferSyntax, byte[] frame) throws IOException;

    /**
     * What decoded samples are, in the words of Photometric Interpretation. By default they are what the dataset says.
     *
     * @param description what the dataset says of the frame
     * @param transferSyntax the transfer syntax
     * @return such as {@code RGB}
     */
    default String photometricInterpretation(PixelDescription description, TransferSyntax transferSyntax) {
        return description.photometricInterpretation();
    }

    /**
     * Decodes one frame with rows and columns halved some times, rounded up. By default the frame is decoded as a whole and
     * made smaller; a codec with resolutions decodes no more than it needs.
     *
     * @param description what the dataset says of the whole frame
     * @param transferSyntax the transfer syntax
     * @param frame the frame's bytes, or for a codec with resolutions as many from its beginning as this one takes
     * @param reduction how many times, 0 to 32
     * @return the samples, laid out as {@link #decode} does
     * @throws IOException as {@link #decode}
     */
    default byte[] decodeReduced(
            PixelDescription description, TransferSyntax transferSyntax, byte[] frame, int reduction)
            throws IOException {
        return FrameShrinking.shrink(description, decode(description, transferSyntax, frame), reduction);
    }

    /**
     * Where the centre of the first pixel of a reduced frame lies, from the centre of the first pixel of the whole frame. By
     * default a pixel is the mean of those that it stands for, and lies in their middle; a wavelet's low-pass samples lie
     * where the sample of the whole frame does that they replace, at 0.
     *
     * @param description what the dataset says of the whole frame
     * @param transferSyntax the transfer syntax
     * @param frame the frame's bytes
     * @param reduction how many times rows and columns are halved, 0 to 32
     * @return the distance in both directions, in pixels of the whole frame
     * @throws IOException as {@link #decode}
     */
    default double reducedOffset(
            PixelDescription description, TransferSyntax transferSyntax, byte[] frame, int reduction)
            throws IOException {
        return FrameShrinking.offset(description, reduction);
    }
}
