/**
 * The {@code javax.imageio} plug-in: with this jar on the class path, {@code ImageIO.read} and {@code ImageIO.write} know
 * JPEG 2000 and HTJ2K codestreams (.j2k, .j2c, .jpc, .jhc) and JP2 and JPH files (.jp2, .jph).
 *
 * <p>The module needs {@code java.desktop} for this package only, and runs without it. So the plug-in is announced to the
 * class path alone; a program on the module path says {@link io.clouddicom.codec.imageio.J2kImageIo#register()} once.
 */
package io.clouddicom.codec.imageio;
