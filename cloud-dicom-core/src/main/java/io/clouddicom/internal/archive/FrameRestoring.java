package io.clouddicom.internal.archive;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.internal.format.NativeLayout;
import io.clouddicom.internal.format.Restoration;
import io.clouddicom.internal.transcode.FramePipeline;
import io.clouddicom.internal.transcode.NativeFrameDecoder;
import io.clouddicom.internal.transcode.NotTranscodableException;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Makes the native frames of an original again: reads those of the stored object, decodes and lays them out. */
final class FrameRestoring {
    private FrameRestoring() {}

    /** Hands over the frames in order; some are read and decoded ahead. */
    static void run(
            ObjectStore store,
            ObjectInfo info,
            Footer footer,
            Restoration.Frames frames,
            FramePipeline.Sink<byte[]> sink)
            throws IOException {
        NativeLayout layout = frames.layout();
        String object = info.key().value();
        if (layout.frameBytes() > Integer.MAX_VALUE - 8) {
            throw new CorruptDataException("restore", object, "a frame would fit no array");
        }
        FrameReading reading = new FrameReading(store, info, footer);
        NativeFrameDecoder decoder = new NativeFrameDecoder(layout);
        List<Integer> all = IntStream.range(0, frames.count()).boxed().toList();
        List<List<Integer>> batches = reading.batches(all);
        try {
            for (List<Integer> batch : batches) {
                List<byte[]> encoded = reading.read(batch);
                FramePipeline.run(batch.size(), layout.workBytes(), i -> decoder.decode(encoded.get(i), object), sink);
            }
        } catch (NotTranscodableException e) {
            throw new UnsupportedFeatureException("restore", object, String.valueOf(e.getMessage()));
        }
    }
}
