package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * Where the bytes of code-blocks lie: linked lists of pieces, one per codeword segment and packet, in one array that is
 * kept from image to image.
 */
final class Pieces {
    private static final int STRIDE = 5;

    private int[] table = new int[STRIDE * 256];
    private int count;

    void clear() {
        count = 0;
    }

    /** Adds a piece to a block; {@code begins} says whether it begins a codeword segment. */
    void add(Codeblock block, int offset, int length, int passes, boolean begins) {
        if (STRIDE * (count + 1) > table.length) {
            table = Arrays.copyOf(table, 2 * table.length);
        }
        int at = STRIDE * count;
        table[at] = offset;
        table[at + 1] = length;
        table[at + 2] = passes;
        table[at + 3] = begins ? 1 : 0;
        table[at + 4] = -1;
        if (block.lastPiece < 0) {
            block.firstPiece = count;
        } else {
            table[STRIDE * block.lastPiece + 4] = count;
        }
        block.lastPiece = count;
        count++;
    }

    /** The number of pieces, which is the index of the next. */
    int mark() {
        return count;
    }

    /** Makes pieces whose bytes are not there tell of no passes. */
    void dropFrom(int first) {
        for (int piece = first; piece < count; piece++) {
            table[STRIDE * piece] = 0;
            table[STRIDE * piece + 1] = 0;
            table[STRIDE * piece + 2] = 0;
        }
    }

    int offset(int piece) {
        return table[STRIDE * piece];
    }

    int length(int piece) {
        return table[STRIDE * piece + 1];
    }

    void place(int piece, int offset, int length) {
        table[STRIDE * piece] = offset;
        table[STRIDE * piece + 1] = length;
    }

    int passes(int piece) {
        return table[STRIDE * piece + 2];
    }

    boolean begins(int piece) {
        return table[STRIDE * piece + 3] != 0;
    }

    int next(int piece) {
        return table[STRIDE * piece + 4];
    }
}
