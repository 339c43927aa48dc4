package io.clouddicom.pixel;

import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.dicom.TransferSyntax;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Decodes frames of every transfer syntax for which there is a {@link FrameCodec}. */
public final class FrameDecoder {
    private static final class Standard {
        static final FrameDecoder INSTANCE = withServices();
    }

    private final List<FrameCodec> codecs;

    private FrameDecoder(List<FrameCodec> codecs) {
        this.codecs = List.copyOf(codecs);
    }

    /** The decoder with the codecs that are built in and those that the class path or module path adds. */
    public static FrameDecoder standard() {
        return Standard.INSTANCE;
    }

    private static FrameDecoder withServices() {
        List<FrameCodec> codecs = new ArrayList<>();
        ServiceLoader.load(FrameCodec.class).forEach(codecs::add);
        codecs.add(new RleCodec());
        codecs.add(new DeflatedFrameCodec());
        codecs.add(new J2kFrameCodec());
        codecs.add(new JpegFrameCodec());
        return new FrameDecoder(codecs);
    }

    /**
     * Whether frames of a transfer syntax can be decoded.
     *
     * @param transferSyntax the transfer syntax
     */
    public boolean decodes(TransferSyntax transferSyntax) {
        return !transferSyntax.encapsulated()
                || transferSyntax.equals(TransferSyntax.ENCAPSULATED_UNCOMPRESSED)
                || codecs.stream().anyMatch(codec -> codec.decodes(transferSyntax));
    }

    /**
     * What decoded samples are, in the words of Photometric Interpretation: YCbCr that a codec converts is {@code RGB}.
     *
     * @param description what the dataset says of the frame
     * @param transferSyntax the transfer syntax
     * @return such as {@code RGB}
     */
    public String photometricInterpretation(PixelDescription description, TransferSyntax transferSyntax) {
        return codecs.stream()
                .filter(codec -> codec.decodes(transferSyntax))
                .findFirst()
                .map(codec -> codec.photometricInterpretation(description, transferSyntax))
                .orElse(description.photometricInterpretation());
    }

    /**
     * Decodes one frame.
     *
     * @param description what the dataset says of the frame
     * @param transferSyntax the transfer syntax
     * @param frame the frame's bytes, all its fragments joined
     * @param bitOffset for native frames that do not begin with a byte: how many bits of the first byte belong to the
     *     frame before; else 0
     * @return the samples, in the layout of {@link FrameCodec#decode}; native YBR_FULL_422 as it is in the file
     * @throws io.clouddicom.CorruptDataException the bytes contradict the description or the coding
     * @throws UnsupportedFeatureException no codec decodes this transfer syntax, or not this kind of frame; the error
     *     names it
     * @throws IOException another {@link io.clouddicom.CloudDicomException}
     */
    public byte[] decode(PixelDescription description, TransferSyntax transferSyntax, byte[] frame, int bitOffset)
            throws IOException {
        return decodeReduced(description, transferSyntax, frame, bitOffset, 0);
    }

    /**
     * Decodes one frame with rows and columns halved some times, rounded up.
     *
     * @param description what the dataset says of the whole frame
     * @param transferSyntax the transfer syntax
     * @param frame the frame's bytes; of JPEG 2000 the beginning that holds the resolution is enough
     * @param bitOffset as in {@link #decode}
     * @param reduction how many times, 0 to 32
     * @return the samples, laid out as {@link #decode} does, {@link PixelDescription#reduced} by so much
     * @throws IOException as {@link #decode}
     */
    public byte[] decodeReduced(
            PixelDescription description, TransferSyntax transferSyntax, byte[] frame, int bitOffset, int reduction)
            throws IOException {
        if (!transferSyntax.encapsulated() || transferSyntax.equals(TransferSyntax.ENCAPSULATED_UNCOMPRESSED)) {
            byte[] samples = NativeFrames.decode(description, transferSyntax.bigEndian(), frame, bitOffset);
            return FrameShrinking.shrink(description, samples, reduction);
        }
        FrameCodec codec = codec(transferSyntax);
        return reduction == 0
                ? codec.decode(description, transferSyntax, frame)
                : codec.decodeReduced(description, transferSyntax, frame, reduction);
    }

    /**
     * Where the centre of the first pixel of a reduced frame lies, from the centre of the first pixel of the whole frame.
     *
     * @param description what the dataset says of the whole frame
     * @param transferSyntax the transfer syntax
     * @param frame the frame's bytes
     * @param reduction how many times rows and columns are halved, 0 to 32
     * @return the distance in both directions, in pixels of the whole frame
     * @throws IOException as {@link #decode}
     */
    public double reducedOffset(
            PixelDescription description, TransferSyntax transferSyntax, byte[] frame, int reduction)
            throws IOException {
        if (!transferSyntax.encapsulated() || transferSyntax.equals(TransferSyntax.ENCAPSULATED_UNCOMPRESSED)) {
            return FrameShrinking.offset(description, reduction);
        }
        return codec(transferSyntax).reducedOffset(description, transferSyntax, frame, reduction);
    }

    private FrameCodec codec(TransferSyntax transferSyntax) throws UnsupportedFeatureException {
        for (FrameCodec codec : codecs) {
            if (codec.decodes(transferSyntax)) {
                return codec;
            }
        }
        throw new UnsupportedFeatureException(
                "decode",
                "frame",
                "there is no decoder for " + transferSyntax.name() + " (" + transferSyntax.uid()
                        + "); the frame can be retrieved as it is stored");
    }
}
