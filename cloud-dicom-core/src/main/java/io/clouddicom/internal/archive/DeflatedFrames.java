package io.clouddicom.internal.archive;

import io.clouddicom.internal.format.FrameChecksums;
import io.clouddicom.internal.format.Layout;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates a dataset as its bytes pass by, to make the checksums of the frames in it. Belongs to one thread. */
final class DeflatedFrames {
    private final Layout.DeflatedDataset dataset;
    private final FrameChecksums frames;
    private final Inflater inflater;
    private final byte[] inflated = new byte[64 << 10];

    DeflatedFrames(Layout.DeflatedDataset dataset, FrameChecksums frames) {
        this.dataset = dataset;
        this.frames = frames;
        this.inflater = new Inflater(!dataset.zlib());
    }

    /** Takes the bytes of the object from a position on. */
    void update(long position, byte[] bytes, int offset, int length) throws IOException {
        long from = Math.max(position, dataset.span().offset());
        long to = Math.min(position + length, dataset.span().end());
        if (from >= to || inflater.finished()) {
            return;
        }
        inflater.setInput(bytes, offset + (int) (from - position), (int) (to - from));
        try {
            while (!inflater.finished()) {
                int count = inflater.inflate(inflated);
                if (count == 0) {
                    break;
                }
                frames.update(inflated, 0, count);
            }
        } catch (DataFormatException e) {
            throw new IOException("the deflated dataset does not inflate as it did before", e);
        }
        if (inflater.finished() || to == dataset.span().end()) {
            inflater.end();
        }
    }
}
