/**
 * The inside of the codec: codestream syntax (T.800 Annex A), geometry and packets (Annex B), block decoding (Annexes C
 * and D), dequantisation and wavelets (Annexes E to H).
 *
 * <p>Nothing here is API. Objects that hold work spaces are confined to one thread at a time.
 */
package io.clouddicom.codec.internal;
