/** JPEG 2000 Part 1 (ITU-T T.800) and HTJ2K (ITU-T T.814) in pure Java. */
@org.jspecify.annotations.NullMarked
module io.clouddicom.codec {
    requires static org.jspecify;
    requires java.desktop;

    exports io.clouddicom.codec;
}
