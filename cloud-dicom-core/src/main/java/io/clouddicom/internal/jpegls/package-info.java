/**
 * A decoder of JPEG-LS, ITU-T T.87, lossless and near-lossless. {@link io.clouddicom.internal.jpegls.JpegLsDecoder} is the
 * way in. Nothing here keeps state between frames, and memory is bounded by the frame that the caller expects.
 */
@org.jspecify.annotations.NullMarked
package io.clouddicom.internal.jpegls;
