package io.clouddicom.codec.internal;

/** The adaptive run-length decoder MEL of T.814 7.3.3. */
final class HtMel {
    private static final int[] EXPONENTS = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5};

    private byte[] data = new byte[0];
    private int position;
    private int end;
    private int current;
    private int left;
    private int state;
    private int run;
    private boolean one;

    /** Begins in the suffix of a cleanup segment, whose last byte and half reads as ones. */
    void start(byte[] source, int from, int segmentEnd) {
        data = source;
        position = from;
        end = segmentEnd;
        current = 0;
        left = 0;
        state = 0;
        run = 0;
        one = false;
    }

    private int bit() {
        if (left == 0) {
            left = current == 0xFF ? 7 : 8;
            current = position >= end - 1
                    ? 0xFF
                    : position == end - 2 ? data[position] & 0xFF | 0x0F : data[position] & 0xFF;
            position++;
        }
        left--;
        return current >> left & 1;
    }

    int decode() {
        if (run == 0 && !one) {
            int exponent = EXPONENTS[state];
            if (bit() != 0) {
                run = 1 << exponent;
                state = Math.min(12, state + 1);
            } else {
                for (int index = 0; index < exponent; index++) {
                    run = run << 1 | bit();
                }
                state = Math.max(0, state - 1);
                one = true;
            }
        }
        if (run > 0) {
            run--;
            return 0;
        }
        one = false;
        return 1;
    }
}
