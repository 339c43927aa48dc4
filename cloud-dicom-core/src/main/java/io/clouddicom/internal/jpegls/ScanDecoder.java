package io.clouddicom.internal.jpegls;

import io.clouddicom.CorruptDataException;
import io.clouddicom.internal.jpeg.EntropyBits;
import io.clouddicom.internal.jpeg.Faults;
import java.util.Arrays;

/**
 * Decodes lines of samples (T.87 Annex A). A line is an array of its columns with one more sample at either side: the left
 * one is the first of the line above, the right one is a copy of the last.
 *
 * <p>A context is four numbers one after the other: A, the sum of absolute errors; B, the sum of errors, for the bias; C,
 * the correction of the prediction; N, how often it occurred.
 */
final class ScanDecoder {
    /** J of T.87 A.7.1.2: logarithm of the length of a run by its index. */
    private static final int[] RUN_BITS = {
        0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };

    private static final int CONTEXTS = 365;
    private static final int LARGEST_SUM = 1 << 24;

    private final EntropyBits source;
    private final int maximum;
    private final int near;
    private final int step;
    private final int span;
    private final int errorBits;
    private final int longestCode;
    private final int reset;
    private final int threshold;
    private final byte[] regions;
    private final int firstSum;

    private final int[] contexts = new int[4 * CONTEXTS];
    /** A, N and Nn of the two contexts behind runs, by RItype. */
    private final int[] runSum = new int[2];

    private final int[] runCount = new int[2];
    private final int[] runNegative = new int[2];
    private final int[] runIndex;
    private long position;

    ScanDecoder(CodingParameters parameters, int components, EntropyBits source) {
        this.source = source;
        maximum = parameters.maximum();
        near = parameters.near();
        step = parameters.step();
        span = parameters.range() * step;
        errorBits = parameters.errorBits();
        longestCode = parameters.longestCode();
        reset = parameters.reset();
        threshold = parameters.threshold3();
        regions = parameters.regions();
        firstSum = parameters.firstSum();
        runIndex = new int[components];
        restart();
    }

    /** Begins a scan or a restart interval. */
    void restart() {
        position = 0;
        for (int i = 0; i < contexts.length; i += 4) {
            contexts[i] = firstSum;
            contexts[i + 1] = 0;
            contexts[i + 2] = 0;
            contexts[i + 3] = 1;
        }
        Arrays.fill(runSum, firstSum);
        Arrays.fill(runCount, 1);
        Arrays.fill(runNegative, 0);
        Arrays.fill(runIndex, 0);
    }

    /** Decodes a line of one component. */
    void line(int component, int[] line, int[] above) throws CorruptDataException {
        int end = line.length - 1;
        line[0] = above[1];
        above[end] = above[end - 1];
        int x = 1;
        while (x < end) {
            int a = line[x - 1];
            int b = above[x];
            int c = above[x - 1];
            int context = context(above[x + 1] - b, b - c, c - a);
            if (context != 0) {
                line[x++] = regular(context, a, b, c);
            } else {
                int length = runLength(component, end - x);
                Arrays.fill(line, x, x + length, a);
                x += length;
                if (x < end) {
                    line[x] = behindRun(component, a, above[x]);
                    x++;
                    shorterRuns(component);
                }
            }
        }
    }

    /** Decodes a line of all components, sample by sample. */
    void samples(int[][] line, int[][] above) throws CorruptDataException {
        int end = line[0].length - 1;
        int count = line.length;
        int[] context = new int[count];
        for (int i = 0; i < count; i++) {
            line[i][0] = above[i][1];
            above[i][end] = above[i][end - 1];
        }
        int x = 1;
        while (x < end) {
            int any = 0;
            for (int i = 0; i < count; i++) {
                int b = above[i][x];
                int c = above[i][x - 1];
                context[i] = context(above[i][x + 1] - b, b - c, c - line[i][x - 1]);
                any |= context[i];
            }
            if (any != 0) {
                for (int i = 0; i < count; i++) {
                    line[i][x] = regular(context[i], line[i][x - 1], above[i][x], above[i][x - 1]);
                }
                x++;
                continue;
            }
            int length = runLength(0, end - x);
            for (int[] component : line) {
                Arrays.fill(component, x, x + length, component[x - 1]);
            }
            x += length;
            if (x < end) {
                for (int i = 0; i < count; i++) {
                    line[i][x] = differentFromAbove(0, line[i][x - 1], above[i][x]);
                }
                x++;
                shorterRuns(0);
            }
        }
    }

    /** T.87 A.3.3, A.3.4: a number from -364 to 364; 0 begins a run. */
    private int context(int d1, int d2, int d3) {
        return (region(d1) * 9 + region(d2)) * 9 + region(d3);
    }

    private int region(int difference) {
        return regions[Math.max(-threshold, Math.min(threshold, difference)) + threshold];
    }

