package io.clouddicom.codec.imageio;

import java.util.List;
import java.util.Locale;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.Nullable;

/** What the writers have in common. There is one per kind of output, since a writer is not told by which name it was asked for. */
abstract sealed class WriterSpi extends ImageWriterSpi
        permits J2kImageWriterSpi, JhcImageWriterSpi, Jp2ImageWriterSpi, JphImageWriterSpi {
    private final Container container;
    private final String defaultType;

    WriterSpi(
            List<String> names,
            List<String> suffixes,
            List<String> mimeTypes,
            Container container,
            String defaultType) {
        super(
                FormatNames.VENDOR,
                FormatNames.VERSION,
                FormatNames.all(names),
                FormatNames.all(suffixes),
                mimeTypes.toArray(String[]::new),
                J2kImageWriter.class.getName(),
                new Class<?>[] {ImageOutputStream.class},
                new String[] {J2kImageReaderSpi.class.getName()},
                false,
                null,
                null,
                null,
                null,
                true,
                J2kImageMetadata.NATIVE_FORMAT,
                J2kImageMetadataFormat.class.getName(),
                null,
                null);
        this.container = container;
        this.defaultType = defaultType;
    }

    /** Whether all samples are integers of few enough bits, and a file can tell what they mean. */
    @Override
    public boolean canEncodeImage(ImageTypeSpecifier type) {
        return SourceFormat.of(type.getColorModel(), type.getSampleModel(), null)
                .filter(format ->
                        container == Container.CODESTREAM || format.colour().isPresent())
                .isPresent();
    }

    @Override
    public ImageWriter createWriterInstance(@Nullable Object extension) {
        return new J2kImageWriter(this, container, defaultType);
    }

    @Override
    public String getDescription(@Nullable Locale locale) {
        return "Writer of ." + getFileSuffixes()[0] + ", JPEG 2000 or HTJ2K";
    }
}
