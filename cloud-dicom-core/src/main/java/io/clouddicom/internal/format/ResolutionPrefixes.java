package io.clouddicom.internal.format;

import io.clouddicom.CorruptDataException;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * How many bytes from the beginning of each frame are enough to decode it at a reduced resolution, and their checksums.
 *
 * @param reductions how many reductions are known; reduction k halves rows and columns k times
 * @param lengths for each frame the lengths for the reductions 1, 2, … in turn
 * @param checksums CRC-32C of each of these beginnings
 */
@SuppressWarnings("ArrayRecordComponent") // not compared; not handed out to callers of the archive
public record ResolutionPrefixes(int reductions, int[] lengths, int[] checksums) {

    /** The most reductions: those of 32 decompositions (T.800 A.6.1). */
    private static final int MOST_REDUCTIONS = 32;

    private static final int SMALLEST_ENTRY_BYTES = 5;

    /** Of frames that have none. */
    public static final ResolutionPrefixes NONE = new ResolutionPrefixes(0, new int[0], new int[0]);

    /**
     * Those of one frame.
     *
     * @param frame the frame
     * @param lengths the lengths for the reductions 1, 2, …, which do not grow
     */
    public static ResolutionPrefixes of(byte[] frame, int[] lengths) {
        int[] checksums = new int[lengths.length];
        CRC32C crc = new CRC32C();
        int position = 0;
        for (int i = lengths.length - 1; i >= 0; i--) {
            crc.update(frame, position, lengths[i] - position);
            position = lengths[i];
            checksums[i] = (int) crc.getValue();
        }
        return new ResolutionPrefixes(lengths.length, lengths, checksums);
    }

    /**
     * Joins those of all frames; where frames differ in how many reductions they have, there are none.
     *
     * @param frames of each frame its own
     */
    public static ResolutionPrefixes join(List<ResolutionPrefixes> frames) {
        int reductions = frames.isEmpty() ? 0 : frames.get(0).reductions;
        int[] lengths = new int[reductions * frames.size()];
        int[] checksums = new int[lengths.length];
        for (int i = 0; i < frames.size(); i++) {
            if (frames.get(i).reductions != reductions) {
                return NONE;
            }
            System.arraycopy(frames.get(i).lengths, 0, lengths, i * reductions, reductions);
            System.arraycopy(frames.get(i).checksums, 0, checksums, i * reductions, reductions);
        }
        return reductions == 0 ? NONE : new ResolutionPrefixes(reductions, lengths, checksums);
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

    /**
     * The checksum of that beginning.
     *
     * @param frameIndex which frame
     * @param reduction 1 to {@link #reductions}
     */
    public int checksum(int frameIndex, int reduction) {
        return checksums[frameIndex * reductions + reduction - 1];
    }

    void write(ByteWriter out) {
        out.u8(reductions);
        for (int i = 0; i < lengths.length; i++) {
            out.varint(lengths[i]).u32(checksums[i]);
        }
    }

    static ResolutionPrefixes parse(ByteParser in, FrameTable frames) throws CorruptDataException {
        int reductions = in.u8();
        if (reductions < 1
                || reductions > MOST_REDUCTIONS
                || (long) reductions * frames.count() > in.remaining() / SMALLEST_ENTRY_BYTES) {
            throw in.corrupt("there are not " + reductions + " lengths for each frame");
        }
        int[] lengths = new int[reductions * frames.count()];
        int[] checksums = new int[lengths.length];
        for (int i = 0; i < lengths.length; i++) {
            long length = in.varint();
            if (length > Integer.MAX_VALUE
                    || length > frames.frame(i / reductions).length()) {
                throw in.corrupt("a length is larger than its frame");
            }
            lengths[i] = (int) length;
            checksums[i] = in.u32();
        }
        in.end();
        return new ResolutionPrefixes(reductions, lengths, checksums);
    }
}
