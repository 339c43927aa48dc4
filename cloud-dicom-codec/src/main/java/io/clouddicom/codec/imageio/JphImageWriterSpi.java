package io.clouddicom.codec.imageio;

import java.util.List;

/** Names the writer of JPH files to {@code ImageIO}. */
public final class JphImageWriterSpi extends WriterSpi {
    /** Used by {@code ImageIO}. */
    public JphImageWriterSpi() {
        super(List.of("jph"), List.of("jph"), List.of("image/jph"), Container.FILE);
    }
}
