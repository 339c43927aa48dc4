package io.clouddicom.codec.internal;

/**
 * How much a subband's error of one shows in the image: the L2 norms of the synthesis basis functions, computed from the
 * filters (T.800 Annex F).
 */
final class SynthesisNorms {
    private static final double[] LOW_53 = {0.5, 1, 0.5};
    private static final double[] HIGH_53 = {-0.125, -0.25, 0.75, -0.25, -0.125};
    private static final double[] LOW_97 = {
        -0.091271763114,
        -0.057543526229,
        0.591271763114,
        1.115087052457,
        0.591271763114,
        -0.057543526229,
        -0.091271763114
    };
    private static final double[] HIGH_97 = {
        0.026748757411,
        0.016864118443,
        -0.078223266529,
        -0.266864118443,
        0.602949018236,
        -0.266864118443,
        -0.078223266529,
        0.016864118443,
        0.026748757411
    };
    /** From this depth on each level doubles the energy, to four digits. */
    private static final int COMPUTED = 7;

    /** By wavelet (5/3, 9/7), low or high, and depth. */
    private static final double[][][] NORMS = {norms(LOW_53, HIGH_53), norms(LOW_97, HIGH_97)};

    private SynthesisNorms() {}

    /** The norm of a subband at so many decompositions, 0 for the image itself. */
    static double norm(boolean reversible, int orientation, int depth) {
        double[][] norms = NORMS[reversible ? 0 : 1];
        return norms[orientation & 1][depth] * norms[orientation >> 1][depth];
    }

    private static double[][] norms(double[] low, double[] high) {
        double[][] norms = new double[2][34];
        norms[0][0] = 1;
        norms[1][0] = 1;
        double[][] basis = {low, high};
        for (int kind = 0; kind < 2; kind++) {
            double[] function = basis[kind];
            for (int depth = 1; depth < 34; depth++) {
                if (depth > COMPUTED) {
                    norms[kind][depth] = norms[kind][depth - 1] * Math.sqrt(2);
                    continue;
                }
                norms[kind][depth] = norm(function);
                function = interpolate(function, low);
            }
        }
        return norms;
    }

    private static double norm(double[] function) {
        double sum = 0;
        for (double value : function) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    private static double[] interpolate(double[] function, double[] low) {
        double[] finer = new double[2 * function.length - 1 + low.length - 1];
        for (int at = 0; at < function.length; at++) {
            for (int tap = 0; tap < low.length; tap++) {
                finer[2 * at + tap] += function[at] * low[tap];
            }
        }
        return finer;
    }
}