    /** A sample in regular mode (T.87 A.4 to A.6), from its neighbours at the left, above, and above at the left. */
    private int regular(int signedContext, int left, int above, int corner) throws CorruptDataException {
        int sign = signedContext >> 31;
        int at = ((signedContext ^ sign) - sign) * 4;
        int[] context = contexts;
        int a = context[at];
        int b = context[at + 1];
        int c = context[at + 2];
        int n = context[at + 3];
        int smaller = Math.min(left, above);
        int greater = Math.max(left, above);
        int prediction = Math.max(smaller, Math.min(greater, left + above - corner));
        prediction = Math.max(0, Math.min(maximum, prediction + (c ^ sign) - sign));
        int k = golomb(n, a);
        int mapped = code(k, longestCode);
        int error = mapped >>> 1 ^ -(mapped & 1);
        if ((k | near) == 0 && 2 * b <= -n) {
            error = ~error;
        }
        b += error * step;
        a += Math.abs(error);
        if (a > LARGEST_SUM) {
            throw invalid();
        }
        if (n == reset) {
            a >>= 1;
            b >>= 1;
            n >>= 1;
        }
        n++;
        if (b <= -n) {
            b = Math.max(b + n, 1 - n);
            c = Math.max(c - 1, -128);
        } else if (b > 0) {
            b = Math.min(b - n, 0);
            c = Math.min(c + 1, 127);
        }
        context[at] = a;
        context[at + 1] = b;
        context[at + 2] = c;
        context[at + 3] = n;
        return reconstruct(prediction, (error ^ sign) - sign);
    }

    /** The smallest k for which {@code count << k} is not less than the sum (T.87 A.5.1). */
    private static int golomb(int count, int sum) {
        int k = Math.max(0, Integer.numberOfLeadingZeros(count) - Integer.numberOfLeadingZeros(sum));
        return count << k < sum ? k + 1 : k;
    }

    /** A limited-length Golomb code (T.87 A.5.3). */
    private int code(int k, int limit) throws CorruptDataException {
        byte[] bits = source.bits();
        long at = position;
        long word = EntropyBits.word(bits, at);
        int zeros = Long.numberOfLeadingZeros(word);
        int escape = limit - errorBits - 1;
        int suffix = k;
        if (zeros >= escape) {
            if (zeros > escape) {
                throw invalid();
            }
            suffix = errorBits;
        }
        at += zeros + 1;
        int value = 0;
        if (zeros + suffix < EntropyBits.WORD_BITS) {
            value = (int) (word << zeros << 1 >>> 1 >>> (63 - suffix));
        } else {
            value = (int) (EntropyBits.word(bits, at) >>> 1 >>> (63 - suffix));
        }
        at += suffix;
        if (at > source.length()) {
            throw source.truncated();
        }
        position = at;
        return zeros < escape ? (zeros << k) + value : value + 1;
    }

    private int reconstruct(int prediction, int error) {
        int value = prediction + error * step;
        if (value < -near) {
            value += span;
        } else if (value > maximum + near) {
            value -= span;
        }
        return Math.max(0, Math.min(maximum, value));
    }

    /** How many samples are like the one before them (T.87 A.7.1). */
    private int runLength(int component, int most) throws CorruptDataException {
        byte[] bits = source.bits();
        int length = 0;
        while (EntropyBits.word(bits, position++) < 0) {
            int more = 1 << RUN_BITS[runIndex[component]];
            if (position > source.length()) {
                throw source.truncated();
            }
            if (more > most - length) {
                return most;
            }
            length += more;
            runIndex[component] = Math.min(31, runIndex[component] + 1);
            if (length == most) {
                return most;
            }
        }
        int size = RUN_BITS[runIndex[component]];
        length += (int) (EntropyBits.word(bits, position) >>> 1 >>> (63 - size));
        position += size;
        if (position > source.length()) {
            throw source.truncated();
        }
        if (length >= most) {
            throw invalid();
        }
        return length;
    }

    private void shorterRuns(int component) {
        runIndex[component] = Math.max(0, runIndex[component] - 1);
    }

    /** The sample that ends a run (T.87 A.7.2). */
    private int behindRun(int component, int left, int above) throws CorruptDataException {
        if (Math.abs(left - above) <= near) {
            return reconstruct(left, runError(component, 1));
        }
        return differentFromAbove(component, left, above);
    }

    private int differentFromAbove(int component, int left, int above) throws CorruptDataException {
        int error = runError(component, 0);
        return reconstruct(above, above < left ? -error : error);
    }

    private int runError(int component, int type) throws CorruptDataException {
        int n = runCount[type];
        int sum = runSum[type] + (type == 0 ? 0 : n >> 1);
        int k = golomb(n, sum);
        int mapped = code(k, longestCode - RUN_BITS[runIndex[component]] - 1);
        int magnitude = mapped + type;
        int odd = magnitude & 1;
        magnitude = (magnitude + odd) >> 1;
        boolean negative = (k != 0 || 2 * runNegative[type] >= n) == (odd == 1);
        int error = negative ? -magnitude : magnitude;
        if (error < 0) {
            runNegative[type]++;
        }
        runSum[type] += (mapped + 1 - type) >> 1;
        if (runSum[type] > LARGEST_SUM) {
            throw invalid();
        }
        if (n == reset) {
            runSum[type] >>= 1;
            runNegative[type] >>= 1;
            n >>= 1;
        }
        runCount[type] = n + 1;
        return error;
    }

    private CorruptDataException invalid() {
        return position + EntropyBits.WORD_BITS > source.length()
                ? source.truncated()
                : Faults.corrupt(source.next(), "JPEG-LS data that is no code, before the marker");
    }
}
