package io.clouddicom.codec.internal;

/**
 * The arithmetic decoder of T.800 Annex C.
 *
 * <p>Symbols that are the more probable one and need no renormalisation are decoded by the caller with one subtraction:
 * {@link #margin} is how far the interval register A and the code register C may both fall before either A drops below
 * 0x8000 or C below zero. The caller keeps the margin in a local variable, subtracts Qe of the context from it, and as
 * long as it is not negative has its symbol. Otherwise {@link #exchange} finds out which of the two happened.
 *
 * <p>A, C and Qe are scaled by 2^40; the bits below C's high part hold bytes read ahead, so that most decisions need no
 * look at the input.
 */
final class MqDecoder {
    private static final int SCALE = 40;

    /** Bits of a context state that hold Qe, scaled; bit 0 is the more probable symbol. */
    static final long QE = 0xFFFFL << MqDecoder.SCALE;

    static final int CONTEXTS = 19;

    private static final long HALF = 0x8000L << SCALE;
    private static final int AHEAD = 32;

    /** Table C.2: Qe, next state after the more and after the less probable symbol, whether the latter switches. */
    static final int[][] STATES = {
        {0x5601, 1, 1, 1}, {0x3401, 2, 6, 0}, {0x1801, 3, 9, 0}, {0x0AC1, 4, 12, 0}, {0x0521, 5, 29, 0},
        {0x0221, 38, 33, 0}, {0x5601, 7, 6, 1}, {0x5401, 8, 14, 0}, {0x4801, 9, 14, 0}, {0x3801, 10, 14, 0},
        {0x3001, 11, 17, 0}, {0x2401, 12, 18, 0}, {0x1C01, 13, 20, 0}, {0x1601, 29, 21, 0}, {0x5601, 15, 14, 1},
        {0x5401, 16, 14, 0}, {0x5101, 17, 15, 0}, {0x4801, 18, 16, 0}, {0x3801, 19, 17, 0}, {0x3401, 20, 18, 0},
        {0x3001, 21, 19, 0}, {0x2801, 22, 19, 0}, {0x2401, 23, 20, 0}, {0x2201, 24, 21, 0}, {0x1C01, 25, 22, 0},
        {0x1801, 26, 23, 0}, {0x1601, 27, 24, 0}, {0x1401, 28, 25, 0}, {0x1201, 29, 26, 0}, {0x1101, 30, 27, 0},
        {0x0AC1, 31, 28, 0}, {0x09C1, 32, 29, 0}, {0x08A1, 33, 30, 0}, {0x0521, 34, 31, 0}, {0x0441, 35, 32, 0},
        {0x02A1, 36, 33, 0}, {0x0221, 37, 34, 0}, {0x0141, 38, 35, 0}, {0x0111, 39, 36, 0}, {0x0085, 40, 37, 0},
        {0x0049, 41, 38, 0}, {0x0025, 42, 39, 0}, {0x0015, 43, 40, 0}, {0x0009, 44, 41, 0}, {0x0005, 45, 42, 0},
        {0x0001, 45, 43, 0}, {0x5601, 46, 46, 0}
    };

    /** The state after the more and the less probable symbol, for each state number and more probable symbol. */
    private static final long[] NEXT = new long[256];

    static {
        for (int state = 0; state < STATES.length; state++) {
            for (int symbol = 0; symbol < 2; symbol++) {
                int[] row = STATES[state];
                NEXT[(2 * state + symbol) << 1] = packed(row[1], symbol);
                NEXT[(2 * state + symbol) << 1 | 1] = packed(row[2], symbol ^ row[3]);
            }
        }
    }

    /** Context states: Qe scaled, state number times two, more probable symbol. */
    final long[] contexts = new long[CONTEXTS];

    /** To be kept in a local variable while decoding, and put back after. */
    long margin;

    private byte[] bytes = new byte[2];
    private int position;
    private long a;
    private long c;
    /** Bits read ahead. */
    private int ahead;

    private static long packed(int state, int symbol) {
        return (long) STATES[state][0] << SCALE | state << 1 | symbol;
    }

    /** Table D.7. */
    void resetContexts() {
        for (int context = 0; context < CONTEXTS; context++) {
            contexts[context] = packed(0, 0);
        }
        contexts[0] = packed(4, 0);
        contexts[Part1Contexts.RUN_LENGTH] = packed(3, 0);
        contexts[Part1Contexts.UNIFORM] = packed(46, 0);
    }

    /** Begins a codeword segment, which two bytes of ones follow in the array (INITDEC). */
    void start(byte[] segment, int from) {
        bytes = segment;
        position = from;
        c = (segment[from] & 0xFFL) << SCALE + 7;
        ahead = -7;
        c += readAhead();
        a = HALF;
        margin = Math.min(0, c);
        a -= margin;
        c -= margin;
    }

    /** Reads bytes ahead (BYTEIN); what they add to C, with the carry that a stuffed bit may hold. */
    private long readAhead() {
        long more = 0;
        int at = position;
        int bits = ahead;
        while (bits <= AHEAD) {
            int next = bytes[at + 1] & 0xFF;
            if (bytes[at] != (byte) 0xFF) {
                at++;
                bits += 8;
            } else if (next > 0x8F) {
                next = 0xFF;
                bits += 8;
            } else {
                at++;
                bits += 7;
            }
            more += (long) next << SCALE - bits;
        }
        position = at;
        ahead = bits;
        return more;
    }

    /**
     * Finishes a decision that made the margin negative: exchange, renormalisation and the context's next state.
     *
     * @param fallen the margin after Qe was subtracted
     * @return the symbol in bit 0, the new margin above it
     */
    long exchange(long fallen, int context) {
        long state = contexts[context];
        long qe = state & QE;
        long interval = a + fallen;
        long code = c + fallen;
        // Written without branches, since neither outcome can be predicted: all ones where the code is in the lower
        // interval, and where the intervals are exchanged.
        long lower = code >> 63;
        long exchanged = interval - qe >> 63;
        int lessProbable = (int) (lower ^ exchanged) & 1;
        code += qe & lower;
        interval += qe - interval & lower;
        contexts[context] = NEXT[((int) state & 0x7F) << 1 | lessProbable];
        int shift = Long.numberOfLeadingZeros(interval) - (63 - SCALE - 15);
        if (shift > ahead) {
            code += readAhead();
        }
        ahead -= shift;
        interval <<= shift;
        code <<= shift;
        long fresh = Math.min(interval - HALF, code);
        a = interval - fresh;
        c = code - fresh;
        return fresh << 1 | (int) state & 1 ^ lessProbable;
    }

    /** One decision, for places where speed does not matter. */
    int decode(int context) {
        long state = contexts[context];
        margin -= state & QE;
        if (margin >= 0) {
            return (int) state & 1;
        }
        long result = exchange(margin, context);
        margin = result >> 1;
        return (int) result & 1;
    }
}
