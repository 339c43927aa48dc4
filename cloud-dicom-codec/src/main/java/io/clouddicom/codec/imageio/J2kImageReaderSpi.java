package io.clouddicom.codec.imageio;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** Names the reader of JPEG 2000 and HTJ2K, codestreams and files, to {@code ImageIO}. */
public final class J2kImageReaderSpi extends ImageReaderSpi {
    private static final byte[] FILE = {0, 0, 0, 12, 'j', 'P', ' ', ' ', '\r', '\n', (byte) 0x87, '\n'};
    private static final byte[] CODESTREAM = {(byte) 0xFF, 0x4F, (byte) 0xFF, 0x51};

    /** Used by {@code ImageIO}. */
    public J2kImageReaderSpi() {
        super(
                FormatNames.VENDOR,
                FormatNames.VERSION,
                FormatNames.all(FormatNames.NAMES),
                FormatNames.all(FormatNames.SUFFIXES),
                FormatNames.all(FormatNames.MIME_TYPES),
                J2kImageReader.class.getName(),
                new Class<?>[] {ImageInputStream.class},
                new String[] {
                    J2kImageWriterSpi.class.getName(),
                    JhcImageWriterSpi.class.getName(),
                    Jp2ImageWriterSpi.class.getName(),
                    JphImageWriterSpi.class.getName()
                },
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
    }

    /** Whether the input begins with a codestream's first two markers or the signature box of a JP2 or JPH file. */
    @Override
    public boolean canDecodeInput(Object source) throws IOException {
        if (!(source instanceof ImageInputStream input)) {
            return false;
        }
        byte[] begin = new byte[FILE.length];
        int length = 0;
        input.mark();
        try {
            while (length < begin.length) {
                int read = input.read(begin, length, begin.length - length);
                if (read < 0) {
                    break;
                }
                length += read;
            }
        } finally {
            input.reset();
        }
        return length == FILE.length && Arrays.equals(begin, FILE)
                || length >= CODESTREAM.length && Arrays.equals(begin, 0, 4, CODESTREAM, 0, 4);
    }

    @Override
    public ImageReader createReaderInstance(@Nullable Object extension) {
        return new J2kImageReader(this);
    }

    @Override
    public String getDescription(@Nullable Locale locale) {
        return "JPEG 2000 and HTJ2K image reader";
    }
}
