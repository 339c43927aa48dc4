package io.clouddicom.internal.archive;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.FrameLocation;
import io.clouddicom.dicom.TransferSyntax.Codec;
import io.clouddicom.internal.format.FrameTable;
import io.clouddicom.internal.format.ResolutionPrefixes;
import io.clouddicom.internal.j2k.WorkerPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of the frames of an instance that is stored as it came its reduced resolutions take: known of JPEG 2000 and HTJ2K
 * whose packets are in the order of resolutions, or nearly so. To learn it the frames are read once more.
 */
final class ReceivedResolutions {
    /** Of a larger frame it is not learned: all of it would have to be in memory. */
    private static final long LARGEST_FRAME = 256 << 20;

    private static final int START_OF_CODESTREAM = 0xFF4F;

    private ReceivedResolutions() {}

    /** Those of an instance; none where half the size takes all of a frame, or nearly so. */
    static ResolutionPrefixes of(IncomingInstance instance) throws IOException {
        Codec codec = instance.file().transferSyntax().codec();
        if (codec != Codec.JPEG_2000 && codec != Codec.HTJ2K) {
            return ResolutionPrefixes.NONE;
        }
        FrameTable frames = instance.frames();
        List<ResolutionPrefixes> prefixes = new ArrayList<>();
        for (int i = 0; i < frames.count(); i++) {
            FrameLocation location = frames.frame(i);
            if (location.length() > LARGEST_FRAME) {
                return ResolutionPrefixes.NONE;
            }
            ResolutionPrefixes ofFrame = of(read(instance, location));
            if (ofFrame.reductions() == 0) {
                return ResolutionPrefixes.NONE;
            }
            prefixes.add(ofFrame);
        }
        return ResolutionPrefixes.join(prefixes);
    }

    private static byte[] read(IncomingInstance instance, FrameLocation location) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate((int) location.length());
        for (ByteSpan span : location.spans()) {
            frame.limit(frame.position() + (int) span.length());
            instance.source().readFully(span.offset() - instance.inserted().length, frame);
        }
        return frame.array();
    }

    private static ResolutionPrefixes of(byte[] frame) {
        if (frame.length < 2 || ((frame[0] & 0xFF) << 8 | frame[1] & 0xFF) != START_OF_CODESTREAM) {
            return ResolutionPrefixes.NONE;
        }
        long[] lengths;
        try (WorkerPool.Loan<J2kDecoder> decoder = WorkerPool.J2K_DECODERS.take(0)) {
            lengths = decoder.worker().prefixLengths(ByteBuffer.wrap(frame));
        } catch (CodestreamException damaged) {
            // It is stored as it came all the same.
            return ResolutionPrefixes.NONE;
        }
        if (lengths.length < 2 || lengths[1] > frame.length / 4 * 3) {
            return ResolutionPrefixes.NONE;
        }
        int[] prefixes = new int[lengths.length - 1];
        for (int i = 0; i < prefixes.length; i++) {
            if (lengths[i + 1] < 1 || lengths[i + 1] > lengths[i] || lengths[i + 1] > frame.length) {
                return ResolutionPrefixes.NONE;
            }
            prefixes[i] = (int) lengths[i + 1];
        }
        return ResolutionPrefixes.of(frame, prefixes);
    }
}
