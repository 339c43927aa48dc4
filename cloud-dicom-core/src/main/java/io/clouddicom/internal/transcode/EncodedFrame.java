package io.clouddicom.internal.transcode;

/**
 * A frame that was encoded and decoded again, and found to be the same.
 *
 * @param codestream its bytes
 * @param prefixLengths how many of them are enough for the reductions 1, 2, …
 */
@SuppressWarnings("ArrayRecordComponent") // not compared; handed from one thread to the next
public record EncodedFrame(byte[] codestream, int[] prefixLengths) {}
