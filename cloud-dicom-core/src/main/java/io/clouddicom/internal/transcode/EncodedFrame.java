package io.clouddicom.internal.transcode;

import io.clouddicom.internal.format.ResolutionPrefixes;

/**
 * A frame that was encoded and decoded again, and found to be the same.
 *
 * @param codestream its bytes
 * @param prefixes how many of them are enough for reduced resolutions
 */
@SuppressWarnings("ArrayRecordComponent") // not compared; handed from one thread to the next
public record EncodedFrame(byte[] codestream, ResolutionPrefixes prefixes) {}
