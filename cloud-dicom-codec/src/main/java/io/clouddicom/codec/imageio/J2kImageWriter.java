package io.clouddicom.codec.imageio;

import io.clouddicom.codec.BlockCoder;
import io.clouddicom.codec.EncodeOptions;
import io.clouddicom.codec.ImageShape;
import io.clouddicom.codec.J2kEncoder;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Writes one image or raster to an {@link ImageOutputStream}, from its position on; the stream stays open. Nothing is
 * written before the image is encoded, so an abort or an error leaves the stream as it was.
 */
final class J2kImageWriter extends ImageWriter {
    private final Container container;
    private final String defaultType;

    J2kImageWriter(ImageWriterSpi provider, Container container, String defaultType) {
        super(provider);
        this.container = container;
        this.defaultType = defaultType;
    }

    @Override
    public ImageWriteParam getDefaultWriteParam() {
        return new J2kImageWriteParam(defaultType, getLocale());
    }

    @Override
    public @Nullable IIOMetadata getDefaultStreamMetadata(@Nullable ImageWriteParam param) {
        return null;
    }

    @Override
    public @Nullable IIOMetadata getDefaultImageMetadata(ImageTypeSpecifier type, @Nullable ImageWriteParam param) {
        return metadata(type, param, Optional.empty());
    }

    private @Nullable IIOMetadata metadata(
            ImageTypeSpecifier type, @Nullable ImageWriteParam param, Optional<FileHeader.Resolution> resolution) {
        Optional<SourceFormat> format = SourceFormat.of(type.getColorModel(), type.getSampleModel(), null);
        if (format.isEmpty()) {
            return null;
        }
        SourceFormat found = format.get();
        List<Rendition.Band> bands = new ArrayList<>();
        for (int index = 0; index < found.components(); index++) {
            bands.add(new Rendition.Band(index, -1, found.precision(), found.signed()));
        }
        FileHeader header = new FileHeader(
                found.colour().isPresent(), 0, found.colour(), Optional.empty(), List.of(), List.of(), resolution);
        EncodeOptions options = J2kImageWriteParam.optionsOf(param, defaultType);
        return new J2kImageMetadata(
                Optional.empty(),
                header,
                bands,
                type.getColorModel().getColorSpace(),
                found.alpha(),
                found.premultiplied(),
                options.blockCoder() == BlockCoder.HIGH_THROUGHPUT ? "HTJ2K" : "JPEG 2000",
                options.reversible());
    }

    @Override
    public @Nullable IIOMetadata convertStreamMetadata(IIOMetadata metadata, @Nullable ImageWriteParam param) {
        return null;
    }

    /** Keeps the size of pixels; all else follows from the image. */
    @Override
    public @Nullable IIOMetadata convertImageMetadata(
            IIOMetadata metadata, ImageTypeSpecifier type, @Nullable ImageWriteParam param) {
        return metadata(type, param, resolution(metadata));
    }

    private static Optional<FileHeader.Resolution> resolution(@Nullable IIOMetadata metadata) {
        if (metadata instanceof J2kImageMetadata own) {
            return own.resolution();
        }
        if (metadata == null || !metadata.isStandardMetadataFormatSupported()) {
            return Optional.empty();
        }
        Node tree = metadata.getAsTree(IIOMetadataFormatImpl.standardMetadataFormatName);
        double width = pixelSize(tree, "HorizontalPixelSize");
        double height = pixelSize(tree, "VerticalPixelSize");
        return width > 1e-6 && height > 1e-6 && width < 1e9 && height < 1e9
                ? Optional.of(new FileHeader.Resolution(1000 / width, 1000 / height))
                : Optional.empty();
    }

