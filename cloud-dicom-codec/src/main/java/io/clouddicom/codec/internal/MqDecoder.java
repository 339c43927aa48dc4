package io.clouddicom.codec.internal;

/**
 * The arithmetic decoder of T.800 Annex C.
 *
 * <p>A, C and Qe are scaled by 2^40. The bits of C below hold bytes read ahead, so that most decisions need no look at the
 * input; the lowest bit that is set stands for no input but marks where it ends.
 *
 * <p>While a coding pass runs, A and C live in {@link Registers}, an object that never leaves the method that made it, so
 * that the JIT compiler keeps both in machine registers.
 */
final class MqDecoder {
    static final int CONTEXTS = 19;

    private static final int SCALE = 40;
    private static final long HALF = 0x8000L << SCALE;
    /** Bits of a context state that hold Qe; bit 1 is the more probable symbol, and bits 1 to 7 are the state's number. */
    private static final long QE = 0xFFFFL << SCALE;

    private static final int NUMBER = 0xFE;
    /** If none of these bits of C is set, the mark has risen so far that less is left than a renormalisation may take. */
    private static final long FEW_LEFT = (1L << SCALE - 16) - 1;

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

    /**
     * By a state's number: which of its bits change after the more probable symbol, and in the following element after the
     * less probable one.
     */
    private static final long[] CHANGES = new long[256];

    static {
        for (int state = 0; state < STATES.length; state++) {
            for (int symbol = 0; symbol < 2; symbol++) {
                int[] row = STATES[state];
                long from = packed(state, symbol);
                int number = (int) from & NUMBER;
                CHANGES[number] = from ^ packed(row[1], symbol);
                CHANGES[number + 1] = from ^ packed(row[2], symbol ^ row[3]);
            }
        }
    }

    private final long[] contexts = new long[CONTEXTS];
    private byte[] bytes = new byte[2];
    private int position;
    private long a;
    private long c;

    private static long packed(int state, int symbol) {
        return (long) STATES[state][0] << SCALE | state << 2 | symbol << 1;
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
        a = HALF;
        c = refill((segment[from] & 0xFFL) << SCALE + 7 | 1L << SCALE + 6);
    }

    /** Reads bytes ahead (BYTEIN): the code register with more below, with the carry that a stuffed bit may hold. */
    private long refill(long drained) {
        int lowest = Long.numberOfTrailingZeros(drained) + 1;
        long code = drained & drained - 1;
        int at = position;
        while (lowest > 8) {
            int next = bytes[at + 1] & 0xFF;
            if (bytes[at] != (byte) 0xFF) {
                at++;
                lowest -= 8;
            } else if (next > 0x8F) {
                next = 0xFF;
                lowest -= 8;
            } else {
                at++;
                lowest -= 7;
            }
            code += (long) next << lowest;
        }
        position = at;
        return code | 1L << lowest - 1;
    }

    /** The registers while a pass runs; to be put back after it. */
    static final class Registers {
        private final MqDecoder mq;
        private final long[] contexts;
        private long a;
        private long c;

        Registers(MqDecoder mq) {
            this.mq = mq;
            contexts = mq.contexts;
            a = mq.a;
            c = mq.c;
        }

        void putBack() {
            mq.a = a;
            mq.c = c;
        }

        /** One decision, without branches: what cannot be predicted would cost more than the work it saves. */
        int decode(int context) {
            long state = contexts[context];
            long qe = state & QE;
            int number = (int) state & NUMBER;
            long afterMore = CHANGES[number];
            long afterLess = CHANGES[number + 1];
            long interval = a - qe;
            long code = c - qe;
            // Masks of all ones: where the code is in the lower interval, and where the symbol is the less probable
            // one.
            long lower = code >> 63;
            long less = lower ^ interval - qe >> 63;
            code += qe & lower;
            interval += qe - interval & lower;
            contexts[context] = state ^ afterLess & less ^ afterMore & interval - HALF >> 63 & ~less;
            if ((code & FEW_LEFT) == 0) {
                code = mq.refill(code);
            }
            int shift = Long.numberOfLeadingZeros(interval) - (63 - SCALE - 15);
            a = interval << shift;
            c = code << shift;
            return (int) (state >> 1 ^ less) & 1;
        }

        /** One decision in a context whose more probable symbol is very probable. */
        int decodeProbable(int context) {
            long state = contexts[context];
            long qe = state & QE;
            long interval = a - qe;
            long code = c - qe;
            if ((interval - HALF | code) < 0) {
                return decode(context);
            }
            a = interval;
            c = code;
            return (int) state >> 1 & 1;
        }
    }
}
