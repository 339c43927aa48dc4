package io.clouddicom;

/**
 * What a {@link FrameStream} reads, and how far ahead.
 *
 * @param reduction how many times rows and columns are halved, 0 to 32; see {@link Frame#reduced}
 * @param framesAhead how many frames are read ahead at most; 0 for none
 * @param bytesAhead how many bytes of them at most, as they are stored; one frame is read ahead whatever its size
 */
public record FrameStreamOptions(int reduction, int framesAhead, long bytesAhead) {
    private static final int MOST_REDUCTION = 32;

    /** Whole frames, 64 ahead, of 64 MiB at most. */
    public static final FrameStreamOptions DEFAULT = new FrameStreamOptions(0, 64, 64L << 20);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException the reduction is out of range, or a bound is negative
     */
    public FrameStreamOptions {
        if (reduction < 0 || reduction > MOST_REDUCTION) {
            throw new IllegalArgumentException("a reduction is 0 to " + MOST_REDUCTION + ", not " + reduction);
        }
        if (framesAhead < 0 || bytesAhead < 0) {
            throw new IllegalArgumentException("a bound is negative");
        }
    }

    /**
     * With frames at a reduced resolution.
     *
     * @param times how many times rows and columns are halved
     * @return such options
     */
    public FrameStreamOptions reduced(int times) {
        return new FrameStreamOptions(times, framesAhead, bytesAhead);
    }

    /**
     * With other bounds of what is read ahead.
     *
     * @param frames how many frames at most
     * @param bytes how many bytes of them
     * @return such options
     */
    public FrameStreamOptions readAhead(int frames, long bytes) {
        return new FrameStreamOptions(reduction, frames, bytes);
    }
}
