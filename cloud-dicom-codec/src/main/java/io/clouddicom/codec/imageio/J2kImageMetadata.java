package io.clouddicom.codec.imageio;

import io.clouddicom.codec.J2kInfo;
import java.awt.color.ColorSpace;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import javax.imageio.metadata.IIOMetadataNode;
import org.w3c.dom.Node;

/**
 * What an image is, as read from its headers or as it will be written: the standard's tree and one of our own (see
 * {@link J2kImageMetadataFormat}). It tells; it cannot be edited.
 */
final class J2kImageMetadata extends IIOMetadata {
    static final String NATIVE_FORMAT = "io_clouddicom_jpeg2000_1.0";

    private final Optional<J2kInfo> info;
    private final FileHeader header;
    private final List<Rendition.Band> bands;
    private final ColorSpace colorSpace;
    private final boolean alpha;
    private final boolean premultiplied;
    private final String compression;
    private final boolean lossless;

    J2kImageMetadata(
            Optional<J2kInfo> info,
            FileHeader header,
            List<Rendition.Band> bands,
            ColorSpace colorSpace,
            boolean alpha,
            boolean premultiplied,
            String compression,
            boolean lossless) {
        super(true, NATIVE_FORMAT, J2kImageMetadataFormat.class.getName(), null, null);
        this.info = info;
        this.header = header;
        this.bands = bands;
        this.colorSpace = colorSpace;
        this.alpha = alpha;
        this.premultiplied = premultiplied;
        this.compression = compression;
        this.lossless = lossless;
    }

