package io.clouddicom.codec.imageio;

import java.util.List;

/** Names the writer of JPEG 2000 codestreams to {@code ImageIO}; Part 1, lossless, by itself. */
public final class J2kImageWriterSpi extends WriterSpi {
    /** Used by {@code ImageIO}. */
    public J2kImageWriterSpi() {
        super(
                List.of("j2k", "j2c", "jpc"),
                List.of("j2k", "j2c", "jpc"),
                List.of("image/j2c"),
                Container.CODESTREAM,
                J2kImageWriteParam.PART_1_LOSSLESS);
    }
}
