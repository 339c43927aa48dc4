package io.clouddicom.codec.imageio;

import java.util.List;

/** Names the writer of JP2 files to {@code ImageIO}; Part 1, lossless, by itself. */
public final class Jp2ImageWriterSpi extends WriterSpi {
    /** Used by {@code ImageIO}. */
    public Jp2ImageWriterSpi() {
        super(
                List.of("jp2", "jpeg2000", "jpeg 2000"),
                List.of("jp2"),
                List.of("image/jp2", "image/jpeg2000"),
                Container.FILE,
                J2kImageWriteParam.PART_1_LOSSLESS);
    }
}
