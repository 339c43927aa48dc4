package io.clouddicom.codec.internal;

import io.clouddicom.codec.EncodeOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Divides the coding passes of an image among quality layers, such that each layer ends at a given number of bytes with
 * the least squared error in the image (T.800 J.14, post-compression rate–distortion optimisation).
 *
 * <p>Each block has points of length and error by pass. Those on their convex hull have slopes that fall from pass to
 * pass, and for a given threshold the best is to take every block up to its last slope above it. The threshold is
 * sought by halving; what it costs is counted with packet headers and all.
 */
final class LayerAllocation {
    /** Halvings of the logarithm of the slope, which reach all that a double tells. */
    private static final int MOST_STEPS = 48;
    /** Rounds in which the rest of a budget is given away. */
    private static final int MOST_ROUNDS = 4;
    /** What a contribution takes in packet headers, roughly. */
    private static final int HEADER_BYTES = 2;

    private final EncodingPlan plan;
    private final List<Tile> tiles;
    private final CodedBlocks coded;
    private final BlockLayers layers;
    private final PacketWriter packets;
    private final boolean packetLengths;
    /** Whether what the last layer leaves out is lost. */
    private final boolean cut;

    private final List<Codeblock> blocks = new ArrayList<>();
    /** By pass in {@link CodedBlocks}: the slope of the hull that ends there, zero where none does. */
    private final double[] slopes;

    private double steepest;
    private double flattest = Double.POSITIVE_INFINITY;

    LayerAllocation(
            EncodingPlan plan,
            List<Tile> tiles,
            CodedBlocks coded,
            BlockLayers layers,
            PacketWriter packets,
            EncodeOptions options) {
        this.plan = plan;
        this.tiles = tiles;
        this.coded = coded;
        this.layers = layers;
        this.packets = packets;
        packetLengths = options.packetLengths();
        cut = options.ratio().isPresent();
        slopes = new double[coded.passCount()];
        for (Tile tile : tiles) {
            for (int component = 0; component < tile.components.length; component++) {
                double colour = colourWeight(plan, component);
                for (Resolution resolution : tile.components[component].resolutions) {
                    collect(resolution, colour);
                }
            }
        }
        layers.start(plan.packets().layers(), blocks.size());
    }

    /** How much a component's squared error shows in red, green and blue: squared norms of the columns of RCT and ICT. */
    private static double colourWeight(EncodingPlan plan, int component) {
        if (!plan.packets().componentTransform()) {
            return 1;
        }
        if (component == 0) {
            return 3;
        }
        if (plan.style().reversible()) {
            return 0.6875;
        }
        return component == 1 ? 0.344136 * 0.344136 + 1.772 * 1.772 : 0.714136 * 0.714136 + 1.402 * 1.402;
    }

    private void collect(Resolution resolution, double colour) {
        for (Precinct precinct : resolution.precincts) {
            for (Precinct.Part part : precinct.parts) {
                for (Codeblock block : part.blocks) {
                    if (block.passes > 0) {
                        blocks.add(block);
                        findHull(block, colour * weight(block.band));
                    }
                }
            }
        }
    }

    /** How much a squared error of one quantiser step shows in the component. */
    private double weight(Subband band) {
        int levels = band.style.levels();
        int depth = band.resolution == 0 ? levels : levels - band.resolution + 1;
        double norm = SynthesisNorms.norm(band.style.reversible(), band.orientation, depth);
        double step = band.style.reversible() ? 1 : band.step;
        return norm * norm * step * step;
    }

    /** Leaves slopes at those passes that are on the hull. */
    private void findHull(Codeblock block, double weight) {
        int first = coded.firstPass(block);
        int[] hull = new int[block.passes + 1];
        double[] gains = new double[block.passes + 1];
        int top = 0;
        double gain = 0;
        for (int pass = 1; pass <= block.passes; pass++) {
            gain += coded.gain(block, pass) * weight;
            if (gain <= gains[top] || !mayEnd(block, pass)) {
                continue;
            }
            double slope = slope(block, hull[top], pass, gain - gains[top]);
            while (top > 0 && slope >= slopes[first + hull[top] - 1]) {
                slopes[first + hull[top] - 1] = 0;
                top--;
                slope = slope(block, hull[top], pass, gain - gains[top]);
            }
            top++;
            hull[top] = pass;
            gains[top] = gain;
            slopes[first + pass - 1] = slope;
        }
        for (int vertex = 1; vertex <= top; vertex++) {
            steepest = Math.max(steepest, slopes[first + hull[vertex] - 1]);
            flattest = Math.min(flattest, slopes[first + hull[vertex] - 1]);
        }
    }

