package io.clouddicom.internal.format;

import io.clouddicom.CorruptDataException;
import java.util.List;

/**
 * How many bytes from the beginning of each frame are enough to decode it at a reduced resolution.
 *
 * @param reductions how many reductions are known; reduction k halves rows and columns k times
 * @param lengths for each frame the lengths for the reductions 1, 2, … in turn
 */
@SuppressWarnings("ArrayRecordComponent") // not compared; not handed out to callers of the archive
public record ResolutionPrefixes(int reductions, int[] lengths) {

    /** The most reductions: those of 32 decompositions (T.800 A.6.1). */
    private static final int MOST_REDUCTIONS = 32;

    /** Of frames that have none. */
    public static final ResolutionPrefixes NONE = new ResolutionPrefixes(0, new int[0]);

    /**
     * Joins those of all frames.
     *
     * @param frames of each frame the lengths for the reductions 1, 2, …; as many of each frame
     */
    public static ResolutionPrefixes of(List<int[]> frames) {
        int reductions = frames.isEmpty() ? 0 : frames.get(0).length;
        int[] lengths = new int[reductions * frames.size()];
        for (int i = 0; i < frames.size(); i++) {
            System.arraycopy(frames.get(i), 0, lengths, i * reductions, reductions);
        }
        return reductions == 0 ? NONE : new ResolutionPrefixes(reductions, lengths);
    }

    /**
     * The length for one frame.
     *
     * @param frameIndex which frame
     * @param reduction 1 to {@link #reductions}
     */
    public int length(int frameIndex, int reduction) {
        return lengths[frameIndex * reductions + reduction - 1];
    }

    void write(ByteWriter out) {
        out.u8(reductions);
        for (int length : lengths) {
            out.varint(length);
        }
    }

    static ResolutionPrefixes parse(ByteParser in, FrameTable frames) throws CorruptDataException {
        int reductions = in.u8();
        if (reductions < 1 || reductions > MOST_REDUCTIONS || (long) reductions * frames.count() > in.remaining()) {
            throw in.corrupt("there are not " + reductions + " lengths for each frame");
        }
        int[] lengths = new int[reductions * frames.count()];
        for (int i = 0; i < lengths.length; i++) {
            long length = in.varint();
            if (length > frames.frame(i / reductions).length()) {
                throw in.corrupt("a length is larger than its frame");
            }
            lengths[i] = (int) Math.min(Integer.MAX_VALUE, length);
        }
        in.end();
        return new ResolutionPrefixes(reductions, lengths);
    }
}
