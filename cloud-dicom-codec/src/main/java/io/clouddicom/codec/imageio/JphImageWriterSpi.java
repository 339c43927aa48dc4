package io.clouddicom.codec.imageio;

import java.util.List;

/** Names the writer of JPH files to {@code ImageIO}; HTJ2K, lossless, by itself. */
public final class JphImageWriterSpi extends WriterSpi {
    /** Used by {@code ImageIO}. */
    public JphImageWriterSpi() {
        super(List.of("jph"), List.of("jph"), List.of("image/jph"), Container.FILE, J2kImageWriteParam.HT_LOSSLESS);
    }
}
