/**
 * Decoders of the JPEG processes of ITU-T T.81: lossless with Huffman coding, and the sequential and progressive DCT.
 * {@link io.clouddicom.internal.jpeg.JpegDecoder} is the way in; what it shares with JPEG-LS is public. Nothing here keeps
 * state between frames, and memory is bounded by the frame that the caller expects.
 */
@org.jspecify.annotations.NullMarked
package io.clouddicom.internal.jpeg;
