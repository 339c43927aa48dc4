package io.clouddicom.internal.archive;

import io.clouddicom.Fidelity;
import io.clouddicom.Sha256;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.internal.format.Restoration;
import io.clouddicom.internal.transcode.EncodedFrame;
import io.clouddicom.internal.transcode.NotTranscodableException;
import java.io.IOException;

/**
 * The frames of an instance that is transcoded: how each is encoded and proven, and how what was received comes back.
 *
 * <p>{@link #encode} may be called by any thread; all else by one, in the order of the methods.
 */
sealed interface FrameSource permits NativeFrameSource, EncapsulatedFrameSource {

    /** How many frames there are. */
    int count();

    /** How much memory it takes at most to encode one. */
    long workBytes();

    /** What the frames are in afterwards. */
    TransferSyntax transferSyntax();

    /** How exactly what was received comes back. */
    Fidelity fidelity();

    /**
     * A frame as it was received and as it will be stored.
     *
     * @param received its bytes
     * @param encoded proven to decode to the same samples
     */
    @SuppressWarnings("ArrayRecordComponent") // not compared; handed from one thread to the next
    record Pair(byte[] received, EncodedFrame encoded) {}

    /** Encodes a frame and proves it. */
    Pair encode(int frameIndex) throws IOException, NotTranscodableException;

    /** Takes note of a frame, in the order of frames. */
    void taken(Pair frame);

    /**
     * Sets what changes in the dataset, once all frames are taken.
     *
     * @param encodedBytes bytes of all frames as they are stored
     */
    void describe(Dataset.Builder dataset, long encodedBytes);

    /**
     * What was received, and how it comes back.
     *
     * @param sha256 the digest of the original
     * @param restoration how the original, or what stands for it, is made of the stored object
     */
    record Received(Sha256 sha256, Restoration restoration) {}

    /**
     * Ends the work.
     *
     * @param head what the stored object begins with
     * @param contentEnd where in the stored object the footer element begins
     */
    Received finish(byte[] head, long contentEnd) throws IOException, NotTranscodableException;
}
