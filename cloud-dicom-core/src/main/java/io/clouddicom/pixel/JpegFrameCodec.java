package io.clouddicom.pixel;

import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.internal.jpeg.ExpectedFrame;
import io.clouddicom.internal.jpeg.JpegDecoder;
import io.clouddicom.internal.jpegls.JpegLsDecoder;
import java.io.IOException;
import java.util.Set;

/**
 * JPEG and JPEG-LS (PS3.5 A.4.1, A.4.3). The codestream tells the coding process, since files exist whose transfer syntax
 * names another one.
 */
final class JpegFrameCodec implements FrameCodec {
    private static final String ROOT = "1.2.840.10008.1.2.4.";

    /** JPEG-LS, and of JPEG those with Huffman coding that are not hierarchical. */
    private static final Set<String> DECODED = Set.of(
            ROOT + "50", ROOT + "51", ROOT + "53", ROOT + "55", ROOT + "57", ROOT + "70", ROOT + "80", ROOT + "81");

    @Override
    public boolean decodes(TransferSyntax transferSyntax) {
        return DECODED.contains(transferSyntax.uid().value());
    }

    @Override
    public byte[] decode(PixelDescription description, TransferSyntax transferSyntax, byte[] frame) throws IOException {
        ExpectedFrame expected = expected(description);
        return JpegLsDecoder.recognizes(frame)
                ? JpegLsDecoder.decode(frame, expected)
                : JpegDecoder.decode(
                        frame,
                        expected,
                        photometricInterpretation(description, transferSyntax).equals("RGB"));
    }

    /**
     * Colour that the DCT processes code as YCbCr comes as RGB; other samples come as they are coded, also those of a DCT
     * process in the transfer syntax of a lossless one, so that what is said here holds whatever the codestream is.
     */
    @Override
    public String photometricInterpretation(PixelDescription description, TransferSyntax transferSyntax) {
        String coded = description.photometricInterpretation();
        boolean dct = transferSyntax.codec() == TransferSyntax.Codec.JPEG && !transferSyntax.lossless();
        return dct && description.samplesPerPixel() == 3 && (coded.isEmpty() || coded.startsWith("YBR"))
                ? "RGB"
                : coded;
    }

    /** What a description asks of a codestream of the JPEG family. */
    private static ExpectedFrame expected(PixelDescription description) throws UnsupportedFeatureException {
        if (description.sampleType() != PixelDescription.SampleType.INTEGER) {
            throw new UnsupportedFeatureException("decode", "frame", "JPEG of floating point samples");
        }
        return new ExpectedFrame(
                description.rows(),
                description.columns(),
                description.samplesPerPixel(),
                description.bitsAllocated(),
                description.bytesPerSample(),
                !description.photometricInterpretation().equals("RGB"));
    }
}
