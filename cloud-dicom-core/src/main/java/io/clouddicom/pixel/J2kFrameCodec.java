package io.clouddicom.pixel;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.DecodedImage;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.SampleLayout;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.internal.j2k.WorkerPool;
import java.io.IOException;
import java.nio.ByteBuffer;

/** JPEG 2000 and HTJ2K (PS3.5 A.4.4, A.4.11). */
final class J2kFrameCodec implements FrameCodec {

    @Override
    public boolean decodes(TransferSyntax transferSyntax) {
        return transferSyntax.codec() == TransferSyntax.Codec.JPEG_2000
                || transferSyntax.codec() == TransferSyntax.Codec.HTJ2K;
    }

    @Override
    public byte[] decode(PixelDescription description, TransferSyntax transferSyntax, byte[] frame) throws IOException {
        return decode(description, frame, 0);
    }

    @Override
    public byte[] decodeReduced(
            PixelDescription description, TransferSyntax transferSyntax, byte[] frame, int reduction)
            throws IOException {
        int leftOut = Math.min(reduction, levels(frame));
        PixelDescription decoded = description.reduced(leftOut);
        return FrameShrinking.shrink(decoded, decode(decoded, frame, leftOut), reduction - leftOut);
    }

    @Override
    public double reducedOffset(
            PixelDescription description, TransferSyntax transferSyntax, byte[] frame, int reduction)
            throws IOException {
        int leftOut = Math.min(reduction, levels(frame));
        return Math.scalb(FrameShrinking.offset(description, reduction - leftOut), leftOut);
    }

    /** How many resolutions there are below that of the whole frame. */
    private static int levels(byte[] frame) throws IOException {
        try (WorkerPool.Loan<J2kDecoder> decoder = WorkerPool.J2K_DECODERS.take(0)) {
            return decoder.worker().info(ByteBuffer.wrap(frame)).levels();
        } catch (CodestreamException e) {
            throw translated(e);
        }
    }

    private static byte[] decode(PixelDescription description, byte[] frame, int reduction) throws IOException {
        int bytes = description.bytesPerSample();
        if (bytes == 3) {
            throw new UnsupportedFeatureException("decode", "frame", "JPEG 2000 in samples of 24 bits allocated");
        }
        long length = description.pixels() * description.samplesPerPixel() * bytes;
        if (length > Integer.MAX_VALUE - 8) {
            throw new UnsupportedFeatureException("decode", "frame", "a frame of " + length + " bytes fits no array");
        }
        try (WorkerPool.Loan<J2kDecoder> decoder =
                WorkerPool.j2kDecoders(reduction).take(length / bytes)) {
            ByteBuffer codestream = ByteBuffer.wrap(frame);
            check(description, decoder.worker().shape(codestream));
            byte[] samples = new byte[(int) length];
            decoder.worker().decode(codestream, samples, 0, SampleLayout.interleaved(bytes));
            return samples;
        } catch (CodestreamException e) {
            throw translated(e);
        }
    }

    private static void check(PixelDescription description, DecodedImage image) throws IOException {
        if (image.planes().size() != description.samplesPerPixel()) {
            throw corrupt(image.planes().size() + " components, not " + description.samplesPerPixel());
        }
        for (DecodedImage.Plane plane : image.planes()) {
            if (plane.width() != image.planes().get(0).width()
                    || plane.height() != image.planes().get(0).height()) {
                throw new UnsupportedFeatureException("decode", "frame", "JPEG 2000 with sub-sampled components");
            }
            if (plane.width() != description.columns() || plane.height() != description.rows()) {
                throw corrupt(plane.width() + " by " + plane.height() + " pixels, not " + description.columns() + " by "
                        + description.rows());
            }
            if (plane.precision() > 8 * description.bytesPerSample()) {
                throw corrupt("samples of " + plane.precision() + " bits, not " + description.bitsAllocated());
            }
        }
    }

    private static CorruptDataException corrupt(String detail) {
        return new CorruptDataException("decode", "frame", "the codestream has " + detail);
    }

    private static IOException translated(CodestreamException e) {
        String detail = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case MALFORMED, TRUNCATED -> new CorruptDataException("decode", "frame", detail, e);
            case LIMIT, UNSUPPORTED -> new UnsupportedFeatureException("decode", "frame", detail, e);
        };
    }
}
