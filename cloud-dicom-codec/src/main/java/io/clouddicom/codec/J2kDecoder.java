package io.clouddicom.codec;

import io.clouddicom.codec.internal.Decoding;
import io.clouddicom.codec.internal.OutputArray;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Decodes JPEG 2000 Part 1 (ITU-T T.800) and HTJ2K (ITU-T T.814) codestreams, also those inside JP2 and JPH files.
 *
 * <p>A decoder keeps its work spaces from one image to the next, and is confined to one thread at a time. Samples are
 * what the codestream decodes to after its own component transform; palettes and colour spaces of JP2 files are not
 * applied. Sub-sampled components come as planes of their own size.
 *
 * <pre>{@code
 * J2kDecoder decoder = new J2kDecoder();
 * J2kInfo info = decoder.info(ByteBuffer.wrap(codestream));
 * byte[] pixels = new byte[info.width() * info.height() * info.components().size() * 2];
 * decoder.decode(ByteBuffer.wrap(codestream), pixels, 0, SampleLayout.interleaved(2));
 * }</pre>
 */
public final class J2kDecoder {
    private final DecodeOptions options;
    private final Decoding decoding;

    /** A decoder with {@link DecodeOptions#defaults()}. */
    public J2kDecoder() {
        this(DecodeOptions.defaults());
    }

    /**
     * A decoder with options.
     *
     * @param options what is decoded, and limits
     */
    public J2kDecoder(DecodeOptions options) {
        this.options = Objects.requireNonNull(options);
        decoding = new Decoding();
    }

    /**
     * Reads the headers alone.
     *
     * @param codestream from its position to its limit; neither is changed
     * @throws CodestreamException if the headers cannot be read
     */
    public J2kInfo info(ByteBuffer codestream) throws CodestreamException {
        return decoding.info(codestream, options);
    }

    /**
     * How many bytes from the beginning are needed for each reduction: element n is the length of the prefix that holds
     * all packets for decoding with {@link DecodeOptions#reduction()} n. With a progression by resolution these lengths
     * fall steeply; with others they may all be nearly the whole.
     *
     * @param codestream from its position to its limit, complete
     * @throws CodestreamException if it cannot be read
     */
    public long[] prefixLengths(ByteBuffer codestream) throws CodestreamException {
        return decoding.prefixLengths(codestream, options);
    }

    /**
     * The planes that a decode with this decoder's options gives, without decoding.
     *
     * @param codestream from its position to its limit; the main header suffices
     * @throws CodestreamException if the main header cannot be read
     */
    public DecodedImage shape(ByteBuffer codestream) throws CodestreamException {
        return decoding.shape(codestream, options);
    }

    /**
     * Decodes into bytes.
     *
     * @param codestream from its position to its limit; neither is changed
     * @param out takes samples times bytes per sample from {@code offset}
     * @param offset index of the first byte
     * @param layout how samples lie in {@code out}
     * @throws CodestreamException if it cannot be decoded; parts of {@code out} may be written by then
     * @throws IllegalArgumentException if {@code out} is too small or the layout does not fit the components
     */
    public DecodedImage decode(ByteBuffer codestream, byte[] out, int offset, SampleLayout layout)
            throws CodestreamException {
        int bytes = layout.bytesPerSample();
        return decoding.decode(
                codestream,
                options,
                layout.planar(),
                8 * bytes,
                (out.length - (long) Objects.checkIndex(offset, out.length + 1)) / bytes,
                (starts, rowSteps, step) -> OutputArray.bytes(out, offset, bytes, starts, rowSteps, step));
    }

    /**
     * Decodes samples of up to 16 bits into shorts.
     *
     * @param codestream from its position to its limit; neither is changed
     * @param out takes one element per sample from {@code offset}
     * @param offset index of the first
     * @param planar components one after the other instead of pixel by pixel
     * @throws CodestreamException if it cannot be decoded; parts of {@code out} may be written by then
     * @throws IllegalArgumentException if {@code out} is too small or the layout does not fit the components
     */
    public DecodedImage decode(ByteBuffer codestream, short[] out, int offset, boolean planar)
            throws CodestreamException {
        return decoding.decode(
                codestream,
                options,
                planar,
                16,
                out.length - (long) Objects.checkIndex(offset, out.length + 1),
                (starts, rowSteps, step) -> OutputArray.shorts(out, offset, starts, rowSteps, step));
    }

    /**
     * Decodes into ints; unsigned samples of 32 bits come as their bit pattern.
     *
     * @param codestream from its position to its limit; neither is changed
     * @param out takes one element per sample from {@code offset}
     * @param offset index of the first
     * @param planar components one after the other instead of pixel by pixel
     * @throws CodestreamException if it cannot be decoded; parts of {@code out} may be written by then
     * @throws IllegalArgumentException if {@code out} is too small or the layout does not fit the components
     */
    public DecodedImage decode(ByteBuffer codestream, int[] out, int offset, boolean planar)
            throws CodestreamException {
        return decoding.decode(
                codestream,
                options,
                planar,
                32,
                out.length - (long) Objects.checkIndex(offset, out.length + 1),
                (starts, rowSteps, step) -> OutputArray.ints(out, offset, starts, rowSteps, step));
    }
}
