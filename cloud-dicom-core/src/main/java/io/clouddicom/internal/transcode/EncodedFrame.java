package io.clouddicom.internal.transcode;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.internal.format.ResolutionPrefixes;
import java.nio.ByteBuffer;

/**
 * A frame that was encoded and decoded again, and found to be the same.
 *
 * @param codestream its bytes
 * @param prefixes how many of them are enough for reduced resolutions
 */
@SuppressWarnings("ArrayRecordComponent") // not compared; handed from one thread to the next
public record EncodedFrame(byte[] codestream, ResolutionPrefixes prefixes) {

    /** The frame of a codestream. */
    static EncodedFrame of(byte[] codestream, J2kDecoder decoder) throws CodestreamException {
        long[] lengths = decoder.prefixLengths(ByteBuffer.wrap(codestream));
        int[] prefixes = new int[lengths.length - 1];
        for (int i = 0; i < prefixes.length; i++) {
            prefixes[i] = (int) lengths[i + 1];
        }
        return new EncodedFrame(codestream, ResolutionPrefixes.of(codestream, prefixes));
    }
}
