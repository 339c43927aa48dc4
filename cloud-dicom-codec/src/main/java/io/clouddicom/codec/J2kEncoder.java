package io.clouddicom.codec;

import io.clouddicom.codec.internal.Encoding;
import io.clouddicom.codec.internal.InputArray;
import java.util.Objects;

/**
 * Encodes codestreams of JPEG 2000 Part 1 (ITU-T T.800) and HTJ2K (ITU-T T.814).
 *
 * <p>An encoder keeps its work spaces from one image to the next, and is confined to one thread at a time. Samples come
 * as DICOM lays them out: see {@link SampleLayout}. A sample outside the range of its precision is refused, since it
 * could not come back.
 *
 * <pre>{@code
 * J2kEncoder encoder = new J2kEncoder(EncodeOptions.htLosslessRpcl());
 * ImageShape shape = new ImageShape(512, 512, 1, 12, false);
 * byte[] codestream = encoder.encode(shape, pixels, 0, SampleLayout.interleaved(2));
 * }</pre>
 */
public final class J2kEncoder {
    private final EncodeOptions options;
    private final Encoding encoding = new Encoding();

    /**
     * An encoder with options.
     *
     * @param options how images are encoded
     */
    public J2kEncoder(EncodeOptions options) {
        this.options = Objects.requireNonNull(options);
    }

    /**
     * Encodes samples that lie in bytes.
     *
     * @param shape dimensions and sample type
     * @param samples rows × columns × components, or planes one after the other, as the layout says
     * @param offset index of the first byte
     * @param layout how samples lie
     * @return the codestream
     * @throws IllegalArgumentException if {@code samples} is too small, a sample is outside the range of its precision,
     *     the layout or the options do not fit the shape, or the codestream would pass 2 GiB
     */
    public byte[] encode(ImageShape shape, byte[] samples, int offset, SampleLayout layout) {
        int bytes = layout.bytesPerSample();
        if (shape.precision() > 8 * bytes) {
            throw new IllegalArgumentException("samples of " + shape.precision() + " bits in " + bytes + " bytes");
        }
        long room = (samples.length - (long) Objects.checkIndex(offset, samples.length + 1)) / bytes;
        InputArray.Steps steps = steps(shape, room, layout.planar());
        return encoding.encode(shape, options, InputArray.bytes(samples, offset, bytes, shape.signed(), steps));
    }

    /**
     * Encodes samples of up to 16 bits.
     *
     * @param shape dimensions and sample type
     * @param samples one element per sample
     * @param offset index of the first
     * @param planar components one after the other instead of pixel by pixel
     * @return the codestream
     * @throws IllegalArgumentException as for bytes
     */
    public byte[] encode(ImageShape shape, short[] samples, int offset, boolean planar) {
        if (shape.precision() > 16) {
            throw new IllegalArgumentException("samples of " + shape.precision() + " bits in 16 bits");
        }
        long room = samples.length - (long) Objects.checkIndex(offset, samples.length + 1);
        InputArray.Steps steps = steps(shape, room, planar);
        return encoding.encode(shape, options, InputArray.shorts(samples, offset, shape.signed(), steps));
    }

    /**
     * Encodes samples that lie in ints.
     *
     * @param shape dimensions and sample type
     * @param samples one element per sample
     * @param offset index of the first
     * @param planar components one after the other instead of pixel by pixel
     * @return the codestream
     * @throws IllegalArgumentException as for bytes
     */
    public byte[] encode(ImageShape shape, int[] samples, int offset, boolean planar) {
        long room = samples.length - (long) Objects.checkIndex(offset, samples.length + 1);
        return encoding.encode(shape, options, InputArray.ints(samples, offset, steps(shape, room, planar)));
    }

    private static InputArray.Steps steps(ImageShape shape, long room, boolean planar) {
        if (shape.samples() > room) {
            throw new IllegalArgumentException(shape.samples() + " samples where " + room + " are given");
        }
        return planar
                ? new InputArray.Steps((int) (shape.samples() / shape.components()), shape.width(), 1)
                : new InputArray.Steps(1, shape.width() * shape.components(), shape.components());
    }
}
