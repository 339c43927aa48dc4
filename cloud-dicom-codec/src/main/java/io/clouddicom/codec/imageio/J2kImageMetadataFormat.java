package io.clouddicom.codec.imageio;

import java.util.List;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadataFormat;
import javax.imageio.metadata.IIOMetadataFormatImpl;

/**
 * The native metadata format {@code io_clouddicom_jpeg2000_1.0}: an element {@code codestream} with what its main header
 * says and an element {@code component} for each, and an element {@code file} with what boxes around it say.
 */
public final class J2kImageMetadataFormat extends IIOMetadataFormatImpl {
    private static final J2kImageMetadataFormat INSTANCE = new J2kImageMetadataFormat();

    private J2kImageMetadataFormat() {
        super(J2kImageMetadata.NATIVE_FORMAT, CHILD_POLICY_SOME);
        addElement("codestream", J2kImageMetadata.NATIVE_FORMAT, 1, 16384);
        integers("codestream", List.of("width", "height", "tilesAcross", "tilesDown", "levels", "layers"));
        addAttribute("codestream", "progression", DATATYPE_STRING, true, null);
        booleans(
                "codestream",
                List.of("highThroughput", "reversible", "componentTransform", "tilePartLengths", "packetLengths"));
        addElement("component", "codestream", CHILD_POLICY_EMPTY);
        integers("component", List.of("width", "height", "precision", "dx", "dy"));
        booleans("component", List.of("signed"));
        addElement("file", J2kImageMetadata.NATIVE_FORMAT, CHILD_POLICY_EMPTY);
        addAttribute("file", "colour", DATATYPE_STRING, true, null);
        booleans("file", List.of("palette"));
        addAttribute("file", "horizontalResolution", DATATYPE_DOUBLE, false, null);
        addAttribute("file", "verticalResolution", DATATYPE_DOUBLE, false, null);
    }

    private void integers(String element, List<String> names) {
        names.forEach(name -> addAttribute(element, name, DATATYPE_INTEGER, true, null));
    }

    private void booleans(String element, List<String> names) {
        names.forEach(name -> addBooleanAttribute(element, name, false, false));
    }

    /** The format; called by {@code ImageIO}. */
    public static IIOMetadataFormat getInstance() {
        return INSTANCE;
    }

    @Override
    public boolean canNodeAppear(String elementName, ImageTypeSpecifier imageType) {
        return true;
    }
}
