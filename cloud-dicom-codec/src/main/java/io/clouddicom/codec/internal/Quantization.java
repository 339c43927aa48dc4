package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * Quantiser step sizes of one tile-component: QCD or QCC (T.800 A.6.4, A.6.5).
 *
 * @param style 0 none, 1 derived from the LL band, 2 given for each subband
 * @param guardBits number of guard bits
 * @param steps per subband the exponent in bits 11 to 15 and the mantissa in bits 0 to 10; never changed
 */
record Quantization(int style, int guardBits, int[] steps) {
    static final int NONE = 0;
    static final int DERIVED = 1;

    /** Whether a step is given for the subband with this index (LL, then HL, LH, HH of each resolution). */
    boolean covers(int bandIndex) {
        return style == DERIVED || bandIndex < steps.length;
    }

    /** Exponent of a subband; for a derived one T.800 equation E-5. */
    int exponent(int bandIndex) {
        if (style == DERIVED) {
            int level = bandIndex == 0 ? 0 : (bandIndex - 1) / 3;
            return Math.max(0, (steps[0] >> 11) - level);
        }
        return steps[bandIndex] >> 11;
    }

    int mantissa(int bandIndex) {
        return steps[style == DERIVED ? 0 : bandIndex] & 0x7FF;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quantization that
                && style == that.style
                && guardBits == that.guardBits
                && Arrays.equals(steps, that.steps);
    }

    @Override
    public int hashCode() {
        return 31 * style + Arrays.hashCode(steps);
    }
}
