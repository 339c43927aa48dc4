package io.clouddicom.internal.transcode;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.J2kEncoder;
import io.clouddicom.codec.SampleLayout;
import io.clouddicom.internal.format.NativeLayout;
import io.clouddicom.internal.j2k.WorkerPool;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Encodes native frames, and proves of each that it comes back: it is decoded again and compared, byte by byte. Safe for use
 * by any number of threads.
 */
public final class FrameEncoder {
    private final J2kTarget target;
    private final NativeLayout layout;
    private final ImageShape shape;
    private final SampleLayout samples;
    private final boolean colourTransform;

    /**
     * For frames of one instance.
     *
     * @param target what they become
     * @param layout how they lie in the original
     * @param bitsStored bits of a sample
     * @param signed whether samples are signed
     * @param colourTransform whether they are red, green and blue, to be transformed together
     */
    public FrameEncoder(
            J2kTarget target, NativeLayout layout, int bitsStored, boolean signed, boolean colourTransform) {
        this.target = target;
        this.layout = layout;
        this.shape = new ImageShape(layout.columns(), layout.rows(), layout.samplesPerPixel(), bitsStored, signed);
        this.samples = new SampleLayout(layout.bytesPerSample(), layout.planar());
        this.colourTransform = colourTransform;
    }

    /**
     * Encodes a frame.
     *
     * @param frame the frame as it lies in the original, not changed
     * @return the frame encoded
     * @throws NotTranscodableException a sample has bits above Bits Stored, or what comes back is not the same
     */
    public EncodedFrame encode(byte[] frame) throws NotTranscodableException {
        byte[] pixels = frame;
        if (layout.swappedBytes() > 1) {
            pixels = frame.clone();
            layout.swap(pixels);
        }
        byte[] codestream;
        try (WorkerPool.Loan<J2kEncoder> encoder =
                target.encoders(colourTransform).take(shape.samples())) {
            codestream = encoder.worker().encode(shape, pixels, 0, samples);
        } catch (IllegalArgumentException e) {
            // Everything else is within the limits of the encoder: see the plan.
            throw new NotTranscodableException("samples have bits above Bits Stored");
        }
        try (WorkerPool.Loan<J2kDecoder> decoder = WorkerPool.J2K_DECODERS.take(shape.samples())) {
            byte[] again = new byte[pixels.length];
            decoder.worker().decode(ByteBuffer.wrap(codestream), again, 0, samples);
            if (!Arrays.equals(pixels, again)) {
                throw new NotTranscodableException("a frame does not come back the same");
            }
            return EncodedFrame.of(codestream, decoder.worker());
        } catch (CodestreamException e) {
            throw new NotTranscodableException("a frame cannot be decoded again");
        }
    }
}
