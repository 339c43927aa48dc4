/**
 * From a frame's bytes to samples, and from samples to a picture.
 *
 * <p>Descriptions and decoders are immutable and safe for use by any number of threads.
 */
package io.clouddicom.pixel;
