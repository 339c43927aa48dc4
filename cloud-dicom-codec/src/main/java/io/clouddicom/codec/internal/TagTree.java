package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import java.util.Arrays;

/** A tag tree of T.800 B.10.2, read as far as it is asked. */
final class TagTree {
    private final int levels;
    private final int[] widths;
    private final int[] starts;
    /** Per node the lower bound known so far; complemented once the value itself is known. */
    private final int[] bounds;

    TagTree(int width, int height) {
        int count = 1;
        int w = width;
        int h = height;
        while (w > 1 || h > 1) {
            w = (w + 1) >> 1;
            h = (h + 1) >> 1;
            count++;
        }
        levels = count;
        widths = new int[levels];
        starts = new int[levels];
        int nodes = 0;
        w = width;
        h = height;
        for (int level = 0; level < levels; level++) {
            widths[level] = w;
            starts[level] = nodes;
            nodes += w * h;
            w = (w + 1) >> 1;
            h = (h + 1) >> 1;
        }
        bounds = new int[nodes];
    }

    void reset() {
        Arrays.fill(bounds, 0);
    }

    /**
     * Reads whether the value of a leaf is below a threshold.
     *
     * @return the value when it is, else -1
     */
    int below(int x, int y, int threshold, PacketBits bits) throws CodestreamException {
        int least = 0;
        for (int level = levels - 1; level >= 0; level--) {
            int node = starts[level] + (y >> level) * widths[level] + (x >> level);
            int bound = bounds[node];
            if (bound < 0) {
                least = ~bound;
                continue;
            }
            least = Math.max(least, bound);
            boolean known = false;
            while (least < threshold) {
                if (bits.bit() != 0) {
                    known = true;
                    break;
                }
                least++;
            }
            bounds[node] = known ? ~least : least;
            if (!known) {
                return -1;
            }
        }
        return least;
    }
}
