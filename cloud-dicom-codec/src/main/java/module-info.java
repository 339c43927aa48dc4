/**
 * JPEG 2000 Part 1 (ITU-T T.800) and HTJ2K (ITU-T T.814) in pure Java.
 *
 * <p>{@code java.desktop} is needed for the {@code javax.imageio} plug-in alone. A module that says {@code provides
 * javax.imageio.spi…} does not resolve without it; so the plug-in is announced in {@code META-INF/services}.
 */
@org.jspecify.annotations.NullMarked
module io.clouddicom.codec {
    requires static org.jspecify;
    requires static java.desktop;

    exports io.clouddicom.codec;
    exports io.clouddicom.codec.imageio;
}
