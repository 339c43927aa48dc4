package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * The arithmetic encoder of T.800 Annex C.2.
 *
 * <p>The interval register A has 16 bits. The code register C has, from the top, a carry, the byte under way, three spacer
 * bits and 16 bits in step with A. The byte last put out is held back, since a carry may still reach it.
 */
final class MqEncoder {
    /** The bytes put out, after the segment's end all of them. */
    byte[] bytes = new byte[1 << 14];

    private final int[] contexts = new int[MqDecoder.CONTEXTS];

    private int a;
    private int c;
    /** Shifts until a byte is complete. */
    private int countdown;

    /** The byte held back, and how many are before it; none is held back as long as that is -1. */
    private int held;

    private int count;

    /** By mark: the number of the byte held back, and the ends of the interval in units of {@link #UNIT}. */
    private int[] markAt = new int[96];

    private long[] markStart = new long[96];
    private long[] markEnd = new long[96];

    /** One of the byte held back. */
    private static final long UNIT = 1L << 51;

    private static final int QE_SHIFT = 8;
    /** Bits of a context state that are its number; bit 1 is the more probable symbol. */
    private static final int NUMBER = 0xFE;

    /**
     * By a state's number: which of its bits change after the more probable symbol, and in the following element after the
     * less probable one.
     */
    private static final int[] CHANGES = new int[256];

    static {
        for (int state = 0; state < MqDecoder.STATES.length; state++) {
            int[] row = MqDecoder.STATES[state];
            for (int symbol = 0; symbol < 2; symbol++) {
                int from = packed(state, symbol);
                int number = from & NUMBER;
                CHANGES[number] = from ^ packed(row[1], symbol);
                CHANGES[number + 1] = from ^ packed(row[2], symbol ^ row[3]);
            }
        }
    }

    private static int packed(int state, int symbol) {
        return MqDecoder.STATES[state][0] << QE_SHIFT | state << 2 | symbol << 1;
    }

    /** Table D.7. */
    void resetContexts() {
        Arrays.fill(contexts, packed(0, 0));
        contexts[0] = packed(4, 0);
        contexts[Part1Contexts.RUN_LENGTH] = packed(3, 0);
        contexts[Part1Contexts.UNIFORM] = packed(46, 0);
    }

    /** Begins a codeword segment (INITENC). */
    void start() {
        a = 0x8000;
        c = 0;
        countdown = 12;
        held = 0;
        count = -1;
    }

    /**
     * Encodes decisions.
     *
     * @param decisions each two times the context plus the symbol
     */
    void encode(byte[] decisions, int total) {
        int[] states = contexts;
        int interval = a;
        int code = c;
        int left = countdown;
        for (int index = 0; index < total; index++) {
            int decision = decisions[index];
            int context = decision >> 1;
            int state = states[context];
            int qe = state >>> QE_SHIFT;
            int number = state & NUMBER;
            int afterMore = CHANGES[number];
            int afterLess = CHANGES[number + 1];
            interval -= qe;
            // Without branches, since no outcome can be predicted. Masks of all ones: where the symbol is the less
            // probable
            // one, and where the interval becomes Qe, that is for that symbol, unless the intervals are exchanged.
            int less = -((state >> 1 ^ decision) & 1);
            int takesQe = less ^ interval - qe >> 31;
            code += qe & ~takesQe;
            interval += qe - interval & takesQe;
            states[context] = state ^ afterLess & less ^ afterMore & interval - 0x8000 >> 31 & ~less;
            int shift = Integer.numberOfLeadingZeros(interval) - 16;
            interval <<= shift;
            while (shift >= left) {
                shift -= left;
                c = code << left;
                putByte();
                code = c;
                left = countdown;
            }
            code <<= shift;
            left -= shift;
        }
        a = interval;
        c = code;
        countdown = left;
    }

    /** BYTEOUT. */
    private void putByte() {
        if (held != 0xFF && (c & 0x8000000) != 0) {
            held++;
            c &= 0x7FFFFFF;
        }
        if (count >= 0) {
            if (count == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * count);
            }
            bytes[count] = (byte) held;
        }
        count++;
        if (held == 0xFF) {
            held = c >> 20;
            c &= 0xFFFFF;
            countdown = 7;
        } else {
            held = c >> 19;
            c &= 0x7FFFF;
            countdown = 8;
        }
    }

    /** Remembers what was encoded so far, for {@link #sufficient}. */
    void mark(int index) {
        if (index >= markAt.length) {
            markAt = Arrays.copyOf(markAt, 2 * index);
            markStart = Arrays.copyOf(markStart, 2 * index);
            markEnd = Arrays.copyOf(markEnd, 2 * index);
        }
        markAt[index] = count;
        // The register has 27 bits below the byte held back once the byte under way is complete.
        markStart[index] = held * UNIT + ((long) c << countdown + 24);
        markEnd[index] = held * UNIT + ((long) c + a << countdown + 24);
    }

    /**
     * How many bytes of the segment, which has ended, are enough to decode what was encoded before a mark. A decoder goes
     * on with ones after them, which is right as long as the number that they make stays within the interval.
     */
    int sufficient(int index, int length) {
        int at = markAt[index];
        long end = markEnd[index];
        long number = 0;
        for (long unit = UNIT; unit > 0 && at < length; at++) {
            int next = at < 0 ? 0 : bytes[at] & 0xFF;
            number += next * unit;
            // After a byte of ones the next can hold a carry, without which the number would be too small.
            if (number + unit > markStart[index] && number + unit <= end) {
                return withoutOnes(at + 1);
            }
            unit >>= next == 0xFF ? 7 : 8;
        }
        return withoutOnes(Math.min(at, length));
    }

    /** A piece need not end with a byte of ones, which is what a decoder reads past the end. */
    private int withoutOnes(int end) {
        int at = end;
        while (at > 0 && bytes[at - 1] == (byte) 0xFF) {
            at--;
        }
        return at;
    }

    /**
     * Ends the segment such that a decoder can tell whether it has read it right (D.4.2, predictable termination).
     *
     * @return its length in bytes
     */
    int finishPredictably() {
        for (int left = 12 - countdown; left > 0; left -= countdown) {
            c <<= countdown;
            putByte();
        }
        if (held != 0xFF) {
            c = 0;
            putByte();
        }
        return count;
    }

    /**
     * Ends the segment (FLUSH).
     *
     * @return its length in bytes; it does not end with a byte of ones
     */
    int finish() {
        int limit = c + a;
        c |= 0xFFFF;
        if (c >= limit) {
            c -= 0x8000;
        }
        c <<= countdown;
        putByte();
        c <<= countdown;
        putByte();
        if (count >= 0 && held != 0xFF) {
            if (count == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * count);
            }
            bytes[count++] = (byte) held;
        }
        return count;
    }
}
