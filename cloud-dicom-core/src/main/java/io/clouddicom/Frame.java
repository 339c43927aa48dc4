package io.clouddicom;

import java.io.IOException;

/**
 * One frame of an instance. Making one reads nothing; fetching it is one range read, and its checksum is checked.
 *
 * <p>Safe for use by any number of threads, as long as the archive is open.
 */
public final class Frame {
    Frame() {}

    /** Its number, from 1. */
    public int number() {
        throw new UnsupportedOperationException();
    }

    /** How many bytes it has as stored. */
    public long storedBytes() {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }
}
