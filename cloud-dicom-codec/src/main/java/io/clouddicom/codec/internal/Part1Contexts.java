package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * Context labels of T.800 Tables D.1 to D.5 as look-up tables over the flags of {@link Part1BlockDecoder}.
 *
 * <p>A neighbourhood is nine bits, row by row from the upper left, the sample itself in bit 4.
 */
final class Part1Contexts {
    static final int SIGN = 9;
    static final int REFINEMENT = 14;
    static final int RUN_LENGTH = 17;
    static final int UNIFORM = 18;

    /** Zero coding, by orientation times 512 plus neighbourhood. */
    static final byte[] ZERO_CODING = new byte[4 * 512];

    private static final byte[][] ZERO_CODING_OF = new byte[4][];

    /**
     * Sign coding: context times two plus the bit to flip. The index has significance of the neighbours above, left,
     * right and below in bits 1, 3, 5 and 7, and their signs in the bits beneath.
     */
    static final byte[] SIGN_CODING = new byte[256];

    static {
        for (int orientation = 0; orientation < 4; orientation++) {
            for (int around = 0; around < 512; around++) {
                ZERO_CODING[orientation << 9 | around] = (byte) zeroCoding(orientation, around);
            }
            ZERO_CODING_OF[orientation] = Arrays.copyOfRange(ZERO_CODING, orientation << 9, orientation + 1 << 9);
        }
        for (int index = 0; index < 256; index++) {
            SIGN_CODING[index] = (byte) signCoding(index);
        }
    }

    private Part1Contexts() {}

    /** Zero coding of one orientation, by neighbourhood. */
    static byte[] zeroCoding(int orientation) {
        return ZERO_CODING_OF[orientation];
    }

    private static int zeroCoding(int orientation, int around) {
        int horizontal = (around >> 3 & 1) + (around >> 5 & 1);
        int vertical = (around >> 1 & 1) + (around >> 7 & 1);
        int diagonal = (around & 1) + (around >> 2 & 1) + (around >> 6 & 1) + (around >> 8 & 1);
        if (orientation == Subband.HH) {
            int straight = horizontal + vertical;
            return switch (diagonal) {
                case 0 -> Math.min(straight, 2);
                case 1 -> 3 + Math.min(straight, 2);
                case 2 -> straight == 0 ? 6 : 7;
                default -> 8;
            };
        }
        int first = orientation == Subband.HL ? vertical : horizontal;
        int second = orientation == Subband.HL ? horizontal : vertical;
        if (first == 2) {
            return 8;
        }
        if (first == 1) {
            return second > 0 ? 7 : diagonal > 0 ? 6 : 5;
        }
        return second > 0 ? 2 + second : Math.min(diagonal, 2);
    }

    private static int signCoding(int index) {
        int vertical = contribution(index) + contribution(index >> 6);
        int horizontal = contribution(index >> 2) + contribution(index >> 4);
        vertical = Integer.signum(vertical);
        horizontal = Integer.signum(horizontal);
        int flip = horizontal < 0 || horizontal == 0 && vertical < 0 ? 1 : 0;
        if (flip == 1) {
            horizontal = -horizontal;
            vertical = -vertical;
        }
        int context = horizontal == 0 ? SIGN + vertical : SIGN + 3 + vertical;
        return context << 1 | flip;
    }

    private static int contribution(int pair) {
        return (pair & 2) == 0 ? 0 : (pair & 1) == 0 ? 1 : -1;
    }
}