    /** Whether a block may be left with so many passes: those that end predictably must end where a segment does (T.800 D.4.2). */
    private boolean mayEnd(Codeblock block, int passes) {
        CodingStyle style = block.band.style;
        return !cut
                || (style.blockStyle() & CodingStyle.PREDICTABLE_TERMINATION) == 0
                || passes == block.passes
                || style.segmentEnd(passes - 1) == passes;
    }

    private double slope(Codeblock block, int before, int pass, double gain) {
        // Bytes of passes that cost nothing are told in packet headers at least.
        return gain / Math.max(0.25, coded.length(block, pass) - coded.length(block, before));
    }

    /**
     * Fills layers up to their budgets.
     *
     * @param budgets by layer, the bytes that packets up to and with it may take; a negative number means all passes
     */
    void allot(long[] budgets) {
        for (int layer = 0; layer < budgets.length; layer++) {
            if (budgets[layer] < 0) {
                take(layer, 0);
            } else {
                fill(layer, budgets[layer]);
            }
        }
        int last = budgets.length - 1;
        if (budgets[last] >= 0 && length(last) > budgets[last]) {
            throw new IllegalArgumentException(
                    "even without any coding pass the codestream is longer than the ratio allows");
        }
    }

    private void fill(int layer, long budget) {
        take(layer, 0);
        if (blocks.isEmpty() || length(layer) <= budget) {
            return;
        }
        double low = Math.log(flattest) - 1;
        double high = Math.log(steepest) + 1;
        double reached = high;
        for (int step = 0; step < MOST_STEPS && high - low > 1e-12; step++) {
            double middle = (low + high) / 2;
            take(layer, Math.exp(middle));
            long length = length(layer);
            if (length <= budget) {
                high = middle;
                reached = middle;
                if (length >= budget - (budget >> 12)) {
                    break;
                }
            } else {
                low = middle;
            }
        }
        take(layer, Math.exp(reached));
        useRest(layer, budget);
    }

    /** What the threshold leaves of the budget goes to those next points of the hulls that fit, the steepest first. */
    private void useRest(int layer, long budget) {
        long rest = budget - length(layer);
        for (int round = 0; round < MOST_ROUNDS && rest > budget >> 12; round++) {
            List<Codeblock> steps = new ArrayList<>();
            for (Codeblock block : blocks) {
                if (nextPoint(block, layer) > 0) {
                    steps.add(block);
                }
            }
            steps.sort(
                    Comparator.comparingDouble(block -> -slopes[coded.firstPass(block) + nextPoint(block, layer) - 1]));
            int[] before = new int[steps.size()];
            boolean any = false;
            for (int index = 0; index < before.length; index++) {
                Codeblock block = steps.get(index);
                before[index] = layers.passes(block, layer);
                int next = nextPoint(block, layer);
                int cost = coded.length(block, next) - coded.length(block, before[index]) + HEADER_BYTES;
                if (cost <= rest) {
                    layers.set(block, layer, next);
                    rest -= cost;
                    any = true;
                }
            }
            rest = budget - length(layer);
            if (rest < 0) {
                for (int index = 0; index < before.length; index++) {
                    layers.set(steps.get(index), layer, before[index]);
                }
            }
            if (!any) {
                break;
            }
        }
    }

    /** The point of a block's hull after the passes that are in a layer; zero if there is none. */
    private int nextPoint(Codeblock block, int layer) {
        int first = coded.firstPass(block);
        for (int pass = layers.passes(block, layer) + 1; pass <= block.passes; pass++) {
            if (slopes[first + pass - 1] > 0) {
                return pass;
            }
        }
        return 0;
    }

    /** Takes passes into a layer whose slopes are above a threshold; all for zero. */
    private void take(int layer, double threshold) {
        for (Codeblock block : blocks) {
            int passes = layers.passes(block, layer - 1);
            if (threshold == 0) {
                passes = block.passes;
            } else {
                int first = coded.firstPass(block);
                int pass = block.passes;
                while (pass > passes && slopes[first + pass - 1] < threshold) {
                    pass--;
                }
                passes = pass;
            }
            layers.set(block, layer, passes);
        }
    }

    /** Bytes of packets up to and with a layer, and of what PLT tells of them. */
    private long length(int layer) {
        long length = 0;
        for (Tile tile : tiles) {
            packets.prepare(tile, coded, layers, layer + 1);
            length += packets.length(packetLengths);
        }
        return length;
    }
}
