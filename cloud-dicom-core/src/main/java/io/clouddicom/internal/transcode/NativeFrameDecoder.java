package io.clouddicom.internal.transcode;

import io.clouddicom.CorruptDataException;
import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.DecodedImage;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.SampleLayout;
import io.clouddicom.internal.format.NativeLayout;
import io.clouddicom.internal.j2k.WorkerPool;
import java.nio.ByteBuffer;

/** Decodes the codestreams that {@link FrameEncoder} makes, to frames as the original had them. For any number of threads. */
public final class NativeFrameDecoder {
    private final NativeLayout layout;
    private final SampleLayout samples;

    /**
     * For frames of one instance.
     *
     * @param layout how they lie in the original
     */
    public NativeFrameDecoder(NativeLayout layout) {
        this.layout = layout;
        this.samples = new SampleLayout(layout.bytesPerSample(), layout.planar());
    }

    /**
     * Decodes a frame.
     *
     * @param codestream the codestream
     * @param object the object that it is from, for messages
     * @return the frame as it lies in the original
     * @throws CorruptDataException it is none, or one of another size
     */
    public byte[] decode(byte[] codestream, String object) throws CorruptDataException {
        byte[] frame = new byte[(int) layout.frameBytes()];
        long sampleCount = layout.frameBytes() / layout.bytesPerSample();
        try (WorkerPool.Loan<J2kDecoder> decoder = WorkerPool.J2K_DECODERS.take(sampleCount)) {
            ByteBuffer bytes = ByteBuffer.wrap(codestream);
            DecodedImage image = decoder.worker().shape(bytes);
            if (image.planes().size() != layout.samplesPerPixel()
                    || !image.planes().stream().allMatch(this::fits)) {
                throw new CorruptDataException("restore", object, "a frame is of another size than the original's");
            }
            decoder.worker().decode(bytes, frame, 0, samples);
        } catch (CodestreamException e) {
            throw new CorruptDataException("restore", object, "a frame cannot be decoded: " + e.getMessage(), e);
        }
        layout.swap(frame);
        return frame;
    }

    private boolean fits(DecodedImage.Plane plane) {
        return plane.width() == layout.columns()
                && plane.height() == layout.rows()
                && plane.precision() <= 8 * layout.bytesPerSample();
    }
}
