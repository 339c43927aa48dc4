package io.clouddicom;

import io.clouddicom.pixel.PixelValues;
import java.io.IOException;

/**
 * One slice of a volume, read and decoded. Its voxels lie row by row from the top, each from left to right.
 *
 * <p>Safe for use by any number of threads; every call makes the numbers anew.
 */
public final class VolumeSlice {
    private final int index;
    private final FrameId frame;
    private final PixelValues values;

    VolumeSlice(int index, FrameId frame, PixelValues values) {
        this.index = index;
        this.frame = frame;
        this.values = values;
    }

    /** Its place in the volume, from 0. */
    public int index() {
        return index;
    }

    /** The frame that it is. */
    public FrameId frame() {
        return frame;
    }

    /**
     * Its voxels as whole numbers of 16 bits.
     *
     * @throws InvalidRequestException a value is not whole, or does not fit
     * @throws IOException another {@link CloudDicomException}
     */
    public short[] shorts() throws IOException {
        short[] shorts = new short[values.count()];
        values.shorts(shorts, 0);
        return shorts;
    }

    /**
     * Its voxels as whole numbers of 32 bits.
     *
     * @throws InvalidRequestException a value is not whole, or does not fit
     * @throws IOException another {@link CloudDicomException}
     */
    public int[] ints() throws IOException {
        int[] ints = new int[values.count()];
        values.ints(ints, 0);
        return ints;
    }

    /** Its voxels as floating point. */
    public float[] floats() {
        float[] floats = new float[values.count()];
        values.floats(floats, 0);
        return floats;
    }

    PixelValues values() {
        return values;
    }
}
