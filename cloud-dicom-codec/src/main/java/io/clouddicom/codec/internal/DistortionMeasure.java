package io.clouddicom.codec.internal;

/**
 * How much each coding pass of a block brings the decoded samples nearer to the true ones: the decrease of the sum of
 * squared errors, in units of the squared quantiser step (T.800 J.14).
 *
 * <p>A decoder takes a sample for the middle of what its bits leave open. With x the true value and p the bit-plane, a
 * sample that becomes significant is decoded as c = 1.5 · 2^p, before as zero; the error x² becomes (x − c)². A sample
 * that is refined had the error t = x mod 2^(p+1) − 2^p, which becomes |t| − 2^(p−1). So the sums of x and |t| over the
 * samples of a pass suffice. All values here are doubled, so that the middle of a quantiser interval is a whole number.
 */
final class DistortionMeasure {
    /** Of the passes of the bit-plane last measured. */
    double significance;

    double refinement;
    double cleanup;

    private long newCount;
    private long newSum;
    private long visitedCount;
    private long visitedSum;
    private long refinedCount;
    private long refinedSum;

    /**
     * Measures the passes of a bit-plane, after its significance pass and before its cleanup pass.
     *
     * @param samples as {@link Part1BlockEncoder} takes them
     * @param flags its flags
     * @param exact whether the last bit-plane leaves nothing open: the reversible transform
     */
    void measure(
            int[] samples,
            int sampleStride,
            int width,
            int height,
            long[] flags,
            int flagStride,
            int plane,
            boolean exact) {
        newCount = 0;
        newSum = 0;
        visitedCount = 0;
        visitedSum = 0;
        refinedCount = 0;
        refinedSum = 0;
        int middle = exact ? 0 : 1;
        for (int y = 0; y < height; y++) {
            int at = ((y >> 2) + 1) * flagStride + 1;
            measureRow(samples, y * sampleStride, flags, at, 19 + 3 * (y & 3), width, plane, middle);
        }
        double one = Math.scalb(1.0, plane);
        boolean whole = exact && plane == 0;
        double centre = whole ? 2 : 3 * one;
        significance = centre * (2.0 * visitedSum - centre * visitedCount) / 4;
        cleanup = centre * (2.0 * (newSum - visitedSum) - centre * (newCount - visitedCount)) / 4;
        refinement = one * (2.0 * refinedSum - (whole ? 0 : one * refinedCount)) / 4;
    }

    private void measureRow(
            int[] samples, int from, long[] flags, int flagsFrom, int visitedBit, int width, int plane, int middle) {
        int mask = (4 << plane) - 1;
        int half = 2 << plane;
        int news = 0;
        int visits = 0;
        int refined = 0;
        long sumNew = 0;
        long sumVisited = 0;
        long sumRefined = 0;
        for (int x = 0; x < width; x++) {
            int sample = samples[from + x];
            int head = sample >>> plane + 1;
            if (head == 0) {
                continue;
            }
            int value = sample & ~1 | middle;
            if (head == 1) {
                int visited = -((int) flags[flagsFrom + x] >>> visitedBit & 1);
                news++;
                sumNew += value;
                visits -= visited;
                sumVisited += value & visited;
            } else {
                refined++;
                sumRefined += Math.abs((value & mask) - half);
            }
        }
        newCount += news;
        newSum += sumNew;
        visitedCount += visits;
        visitedSum += sumVisited;
        refinedCount += refined;
        refinedSum += sumRefined;
    }
}
