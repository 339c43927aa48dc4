package io.clouddicom;

import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.internal.archive.StoredInstance;
import io.clouddicom.pixel.RenderingOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One frame of an instance, whole or at a reduced resolution. Making one reads nothing; fetching it is one range read, and
 * its checksum is checked.
 *
 * <p>Safe for use by any number of threads, as long as the archive is open.
 */
public final class Frame {
    private static final int MOST_REDUCTION = 32;

    private final StoredInstance instance;
    private final int frameIndex;
    private final int reduction;

    Frame(StoredInstance instance, int frameIndex, int reduction) {
        this.instance = instance;
        this.frameIndex = frameIndex;
        this.reduction = reduction;
    }

    StoredInstance instance() {
        return instance;
    }

    int frameIndex() {
        return frameIndex;
    }

    /**
     * What identifies it.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public FrameId id() throws IOException {
        return new FrameId(instance.id(), number());
    }

    /** Its number, from 1. */
    public int number() {
        return frameIndex + 1;
    }

    /** How many times rows and columns are halved; 0 for the whole frame. */
    public int reduction() {
        return reduction;
    }

    /**
     * The same frame with rows and columns halved some times, each time rounded up. Of a frame that the archive stored as
     * HTJ2K only the beginning is read that this takes; of others all of it.
     *
     * @param times how many times, 0 to 32, from the whole frame
     * @return the frame, not yet fetched
     * @throws IllegalArgumentException the number is out of range
     */
    public Frame reduced(int times) {
        if (times < 0 || times > MOST_REDUCTION) {
            throw new IllegalArgumentException("a reduction is 0 to " + MOST_REDUCTION + ", not " + times);
        }
        return new Frame(instance, frameIndex, times);
    }

    /**
     * How many bytes {@link #fetch} reads.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public long storedBytes() throws IOException {
        return instance.frameBytes(frameIndex, reduction);
    }

    /**
     * Reads the frame as it is stored: of encapsulated pixel data its fragments joined, of native pixel data its samples
     * as encoded. A native frame that begins within a byte (PS3.5 8.1.1) is moved so that it begins with the least
     * significant bit of the first byte; bits behind its end are 0. Of a reduced frame that was stored with resolutions, it
     * is the beginning of the codestream that holds this one.
     *
     * @return the bytes
     * @throws CorruptDataException the bytes do not have the frame's checksum
     * @throws IOException another {@link CloudDicomException}
     */
    public byte[] fetch() throws IOException {
        return instance.frames(List.of(frameIndex), reduction).nextFrame();
    }

    /**
     * Reads the frame as {@link #fetch()} does. Of an archive with a cache in memory the bytes may be those in the cache,
     * which are not copied.
     *
     * @return the bytes, which cannot be changed
     * @throws CorruptDataException the bytes do not have the frame's checksum
     * @throws IOException another {@link CloudDicomException}
     */
    public ByteBuffer fetchBuffer() throws IOException {
        return instance.sharedFrame(frameIndex, reduction);
    }

    /**
     * Reads and decodes the frame: rows top to bottom, the samples of a pixel next to each other, each in 8, 16 or 32
     * bits by Bits Allocated, little endian; pixels of one bit as one byte each. A reduced frame has Rows and Columns
     * divided by 2 to the power of {@link #reduction}, rounded up.
     *
     * @return the samples
     * @throws UnsupportedFeatureException frames of this transfer syntax cannot be decoded; the message names it
     * @throws CorruptDataException the bytes do not have the frame's checksum, or are no such frame
     * @throws IOException another {@link CloudDicomException}
     */
    public byte[] decode() throws IOException {
        return instance.decodeFrame(frameIndex, reduction);
    }

    /**
     * Reads the frame and converts it to another transfer syntax, without loss, as {@link Instance#retrieve} does. What
     * native frames are is what they are in a file: little or big endian, samples of one pixel next to each other, pixels of
     * one bit packed from the first bit of the first byte on.
     *
     * @param transferSyntax the transfer syntax
     * @return the frame as it would be in an instance of that transfer syntax, not padded
     * @throws UnsupportedFeatureException the frame cannot be decoded, or not be encoded so; the message says why
     * @throws CorruptDataException the frame is damaged
     * @throws IOException another {@link CloudDicomException}
     */
    public byte[] fetch(TransferSyntax transferSyntax) throws IOException {
        return instance.retrieveFrame(frameIndex, reduction, transferSyntax);
    }

    /**
     * Reads the frame and renders it as a picture. Where the picture is to be much smaller than the frame, and this frame is
     * not reduced already, the frame is read and decoded at the resolution that is enough for it. The Java runtime must
     * have the module {@code java.desktop}.
     *
     * @param options the picture's format, size and window
     * @return the bytes of the picture
     * @throws UnsupportedFeatureException the frame cannot be decoded or rendered; the message says why
     * @throws InvalidRequestException there is no VOI transformation of the number that the options ask for
     * @throws CorruptDataException the frame or a table is damaged
     * @throws IOException another {@link CloudDicomException}
     */
    public byte[] render(RenderingOptions options) throws IOException {
        return instance.renderFrame(frameIndex, reduction, options);
    }
}
