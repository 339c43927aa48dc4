package io.clouddicom.internal.transcode;

import io.clouddicom.internal.format.Restoration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells how some bytes are made of others: stretches that both have, and literals between. Greedy, with a table of where
 * each run of {@value #RUN} bytes is first met; good enough for headers in which a few elements have changed.
 */
public final class ByteDifference {
    private static final int RUN = 16;
    /** A shorter stretch costs about as much to name as to spell out. */
    private static final int SHORTEST_COPY = 24;

    private final byte[] from;
    private final byte[] wanted;
    private final int[] firstAt;
    private final List<Restoration.Step> steps = new ArrayList<>();

    private ByteDifference(byte[] from, byte[] wanted) {
        this.from = from;
        this.wanted = wanted;
        this.firstAt = new int[Integer.highestOneBit(Math.max(64, 2 * from.length))];
        Arrays.fill(firstAt, -1);
        for (int at = from.length - RUN; at >= 0; at--) {
            firstAt[slot(from, at)] = at;
        }
    }

    /**
     * How bytes are made of others.
     *
     * @param from what copies are taken from, from offset 0 of the stored object
     * @param wanted what is to be made
     */
    public static List<Restoration.Step> steps(byte[] from, byte[] wanted) {
        ByteDifference difference = new ByteDifference(from, wanted);
        difference.run();
        return difference.steps;
    }

    private void run() {
        int literalFrom = 0;
        int expected = 0;
        int at = 0;
        while (at < wanted.length) {
            int source = expected;
            int length = common(source, at);
            if (length < SHORTEST_COPY && at + RUN <= wanted.length) {
                source = firstAt[slot(wanted, at)];
                length = source < 0 ? 0 : common(source, at);
            }
            if (length >= SHORTEST_COPY) {
                literal(literalFrom, at);
                steps.add(new Restoration.Copy(source, length));
                at += length;
                expected = source + length;
                literalFrom = at;
            } else {
                at++;
                expected++;
            }
        }
        literal(literalFrom, wanted.length);
    }

    private void literal(int begin, int end) {
        if (begin < end) {
            steps.add(new Restoration.Literal(Arrays.copyOfRange(wanted, begin, end)));
        }
    }

    private int common(int source, int at) {
        if (source >= from.length) {
            return 0;
        }
        int mismatch = Arrays.mismatch(from, source, from.length, wanted, at, wanted.length);
        return mismatch < 0 ? wanted.length - at : mismatch;
    }

    private int slot(byte[] bytes, int at) {
        long hash = 0;
        for (int i = 0; i < RUN; i++) {
            hash = hash * 0x9E37_79B9_7F4A_7C15L + bytes[at + i];
        }
        return (int) (hash >>> 33) & firstAt.length - 1;
    }
}