    static J2kImageMetadata of(CodedImage image) {
        Rendition rendition = image.rendition();
        return new J2kImageMetadata(
                Optional.of(image.info()),
                image.header(),
                rendition.bands(),
                rendition.colorSpace(),
                rendition.alpha(),
                rendition.premultiplied(),
                image.info().highThroughput() ? "HTJ2K" : "JPEG 2000",
                image.info().reversible());
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public void reset() {
        throw new IllegalStateException("the metadata cannot be changed");
    }

    @Override
    public void mergeTree(String formatName, Node root) {
        throw new IllegalStateException("the metadata cannot be changed");
    }

    @Override
    public Node getAsTree(String formatName) {
        if (formatName.equals(NATIVE_FORMAT)) {
            return nativeTree();
        }
        if (formatName.equals(IIOMetadataFormatImpl.standardMetadataFormatName)) {
            return getStandardTree();
        }
        throw new IllegalArgumentException("no metadata format " + formatName);
    }

    /** The resolution, for what is written with this metadata. */
    Optional<FileHeader.Resolution> resolution() {
        return header.resolution();
    }

    private Node nativeTree() {
        IIOMetadataNode root = new IIOMetadataNode(NATIVE_FORMAT);
        info.ifPresent(found -> root.appendChild(codestream(found)));
        if (header.file()) {
            IIOMetadataNode file = child(root, "file");
            String colour = header.colour()
                    .map(given -> given instanceof FileHeader.Named named ? named.label : "profile")
                    .orElse("unknown");
            file.setAttribute("colour", colour);
            file.setAttribute("palette", Boolean.toString(header.palette().isPresent()));
            header.resolution().ifPresent(resolution -> {
                file.setAttribute("horizontalResolution", Double.toString(resolution.horizontal()));
                file.setAttribute("verticalResolution", Double.toString(resolution.vertical()));
            });
        }
        return root;
    }

    private static IIOMetadataNode codestream(J2kInfo info) {
        IIOMetadataNode node = new IIOMetadataNode("codestream");
        node.setAttribute("width", Integer.toString(info.width()));
        node.setAttribute("height", Integer.toString(info.height()));
        node.setAttribute("tilesAcross", Integer.toString(info.tilesAcross()));
        node.setAttribute("tilesDown", Integer.toString(info.tilesDown()));
        node.setAttribute("levels", Integer.toString(info.levels()));
        node.setAttribute("layers", Integer.toString(info.layers()));
        node.setAttribute("progression", info.progression().name());
        node.setAttribute("highThroughput", Boolean.toString(info.highThroughput()));
        node.setAttribute("reversible", Boolean.toString(info.reversible()));
        node.setAttribute("componentTransform", Boolean.toString(info.componentTransform()));
        node.setAttribute("tilePartLengths", Boolean.toString(info.tilePartLengths()));
        node.setAttribute("packetLengths", Boolean.toString(info.packetLengths()));
        for (J2kInfo.Component component : info.components()) {
            IIOMetadataNode child = child(node, "component");
            child.setAttribute("width", Integer.toString(component.width()));
            child.setAttribute("height", Integer.toString(component.height()));
            child.setAttribute("precision", Integer.toString(component.precision()));
            child.setAttribute("signed", Boolean.toString(component.signed()));
            child.setAttribute("dx", Integer.toString(component.dx()));
            child.setAttribute("dy", Integer.toString(component.dy()));
        }
        return node;
    }

    private static IIOMetadataNode child(IIOMetadataNode parent, String name) {
        IIOMetadataNode child = new IIOMetadataNode(name);
        parent.appendChild(child);
        return child;
    }

    private static void value(IIOMetadataNode parent, String name, String attribute, String value) {
        child(parent, name).setAttribute(attribute, value);
    }

    @Override
    protected IIOMetadataNode getStandardChromaNode() {
        IIOMetadataNode chroma = new IIOMetadataNode("Chroma");
        String type = switch (colorSpace.getType()) {
            case ColorSpace.TYPE_GRAY -> "GRAY";
            case ColorSpace.TYPE_RGB -> "RGB";
            case ColorSpace.TYPE_CMYK -> "CMYK";
            case ColorSpace.TYPE_Lab -> "Lab";
            case ColorSpace.TYPE_XYZ -> "XYZ";
            default ->
                Integer.toHexString(Math.max(2, Math.min(15, colorSpace.getNumComponents())))
                                .toUpperCase(Locale.ROOT)
                        + "CLR";
        };
        value(chroma, "ColorSpaceType", "name", type);
        value(chroma, "NumChannels", "value", Integer.toString(bands.size()));
        value(chroma, "BlackIsZero", "value", "TRUE");
        return chroma;
    }

    @Override
    protected IIOMetadataNode getStandardCompressionNode() {
        IIOMetadataNode node = new IIOMetadataNode("Compression");
        value(node, "CompressionTypeName", "value", compression);
        value(node, "Lossless", "value", lossless ? "TRUE" : "FALSE");
        info.ifPresent(found -> value(node, "NumProgressiveScans", "value", Integer.toString(found.layers())));
        return node;
    }

    @Override
    protected IIOMetadataNode getStandardDataNode() {
        IIOMetadataNode data = new IIOMetadataNode("Data");
        value(data, "PlanarConfiguration", "value", "PixelInterleaved");
        boolean signed = bands.stream().anyMatch(Rendition.Band::signed);
        value(data, "SampleFormat", "value", signed ? "SignedIntegral" : "UnsignedIntegral");
        value(data, "BitsPerSample", "value", each(band -> Integer.toString(band.precision())));
        value(data, "SampleMSB", "value", each(band -> Integer.toString(band.precision() - 1)));
        return data;
    }

    private String each(Function<Rendition.Band, String> value) {
        return bands.stream().map(value).collect(Collectors.joining(" "));
    }

    /** Sizes of pixels in millimetres. */
    @Override
    protected IIOMetadataNode getStandardDimensionNode() {
        IIOMetadataNode dimension = new IIOMetadataNode("Dimension");
        double ratio = header.resolution()
                .map(resolution -> resolution.vertical() / resolution.horizontal())
                .orElse(1.0);
        value(dimension, "PixelAspectRatio", "value", Float.toString((float) ratio));
        value(dimension, "ImageOrientation", "value", "Normal");
        header.resolution().ifPresent(resolution -> {
            value(dimension, "HorizontalPixelSize", "value", Float.toString((float) (1000 / resolution.horizontal())));
            value(dimension, "VerticalPixelSize", "value", Float.toString((float) (1000 / resolution.vertical())));
        });
        return dimension;
    }

    @Override
    protected IIOMetadataNode getStandardTransparencyNode() {
        IIOMetadataNode transparency = new IIOMetadataNode("Transparency");
        value(transparency, "Alpha", "value", alpha ? premultiplied ? "premultiplied" : "nonpremultiplied" : "none");
        return transparency;
    }
}
