package io.clouddicom.internal.jpeg;

/**
 * The inverse DCT of 8 by 8 (T.81 A.3.3) in integers, by the algorithm of Loeffler, Ligtenberg and Moschytz with 13
 * fractional bits, columns first: results are those of the accurate integer method that JPEG decoders commonly use, to the
 * bit, for 8 and for 12 bits.
 */
final class InverseDct {
    private static final int FRACTION_BITS = 13;
    private static final int C_0_298 = 2446;
    private static final int C_0_390 = 3196;
    private static final int C_0_541 = 4433;
    private static final int C_0_765 = 6270;
    private static final int C_0_899 = 7373;
    private static final int C_1_175 = 9633;
    private static final int C_1_501 = 12299;
    private static final int C_1_847 = 15137;
    private static final int C_1_961 = 16069;
    private static final int C_2_053 = 16819;
    private static final int C_2_562 = 20995;
    private static final int C_3_072 = 25172;

    /** Bits by which columns are more precise than samples; fewer for 12 bits, so that 32 bits are enough. */
    private final int extraBits;

    private final int middle;
    private final int greatest;
    private final int[] work = new int[64];

    InverseDct(int precision) {
        extraBits = precision > 8 ? 1 : 2;
        middle = 1 << (precision - 1);
        greatest = (1 << precision) - 1;
    }

    /**
     * Transforms one block.
     *
     * @param coefficients quantized coefficients, row by row
     * @param from where the block begins
     * @param quantization what to multiply them with
     * @param samples where samples go
     * @param to the first sample
     * @param stride samples of a line
     */
    void transform(short[] coefficients, int from, int[] quantization, short[] samples, int to, int stride) {
        for (int column = 0; column < 8; column++) {
            column(coefficients, from + column, quantization, column);
        }
        for (int row = 0; row < 8; row++) {
            row(8 * row, samples, to + row * stride);
        }
    }

    /** Transforms a block that has nothing but its first coefficient. */
    void flat(int coefficient, int quantizer, short[] samples, int to, int stride) {
        int shift = extraBits + 3;
        short value = clamp(((((coefficient * quantizer) << extraBits) + (1 << (shift - 1))) >> shift) + middle);
        for (int row = 0; row < 8; row++) {
            int at = to + row * stride;
            for (int x = 0; x < 8; x++) {
                samples[at + x] = value;
            }
        }
    }

    private void column(short[] c, int at, int[] q, int column) {
        int[] w = work;
        if ((c[at + 8] | c[at + 16] | c[at + 24] | c[at + 32] | c[at + 40] | c[at + 48] | c[at + 56]) == 0) {
            int value = (c[at] * q[column]) << extraBits;
            for (int i = column; i < 64; i += 8) {
                w[i] = value;
            }
            return;
        }
        int s2 = c[at + 16] * q[column + 16];
        int s6 = c[at + 48] * q[column + 48];
        int z = (s2 + s6) * C_0_541;
        int even2 = z - s6 * C_1_847;
        int even3 = z + s2 * C_0_765;
        int s0 = c[at] * q[column];
        int s4 = c[at + 32] * q[column + 32];
        int even0 = (s0 + s4) << FRACTION_BITS;
        int even1 = (s0 - s4) << FRACTION_BITS;
        int shift = FRACTION_BITS - extraBits;
        int half = 1 << (shift - 1);
        int a0 = even0 + even3 + half;
        int a3 = even0 - even3 + half;
        int a1 = even1 + even2 + half;
        int a2 = even1 - even2 + half;

        int o0 = c[at + 56] * q[column + 56];
        int o1 = c[at + 40] * q[column + 40];
        int o2 = c[at + 24] * q[column + 24];
        int o3 = c[at + 8] * q[column + 8];
        int z5 = (o0 + o2 + o1 + o3) * C_1_175;
        int z1 = -(o0 + o3) * C_0_899;
        int z2 = -(o1 + o2) * C_2_562;
        int z3 = z5 - (o0 + o2) * C_1_961;
        int z4 = z5 - (o1 + o3) * C_0_390;
        o0 = o0 * C_0_298 + z1 + z3;
        o1 = o1 * C_2_053 + z2 + z4;
        o2 = o2 * C_3_072 + z2 + z3;
        o3 = o3 * C_1_501 + z1 + z4;

        w[column] = (a0 + o3) >> shift;
        w[column + 56] = (a0 - o3) >> shift;
        w[column + 8] = (a1 + o2) >> shift;
        w[column + 48] = (a1 - o2) >> shift;
        w[column + 16] = (a2 + o1) >> shift;
        w[column + 40] = (a2 - o1) >> shift;
        w[column + 24] = (a3 + o0) >> shift;
        w[column + 32] = (a3 - o0) >> shift;
    }

    private void row(int at, short[] samples, int to) {
        int[] w = work;
        int s2 = w[at + 2];
        int s6 = w[at + 6];
        int z = (s2 + s6) * C_0_541;
        int even2 = z - s6 * C_1_847;
        int even3 = z + s2 * C_0_765;
        int even0 = (w[at] + w[at + 4]) << FRACTION_BITS;
        int even1 = (w[at] - w[at + 4]) << FRACTION_BITS;
        int shift = FRACTION_BITS + extraBits + 3;
        int half = 1 << (shift - 1);
        int a0 = even0 + even3 + half;
        int a3 = even0 - even3 + half;
        int a1 = even1 + even2 + half;
        int a2 = even1 - even2 + half;

        int o0 = w[at + 7];
        int o1 = w[at + 5];
        int o2 = w[at + 3];
        int o3 = w[at + 1];
        int z5 = (o0 + o2 + o1 + o3) * C_1_175;
        int z1 = -(o0 + o3) * C_0_899;
        int z2 = -(o1 + o2) * C_2_562;
        int z3 = z5 - (o0 + o2) * C_1_961;
        int z4 = z5 - (o1 + o3) * C_0_390;
        o0 = o0 * C_0_298 + z1 + z3;
        o1 = o1 * C_2_053 + z2 + z4;
        o2 = o2 * C_3_072 + z2 + z3;
        o3 = o3 * C_1_501 + z1 + z4;

        samples[to] = clamp(((a0 + o3) >> shift) + middle);
        samples[to + 7] = clamp(((a0 - o3) >> shift) + middle);
        samples[to + 1] = clamp(((a1 + o2) >> shift) + middle);
        samples[to + 6] = clamp(((a1 - o2) >> shift) + middle);
        samples[to + 2] = clamp(((a2 + o1) >> shift) + middle);
        samples[to + 5] = clamp(((a2 - o1) >> shift) + middle);
        samples[to + 3] = clamp(((a3 + o0) >> shift) + middle);
        samples[to + 4] = clamp(((a3 - o0) >> shift) + middle);
    }

    private short clamp(int value) {
        return (short) Math.max(0, Math.min(greatest, value));
    }
}
