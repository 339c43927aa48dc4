package io.clouddicom.internal.transcode;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.DecodedImage;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kInfo;
import io.clouddicom.codec.J2kTranscoder;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.internal.format.NativeLayout;
import io.clouddicom.internal.j2k.WorkerPool;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Turns JPEG 2000 frames into HTJ2K, code-block by code-block; where a codestream does not allow that, lossless ones are
 * decoded and encoded. Component transform, precision and sign are those of the codestream, whatever the dataset says.
 */
final class J2kFrameTranscoder implements FrameTranscoder {
    private final ReceivedFrames frames;
    private final J2kTarget target;
    private final NativeLayout layout;
    private final Lossy lossy;

    /** What is done with codestreams that are not reversible. */
    enum Lossy {
        /** They are refused, and the result is lossless. */
        REFUSED,
        /** The result may be lossy; nothing is decoded and encoded. */
        KEPT
    }

    J2kFrameTranscoder(ReceivedFrames frames, J2kTarget target, NativeLayout layout, Lossy lossy) {
        this.frames = frames;
        this.target = target;
        this.layout = layout;
        this.lossy = lossy;
    }

    @Override
    public EncodedFrame transcode(byte[] frame) throws NotTranscodableException {
        byte[] samples = frames.decode(frame);
        long sampleCount = layout.frameBytes() / layout.bytesPerSample();
        try (WorkerPool.Loan<J2kDecoder> decoder = WorkerPool.J2K_DECODERS.take(sampleCount)) {
            J2kInfo info = decoder.worker().info(ByteBuffer.wrap(frame));
            if (lossy == Lossy.REFUSED && !info.reversible()) {
                throw new NotTranscodableException("the frames are lossy, against their transfer syntax");
            }
            Optional<byte[]> codestream = target.resolutionsSuffice(info)
                    ? byBlocks(frame, info.components().size() * (long) info.width() * info.height())
                    : Optional.empty();
            if (codestream.isPresent()) {
                TransferSyntax stored = lossy == Lossy.KEPT ? TransferSyntax.HTJ2K : target.transferSyntax();
                if (!Arrays.equals(samples, frames.decode(codestream.get(), stored))) {
                    throw new NotTranscodableException("a frame does not come back the same");
                }
                return EncodedFrame.of(codestream.get(), decoder.worker());
            }
            if (lossy == Lossy.KEPT) {
                throw new NotTranscodableException("the frames cannot be transcoded code-block by code-block");
            }
            return encoder(decoder.worker().shape(ByteBuffer.wrap(frame)), info.componentTransform())
                    .encode(samples);
        } catch (CodestreamException e) {
            throw new NotTranscodableException("a frame cannot be decoded: " + e.getMessage());
        }
    }

    /** The frame transcoded; empty where it has what cannot be carried over. */
    private Optional<byte[]> byBlocks(byte[] frame, long samples) throws CodestreamException {
        try (WorkerPool.Loan<J2kTranscoder> transcoder = target.transcoders().take(samples)) {
            return Optional.of(transcoder.worker().transcode(ByteBuffer.wrap(frame)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } catch (CodestreamException e) {
            if (e.kind() == CodestreamException.Kind.UNSUPPORTED || e.kind() == CodestreamException.Kind.LIMIT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private FrameEncoder encoder(DecodedImage image, boolean componentTransform) throws NotTranscodableException {
        DecodedImage.Plane first = image.planes().get(0);
        if (!image.planes().stream().allMatch(first::equals) || first.precision() > ImageShape.MOST_PRECISION) {
            throw new NotTranscodableException("the components of a frame are not alike, or have too many bits");
        }
        return new FrameEncoder(target, layout, first.precision(), first.signed(), componentTransform);
    }
}
