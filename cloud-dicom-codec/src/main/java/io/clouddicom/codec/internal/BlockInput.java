package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * The codeword segments of one code-block brought together: every segment's bytes in one piece, followed by two bytes of
 * ones, which is what the arithmetic decoder reads past the end (T.800 D.4.1). Kept from block to block.
 */
final class BlockInput {
    byte[] bytes = new byte[4096];
    int segments;
    int[] starts = new int[8];
    int[] ends = new int[8];
    int[] passes = new int[8];

    /** For HT: passes before the cleanup pass that counts. */
    int skippedPasses;

    /** Gathers the segments of a block of Part 1. */
    void gather(byte[] data, Pieces pieces, Codeblock block) {
        segments = 0;
        int at = 0;
        for (int piece = block.firstPiece; piece >= 0; piece = pieces.next(piece)) {
            if (pieces.passes(piece) == 0) {
                break;
            }
            if (segments == 0 || pieces.begins(piece)) {
                if (segments > 0) {
                    at = close(at);
                }
                open(at);
            }
            at = append(data, pieces.offset(piece), pieces.length(piece), at);
            passes[segments - 1] += pieces.passes(piece);
        }
        if (segments > 0) {
            close(at);
        }
    }

    /**
     * Gathers the last HT set of a block that has bytes: segment 0 is the cleanup segment, segment 1 that of the
     * refinement passes, if any.
     */
    void gatherHighThroughput(byte[] data, Pieces pieces, Codeblock block) {
        segments = 0;
        skippedPasses = 0;
        int at = 0;
        int pass = 0;
        boolean empty = true;
        for (int piece = block.firstPiece; piece >= 0; piece = pieces.next(piece)) {
            if (pieces.passes(piece) == 0) {
                break;
            }
            if (pieces.begins(piece)) {
                segments = 0;
                at = 0;
                open(at);
                at = append(data, pieces.offset(piece), pieces.length(piece), at);
                passes[0] = 1;
                ends[0] = at;
                skippedPasses = pass;
                empty = false;
            } else if (pass % 3 == 0) {
                empty = true;
            } else if (!empty) {
                if (segments == 1) {
                    open(at);
                }
                at = append(data, pieces.offset(piece), pieces.length(piece), at);
                passes[1] += pieces.passes(piece);
                ends[1] = at;
            }
            pass += pieces.passes(piece);
        }
    }

    private void open(int at) {
        if (segments == starts.length) {
            starts = Arrays.copyOf(starts, 2 * segments);
            ends = Arrays.copyOf(ends, 2 * segments);
            passes = Arrays.copyOf(passes, 2 * segments);
        }
        starts[segments] = at;
        ends[segments] = at;
        passes[segments] = 0;
        segments++;
    }

    private int append(byte[] data, int offset, int length, int at) {
        if (bytes.length - at < length + 16) {
            bytes = Arrays.copyOf(bytes, Math.addExact(2 * bytes.length, length));
        }
        System.arraycopy(data, offset, bytes, at, length);
        return at + length;
    }

    private int close(int at) {
        ends[segments - 1] = at;
        bytes[at] = (byte) 0xFF;
        bytes[at + 1] = (byte) 0xFF;
        return at + 2;
    }
}
