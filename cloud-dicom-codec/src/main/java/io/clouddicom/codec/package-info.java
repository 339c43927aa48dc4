/**
 * The JPEG 2000 and HTJ2K codec: what an embedder types.
 *
 * <p>Decoder and encoder objects keep their work spaces and are confined to one thread at a time; options and results
 * are immutable.
 */
package io.clouddicom.codec;
