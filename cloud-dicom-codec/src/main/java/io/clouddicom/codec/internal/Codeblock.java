package io.clouddicom.codec.internal;

/** One code-block and what the packets have told of it so far. */
final class Codeblock {
    /** Nothing but placeholder passes so far: whether it is of the HT kind is open (T.814 Annex B). */
    static final int UNDECIDED = 0;
    /** A block of Part 1. */
    static final int PART_1 = 1;
    /** A high-throughput block. */
    static final int HIGH_THROUGHPUT = 2;

    final Subband band;
    /** Position in the subband, from its upper left. */
    final int x;

    final int y;
    final int width;
    final int height;

    boolean included;
    int kind;
    int zeroBitPlanes;
    int lengthBits;
    int passes;
    /** Passes that the codeword segment which is under way still takes. */
    int segmentPassesLeft;
    /** First and last of this block's pieces in {@link Pieces}, or -1. */
    int firstPiece;

    int lastPiece;

    Codeblock(Subband band, int x, int y, int width, int height) {
        this.band = band;
        this.x = x;
        this.y = y;
        this.width = width;
        this.height = height;
        reset();
    }

    /** Forgets its bytes, so that it is decoded as zeros. */
    void drop() {
        firstPiece = -1;
    }

    void reset() {
        included = false;
        kind = (band.style.blockStyle() & CodingStyle.HIGH_THROUGHPUT) != 0 ? UNDECIDED : PART_1;
        zeroBitPlanes = 0;
        lengthBits = 3;
        passes = 0;
        segmentPassesLeft = 0;
        firstPiece = -1;
        lastPiece = -1;
    }
}
