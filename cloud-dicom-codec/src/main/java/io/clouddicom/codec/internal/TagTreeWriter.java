package io.clouddicom.codec.internal;

/** A tag tree to be written (T.800 B.10.2); one object serves any number of trees, one after the other. */
final class TagTreeWriter {
    private int levels;
    private final int[] widths = new int[32];
    private final int[] heights = new int[32];
    private final int[] starts = new int[32];
    private int[] values = new int[0];
    /** Per node what the reader knows: a lower bound, complemented once the value itself is known. */
    private int[] bounds = new int[0];

    /** Begins a tree; the leaves' values follow by {@link #set}, then {@link #close}. */
    void start(int width, int height) {
        levels = 0;
        int nodes = 0;
        int w = width;
        int h = height;
        while (true) {
            widths[levels] = w;
            heights[levels] = h;
            starts[levels] = nodes;
            nodes += w * h;
            levels++;
            if (w <= 1 && h <= 1) {
                break;
            }
            w = (w + 1) >> 1;
            h = (h + 1) >> 1;
        }
        if (values.length < nodes) {
            values = new int[nodes];
            bounds = new int[nodes];
        }
        java.util.Arrays.fill(values, widths[0] * heights[0], nodes, Integer.MAX_VALUE);
        java.util.Arrays.fill(bounds, 0, nodes, 0);
    }

    void set(int leaf, int value) {
        values[leaf] = value;
    }

    /** Gives each node the least of the values below it. */
    void close() {
        for (int level = 1; level < levels; level++) {
            for (int y = 0; y < heights[level - 1]; y++) {
                for (int x = 0; x < widths[level - 1]; x++) {
                    int node = starts[level] + (y >> 1) * widths[level] + (x >> 1);
                    values[node] = Math.min(values[node], values[starts[level - 1] + y * widths[level - 1] + x]);
                }
            }
        }
    }

    /** Writes what tells whether a leaf's value is below a threshold, and the value if it is. */
    void write(int x, int y, int threshold, PacketBitSink bits) {
        int least = 0;
        for (int level = levels - 1; level >= 0; level--) {
            int node = starts[level] + (y >> level) * widths[level] + (x >> level);
            int bound = bounds[node];
            if (bound < 0) {
                least = ~bound;
                continue;
            }
            least = Math.max(least, bound);
            int value = values[node];
            while (least < threshold && least < value) {
                bits.bit(0);
                least++;
            }
            if (least < threshold) {
                bits.bit(1);
                bounds[node] = ~least;
            } else {
                bounds[node] = least;
                return;
            }
        }
    }
}
