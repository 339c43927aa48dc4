package io.clouddicom.codec.internal;

/** The adaptive run-length encoder MEL of T.814 7.3.3; {@link HtMel} reads what it writes. */
final class HtMelEncoder {
    private static final int[] EXPONENTS = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5};

    /** The bytes written; at most six bits for each of 1 536 events. */
    final byte[] bytes = new byte[2048];

    int length;
    /** The byte under way: its bits from the top, and how many are free below. */
    int partial;

    int free;

    private int state;
    private int run;
    private int threshold;

    void start() {
        length = 0;
        partial = 0;
        free = 8;
        state = 0;
        run = 0;
        threshold = 1;
    }

    /** Codes so many events of zero. */
    void zeros(int count) {
        run += count;
        while (run >= threshold) {
            bit(1);
            run -= threshold;
            state = Math.min(12, state + 1);
            threshold = 1 << EXPONENTS[state];
        }
    }

    /** Codes an event of one. */
    void one() {
        bit(0);
        for (int index = EXPONENTS[state] - 1; index >= 0; index--) {
            bit(run >> index & 1);
        }
        run = 0;
        state = Math.max(0, state - 1);
        threshold = 1 << EXPONENTS[state];
    }

    /** Ends a run that is under way, as if it were complete; the events after the last are never read. */
    void finish() {
        if (run > 0) {
            bit(1);
        }
    }

    private void bit(int bit) {
        free--;
        partial |= bit << free;
        if (free == 0) {
            bytes[length++] = (byte) partial;
            free = partial == 0xFF ? 7 : 8;
            partial = 0;
        }
    }
}
