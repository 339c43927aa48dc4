package io.clouddicom.codec;

import io.clouddicom.codec.internal.Transcoding;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Turns codestreams of JPEG 2000 Part 1 (ITU-T T.800) into HTJ2K (ITU-T T.814) and back, code-block by code-block, without
 * wavelet or quantiser: every coefficient, and every bit-plane that is known of it, is kept, so that the result decodes to
 * the same samples, whether the codestream is lossless or lossy. Part 1 to HTJ2K and back decodes to the same again.
 *
 * <p>What stays: the image's and the tiles' geometry, sub-sampling, component transform, wavelets, quantiser step sizes,
 * and guard bits of all components and tiles; code-block sizes; and, unless {@link TranscodeOptions} say otherwise, the
 * progression with its changes (POC), precincts, SOP and EPH, TLM and PLT. A codestream that is of the wanted kind already
 * is put together anew with its code-blocks as they are.
 *
 * <p>What changes: quality layers become one, since an HT block is not made to be cut; each tile becomes one tile-part, or
 * one for each resolution; packed packet headers go back to their packets; styles that HT blocks do not have (bypass,
 * reset, termination, segmentation symbols) end, the vertically causal one stays; comments and other marker segments that
 * decoding does not need are left out. The result of a JP2 or JPH file is the bare codestream.
 *
 * <p>What is refused, as {@link CodestreamException.Kind#UNSUPPORTED}: a region of interest (RGN), extensions of Part 2,
 * and coefficients of more than 30 bit-planes. An input that ends early is refused as {@link
 * CodestreamException.Kind#TRUNCATED}.
 *
 * <p>A transcoder keeps its work spaces from one codestream to the next, and is confined to one thread at a time.
 *
 * <pre>{@code
 * J2kTranscoder transcoder = new J2kTranscoder(TranscodeOptions.htRpcl());
 * byte[] htj2k = transcoder.transcode(ByteBuffer.wrap(jpeg2000));
 * }</pre>
 */
public final class J2kTranscoder {
    private final TranscodeOptions options;
    private final Transcoding transcoding = new Transcoding();

    /**
     * A transcoder with options.
     *
     * @param options what it makes, and limits
     */
    public J2kTranscoder(TranscodeOptions options) {
        this.options = Objects.requireNonNull(options);
    }

    /**
     * Transcodes a codestream, or the one in a JP2 or JPH file.
     *
     * @param codestream from its position to its limit; neither is changed
     * @return the other codestream
     * @throws CodestreamException if it cannot be read, passes a limit, or has what cannot be carried over
     * @throws IllegalArgumentException if the result would pass 2 GiB, or has more packets or tile-parts than PLT or TLM
     *     can hold
     */
    public byte[] transcode(ByteBuffer codestream) throws CodestreamException {
        return transcoding.transcode(codestream, options);
    }
}
