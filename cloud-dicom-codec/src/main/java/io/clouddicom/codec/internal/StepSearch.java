package io.clouddicom.codec.internal;

import org.jspecify.annotations.Nullable;

/**
 * Seeks the quantiser step with which a codestream is as small, or as good, as it should be. Each step that is tried takes an
 * encoding. Steps are sought on a logarithmic scale.
 */
final class StepSearch {
    /** Binary logarithm of the finest step for a ratio. */
    private static final double FINE = -20;
    /** That of the finest step for a quality; subbands have finer ones no more, by the exponents of QCD. */
    private static final double FINEST = -30;

    private static final int RATIO_STEPS = 12;
    private static final int QUALITY_STEPS = 20;

    /** Decibels by which a quality may be better than wanted. */
    private static final double TOLERANCE = 0.1;

    /** The peak signal-to-noise ratio of an error that is spread evenly over one step as large as the range. */
    private static final double DECIBELS_OF_STEP_ONE = 10 * Math.log10(12);

    private static final double DECIBELS_OF_TWO = 20 * Math.log10(2);

    /** Encodes with a step. */
    interface Attempt {
        byte[] encode(double step);
    }

    /** Decodes and compares. */
    interface Quality {
        double decibels(byte[] codestream);
    }

    private StepSearch() {}

    /** The codestream of the finest step that has at most so many bytes. */
    static byte[] forBytes(Attempt attempt, long mostBytes) {
        double fine = FINE;
        double coarse = 0;
        byte[] best = attempt.encode(1);
        if (best.length > mostBytes) {
            throw new IllegalArgumentException(
                    "even with the coarsest quantiser the codestream has " + best.length + " bytes, not " + mostBytes);
        }
        for (int step = 0; step < RATIO_STEPS; step++) {
            double middle = (fine + coarse) / 2;
            byte[] codestream = attempt.encode(Math.pow(2, middle));
            if (codestream.length <= mostBytes) {
                best = codestream;
                coarse = middle;
                if (codestream.length > mostBytes * 0.998) {
                    break;
                }
            } else {
                fine = middle;
            }
        }
        return best;
    }

    /**
     * The codestream of the coarsest step tried that reaches a quality. It ends when the quality is passed by at most {@link
     * #TOLERANCE}; where no step does that, since few samples are wrong at all, it halves what is left of the scale. When none
     * reaches it, that of the finest step.
     */
    static byte[] forQuality(Attempt attempt, Quality quality, double wanted) {
        double reaches = FINEST;
        double fails = 0;
        byte @Nullable [] best = null;
        double exponent = Math.max(FINEST, Math.min(0, (DECIBELS_OF_STEP_ONE - wanted) / DECIBELS_OF_TWO));
        for (int step = 0; step < QUALITY_STEPS; step++) {
            byte[] codestream = attempt.encode(Math.pow(2, exponent));
            double decibels = quality.decibels(codestream);
            if (decibels >= wanted) {
                best = codestream;
                reaches = exponent;
                if (decibels <= wanted + TOLERANCE || exponent == 0) {
                    return best;
                }
            } else {
                fails = exponent;
                if (exponent == FINEST) {
                    return codestream;
                }
            }
            // The slope of fine steps; no guess leaves the interval, and late ones halve it.
            double guess = exponent + (decibels - wanted - TOLERANCE / 2) / DECIBELS_OF_TWO;
            if (step == 0 && guess > 0) {
                guess = 0;
            }
            boolean within = guess > reaches && guess < fails || guess == 0 && fails == 0;
            exponent = within && step < QUALITY_STEPS / 2 ? guess : (reaches + fails) / 2;
        }
        return best == null ? attempt.encode(Math.pow(2, FINEST)) : best;
    }
}
