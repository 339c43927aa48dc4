package io.clouddicom.dicom;

/**
 * Where each frame of an instance lies in the source.
 *
 * <p>Immutable; an index of native frames takes no memory for each frame.
 */
public abstract sealed class FrameIndex permits NativeFrameIndex, FragmentFrameIndex {

    /** What the index was made from. */
    public enum Origin {
        /** There is no pixel data. */
        NO_PIXEL_DATA,
        /** Native frames at computed offsets. */
        NATIVE,
        /** The Extended Offset Table. */
        EXTENDED_OFFSET_TABLE,
        /** The Basic Offset Table. */
        BASIC_OFFSET_TABLE,
        /** The fragments themselves. */
        FRAGMENTS,
        /** One bit stream for all frames (video): the index has one entry, the whole stream. */
        BIT_STREAM
    }

    FrameIndex() {}

    /** An index without frames. */
    public static FrameIndex empty() {
        return NativeFrameIndex.EMPTY;
    }

    /** How many frames can be located; less than Number of Frames says where pixel data ends early. */
    public abstract int count();

    /**
     * Where a frame lies.
     *
     * @param frameIndex which, from 0
     * @return its location
     * @throws IndexOutOfBoundsException there is no such frame
     */
    public abstract FrameLocation frame(int frameIndex);

    /** What the index was made from. */
    public abstract Origin origin();
}
