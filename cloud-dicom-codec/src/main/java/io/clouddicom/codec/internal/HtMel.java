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
        if (run > 0) {
            run--;
            return 0;
        }
        return next();
    }

    /** The one that ends a run, or the first of the next run. */
    private int next() {
        if (one) {
            one = false;
            return 1;
        }
        int exponent = EXPONENTS[state];
        if (bit() != 0) {
            run = (1 << exponent) - 1;
            state = Math.min(12, state + 1);
            return 0;
        }
        int zeros = 0;
        for (int index = 0; index < exponent; index++) {
            zeros = zeros << 1 | bit();
        }
        state = Math.max(0, state - 1);
        if (zeros == 0) {
            return 1;
        }
        run = zeros - 1;
        one = true;
        return 0;
    }
}
