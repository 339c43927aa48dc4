package io.clouddicom.codec.imageio;

import java.util.List;

/** Names the writer of HTJ2K codestreams to {@code ImageIO}; HTJ2K, lossless, by itself. */
public final class JhcImageWriterSpi extends WriterSpi {
    /** Used by {@code ImageIO}. */
    public JhcImageWriterSpi() {
        super(
                List.of("jhc", "htj2k"),
                List.of("jhc"),
                List.of("image/jphc"),
                Container.CODESTREAM,
                J2kImageWriteParam.HT_LOSSLESS);
    }
}