    /** In millimetres; 0 when it is not told. */
    private static double pixelSize(Node tree, String name) {
        NodeList found = ((Element) tree).getElementsByTagName(name);
        if (found.getLength() == 0) {
            return 0;
        }
        try {
            return Double.parseDouble(((Element) found.item(0)).getAttribute("value"));
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    @Override
    public boolean canWriteRasters() {
        return true;
    }

    @Override
    public void write(@Nullable IIOMetadata streamMetadata, IIOImage image, @Nullable ImageWriteParam param)
            throws IOException {
        if (!(output instanceof ImageOutputStream stream)) {
            throw new IllegalStateException("no output is set");
        }
        clearAbortRequest();
        Source source = source(image);
        int[] bands = param == null ? null : param.getSourceBands();
        SourceFormat format = SourceFormat.of(source.colors, source.model(), bands)
                .orElseThrow(() -> new IIOException("samples of this type cannot be encoded: " + source.model()));
        if (container == Container.FILE && format.colour().isEmpty()) {
            throw new IIOException("a file cannot tell what these " + format.components() + " bands mean");
        }
        processImageStarted(0);
        processImageProgress(0);
        Rectangle region = region(source.bounds(), param);
        int stepX = param == null ? 1 : param.getSourceXSubsampling();
        int stepY = param == null ? 1 : param.getSourceYSubsampling();
        int width = (region.width + stepX - 1) / stepX;
        int height = (region.height + stepY - 1) / stepY;
        ImageShape shape = new ImageShape(width, height, format.components(), format.precision(), format.signed());
        if (shape.samples() > Integer.MAX_VALUE - 8) {
            throw new IIOException(shape.samples() + " samples do not fit one array");
        }
        int[] samples = samples(source, format, region, stepX, stepY, bands, shape);
        if (!abortRequested()) {
            EncodeOptions options = J2kImageWriteParam.optionsOf(param, defaultType);
            byte[] codestream = encode(shape, samples, format, options);
            if (!abortRequested()) {
                if (container == Container.FILE) {
                    stream.write(FileHeaderWriter.boxes(
                            shape,
                            format,
                            resolution(image.getMetadata()),
                            options.blockCoder() == BlockCoder.HIGH_THROUGHPUT,
                            codestream.length));
                }
                stream.write(codestream);
            }
        }
        if (abortRequested()) {
            processWriteAborted();
        } else {
            processImageProgress(100);
            processImageComplete();
        }
    }

    private static byte[] encode(ImageShape shape, int[] samples, SourceFormat format, EncodeOptions options)
            throws IIOException {
        EncodeOptions fitting = options.toBuilder()
                .componentTransform(options.componentTransform() && format.isRgb())
                .build();
        try {
            return new J2kEncoder(fitting).encode(shape, samples, 0, false);
        } catch (IllegalArgumentException e) {
            throw new IIOException("cannot be encoded: " + e.getMessage(), e);
        }
    }

    /**
     * The pixels and what they mean.
     *
     * @param rendered the image, or null
     * @param raster the raster, or null
     * @param colors the image's colour model; null for a raster
     */
    private record Source(
            @Nullable RenderedImage rendered,
            @Nullable Raster raster,
            @Nullable ColorModel colors) {
        SampleModel model() {
            return rendered != null ? rendered.getSampleModel() : raster().getSampleModel();
        }

        @Override
        public Raster raster() {
            if (raster == null) {
                throw new IllegalStateException("an image of several tiles");
            }
            return raster;
        }

        Rectangle bounds() {
            return rendered == null
                    ? raster().getBounds()
                    : new Rectangle(rendered.getMinX(), rendered.getMinY(), rendered.getWidth(), rendered.getHeight());
        }

        /** One row; a copy only where the image consists of tiles. */
        Raster row(int x, int y, int width) {
            return raster != null || rendered == null ? raster() : rendered.getData(new Rectangle(x, y, width, 1));
        }
    }

    private static Source source(IIOImage image) {
        if (image.hasRaster()) {
            return new Source(null, image.getRaster(), null);
        }
        RenderedImage rendered = image.getRenderedImage();
        Raster raster = rendered instanceof BufferedImage buffered ? buffered.getRaster() : null;
        return new Source(rendered, raster, rendered.getColorModel());
    }

    private static Rectangle region(Rectangle bounds, @Nullable ImageWriteParam param) {
        Rectangle region = new Rectangle(bounds);
        if (param == null) {
            return region;
        }
        if (param.getSourceRegion() != null) {
            Rectangle wanted = param.getSourceRegion();
            wanted.translate(bounds.x, bounds.y);
            region = region.intersection(wanted);
        }
        region.x += param.getSubsamplingXOffset();
        region.y += param.getSubsamplingYOffset();
        region.width -= param.getSubsamplingXOffset();
        region.height -= param.getSubsamplingYOffset();
        if (region.isEmpty()) {
            throw new IllegalArgumentException("the source region is empty");
        }
        return region;
    }

    /** All samples, pixel by pixel; fewer when an abort is requested. */
    private int[] samples(
            Source source,
            SourceFormat format,
            Rectangle region,
            int stepX,
            int stepY,
            int @Nullable [] bands,
            ImageShape shape) {
        int components = shape.components();
        int[] samples = new int[(int) shape.samples()];
        int all = source.model().getNumBands();
        int[] row = new int[region.width * all];
        int at = 0;
        for (int y = 0; y < shape.height() && !abortRequested(); y++) {
            int line = region.y + y * stepY;
            Raster raster = source.row(region.x, line, region.width);
            if (format.expanded()) {
                expand(raster, source, region.x, line, stepX, shape.width(), components, samples, at);
            } else {
                raster.getPixels(region.x, line, region.width, 1, row);
                for (int x = 0; x < shape.width(); x++) {
                    for (int component = 0; component < components; component++) {
                        int band = bands == null ? component : bands[component];
                        samples[at + x * components + component] = row[x * stepX * all + band];
                    }
                }
            }
            at += shape.width() * components;
            if (y % 64 == 63) {
                processImageProgress(50f * y / shape.height());
            }
        }
        return samples;
    }

    private static void expand(
            Raster raster,
            Source source,
            int left,
            int y,
            int stepX,
            int width,
            int components,
            int[] samples,
            int from) {
        ColorModel colors = source.colors;
        if (colors == null) {
            throw new IllegalStateException("colours without a colour model");
        }
        Object pixel = null;
        for (int x = 0; x < width; x++) {
            pixel = raster.getDataElements(left + x * stepX, y, pixel);
            int rgb = colors.getRGB(pixel);
            int at = from + x * components;
            samples[at] = rgb >> 16 & 0xFF;
            samples[at + 1] = rgb >> 8 & 0xFF;
            samples[at + 2] = rgb & 0xFF;
            if (components == 4) {
                samples[at + 3] = rgb >>> 24;
            }
        }
    }
}
