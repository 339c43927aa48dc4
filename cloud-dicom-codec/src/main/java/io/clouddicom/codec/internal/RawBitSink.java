package io.clouddicom.codec.internal;

import java.util.Arrays;

/** Bits of segments that bypass the arithmetic coder, where the byte after one of ones has seven bits (T.800 D.6). */
final class RawBitSink {
    byte[] bytes = new byte[1 << 10];
    private int count;
    private int partial;
    private int free;

    void start() {
        count = 0;
        partial = 0;
        free = 8;
    }

    /** Writes the symbols of decisions, whose contexts do not matter. */
    void write(byte[] decisions, int number) {
        if (bytes.length < count + number / 7 + 4) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + number);
        }
        for (int index = 0; index < number; index++) {
            free--;
            partial |= (decisions[index] & 1) << free;
            if (free == 0) {
                put();
            }
        }
    }

    private void put() {
        bytes[count++] = (byte) partial;
        free = partial == 0xFF ? 7 : 8;
        partial = 0;
    }

    private boolean afterOnes() {
        return count > 0 && bytes[count - 1] == (byte) 0xFF;
    }

    /** How many bytes hold what was written so far. */
    int length() {
        return free == (afterOnes() ? 7 : 8) ? count : count + 1;
    }

    /**
     * Ends the segment; the last byte is filled up with zeros and ones in turn.
     *
     * @param predictable whether a byte of ones at the end is kept, with one after it
     * @return its length in bytes
     */
    int finish(boolean predictable) {
        if (length() > count || predictable && afterOnes()) {
            // 0, 1, 0, 1 … in the bits that are free.
            partial |= 0x55 >> 8 - free;
            put();
        }
        while (!predictable && afterOnes()) {
            count--;
        }
        return count;
    }
}
