package io.clouddicom.benchmarks.report;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing measured, round by round, and what a peer needed for the same in the same rounds.
 *
 * @param suite the part of the project: codec, pipeline, encryption, stores, cache, dicom, sizes
 * @param name what was done to what
 * @param unit of the values, as "µs" or "slices/s"
 * @param higherIsBetter whether the values are rates, not times or sizes
 * @param ours a value per round
 * @param peer who did the same beside, or null for a figure that stands alone
 * @param theirs the peer's values, round by round; empty without a peer
 * @param floor the ratio that must be reached, or null
 * @param aim the ratio that is wanted, or null
 * @param allocated bytes that one operation allocates, or null where nobody looked
 */
@SuppressWarnings("ArrayRecordComponent")
public record Figure(
        String suite,
        String name,
        String unit,
        boolean higherIsBetter,
        double[] ours,
        @Nullable String peer,
        double[] theirs,
        @Nullable Double floor,
        @Nullable Double aim,
        @Nullable Double allocated) {
    private static final double[] NONE = {};

    /** A figure whose values are better when they are higher. */
    public static Figure rate(String suite, String name, String unit, double... ours) {
        return new Figure(suite, name, unit, true, ours, null, NONE, null, null, null);
    }

    /** A figure whose values are better when they are lower: a time, a size, a number of requests. */
    public static Figure cost(String suite, String name, String unit, double... ours) {
        return new Figure(suite, name, unit, false, ours, null, NONE, null, null, null);
    }

    /** The same beside a peer. */
    public Figure against(String other, double... values) {
        if (values.length != ours.length) {
            throw new IllegalArgumentException(
                    name + ": " + ours.length + " rounds of ours, " + values.length + " of " + other);
        }
        return new Figure(suite, name, unit, higherIsBetter, ours, other, values, floor, aim, allocated);
    }

    /** The same with the ratio that must be reached, and the one that is wanted. */
    public Figure bounds(double atLeast, double wanted) {
        return new Figure(suite, name, unit, higherIsBetter, ours, peer, theirs, atLeast, wanted, allocated);
    }

    /** The same with the bytes that one operation allocates. */
    public Figure allocating(double bytes) {
        return new Figure(suite, name, unit, higherIsBetter, ours, peer, theirs, floor, aim, bytes);
    }

    /** How many times as good as the peer each round is: over 1 is better, whatever the unit. Empty without a peer. */
    public double[] ratios() {
        double[] ratios = new double[theirs.length];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = higherIsBetter ? ours[round] / theirs[round] : theirs[round] / ours[round];
        }
        return ratios;
    }

    /** The figure for a reader who waits for the next one. */
    public String line() {
        String beside = peer == null
                ? ""
                : String.format(Locale.ROOT, "; %s %.4g, ratio %.3f", peer, median(theirs), median(ratios()));
        return String.format(Locale.ROOT, "  %s: %.4g %s%s", name, median(ours), unit, beside);
    }

    /** The value in the middle. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
