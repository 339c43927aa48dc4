package io.clouddicom;

import io.clouddicom.internal.archive.StoredInstance;
import java.io.IOException;
import java.util.List;

/**
 * One frame of an instance. Making one reads nothing; fetching it is one range read, and its checksum is checked.
 *
 * <p>Safe for use by any number of threads, as long as the archive is open.
 */
public final class Frame {
    private final StoredInstance instance;
    private final int frameIndex;

    Frame(StoredInstance instance, int frameIndex) {
        this.instance = instance;
        this.frameIndex = frameIndex;
    }

    StoredInstance instance() {
        return instance;
    }

    int frameIndex() {
        return frameIndex;
    }

    /** Its number, from 1. */
    public int number() {
        return frameIndex + 1;
    }

    /**
     * How many bytes it has as stored.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public long storedBytes() throws IOException {
        return instance.footer().frames().frame(frameIndex).length();
    }

    /**
     * Reads the frame as it is stored: of encapsulated pixel data its fragments joined, of native pixel data its samples
     * as encoded. A native frame that begins within a byte (PS3.5 8.1.1) is moved so that it begins with the least
     * significant bit of the first byte; bits behind its end are 0.
     *
     * @return the bytes
     * @throws CorruptDataException the bytes do not have the frame's checksum
     * @throws IOException another {@link CloudDicomException}
     */
    public byte[] fetch() throws IOException {
        return instance.frames(List.of(frameIndex)).nextFrame();
    }

    /**
     * Reads and decodes the frame: rows top to bottom, the samples of a pixel next to each other, each in 8, 16 or 32
     * bits by Bits Allocated, little endian; pixels of one bit as one byte each.
     *
     * @return the samples
     * @throws UnsupportedFeatureException frames of this transfer syntax cannot be decoded; the message names it
     * @throws CorruptDataException the bytes do not have the frame's checksum, or are no such frame
     * @throws IOException another {@link CloudDicomException}
     */
    public byte[] decode() throws IOException {
        return instance.decodeFrame(frameIndex);
    }
}
