package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * The arithmetic encoder of T.800 Annex C.2.
 *
 * <p>The interval register A has 16 bits. The code register C has, from the top, a carry, the byte under way, three spacer
 * bits and 16 bits in step with A. The byte last put out is held back, since a carry may still reach it.
 */
final class MqEncoder {
    /** The bytes put out, after {@link #finish} all of them. */
    byte[] bytes = new byte[1 << 14];

    private final int[] contexts = new int[MqDecoder.CONTEXTS];

    private int a;
    private int c;
    /** Shifts until a byte is complete. */
    private int countdown;

    /** The byte held back, and how many are before it; none is held back as long as that is -1. */
    private int held;

    private int count;

    /** A context's state: Qe, then the next state for either outcome, then which symbol is the more probable. */
    private static final int[] QE = new int[2 * MqDecoder.STATES.length];

    /** The next state: even indexes after the more probable, odd after the less probable symbol. */
    private static final byte[] NEXT = new byte[4 * MqDecoder.STATES.length];

    static {
        for (int state = 0; state < MqDecoder.STATES.length; state++) {
            int[] row = MqDecoder.STATES[state];
            for (int symbol = 0; symbol < 2; symbol++) {
                int index = 2 * state + symbol;
                QE[index] = row[0];
                NEXT[2 * index] = (byte) (2 * row[1] + symbol);
                NEXT[2 * index + 1] = (byte) (2 * row[2] + (symbol ^ row[3]));
            }
        }
    }

    /** Begins a codeword segment with fresh contexts (INITENC, Table D.7). */
    void start() {
        Arrays.fill(contexts, 0);
        contexts[0] = 2 * 4;
        contexts[Part1Contexts.RUN_LENGTH] = 2 * 3;
        contexts[Part1Contexts.UNIFORM] = 2 * 46;
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
    void encode(byte[] decisions, int number) {
        int[] states = contexts;
        int interval = a;
        int code = c;
        int left = countdown;
        for (int index = 0; index < number; index++) {
            int decision = decisions[index];
            int context = decision >> 1;
            int state = states[context];
            int qe = QE[state];
            interval -= qe;
            int lessProbable = (state ^ decision) & 1;
            if ((interval & 0x8000) >> 15 > lessProbable) {
                code += qe;
                continue;
            }
            // Without branches, since neither outcome can be predicted: all ones where the interval becomes Qe, that is
            // for the less probable symbol, unless the intervals are exchanged.
            int takesQe = -(lessProbable ^ (interval - qe >>> 31));
            code += qe & ~takesQe;
            interval += qe - interval & takesQe;
            states[context] = NEXT[2 * state + lessProbable];
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

    /**
     * How many bytes are enough to decode what was encoded so far, at most: what is put out, the byte held back and the
     * register, of which a decoder has seen no more than 16 bits beyond those shifted out.
     */
    int bound() {
        return Math.max(count, 0) + 5;
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
