package io.clouddicom.codec.internal;

import java.util.Arrays;
import java.util.Objects;

/**
 * How one tile-component is coded: the component part of COD or COC (T.800 A.6.1, A.6.2; T.814 A.4).
 *
 * @param levels number of decompositions, 0 to 32
 * @param blockWidthExponent base-two logarithm of the nominal code-block width, 2 to 10
 * @param blockHeightExponent the same of the height
 * @param blockStyle code-block style bits
 * @param reversible 5/3 reversible or 9/7 irreversible wavelet
 * @param precincts per resolution PPx in the low, PPy in the high four bits; never changed
 */
record CodingStyle(
        int levels,
        int blockWidthExponent,
        int blockHeightExponent,
        int blockStyle,
        boolean reversible,
        byte[] precincts) {
    /** Selective arithmetic coding bypass. */
    static final int BYPASS = 1;
    /** Contexts start afresh at every coding pass. */
    static final int RESET = 2;
    /** Every coding pass ends its codeword segment. */
    static final int TERMINATE_ALL = 4;
    /** Contexts do not look into the next stripe. */
    static final int VERTICALLY_CAUSAL = 8;
    /** Predictable termination; it changes nothing for a decoder that does not look for errors. */
    static final int PREDICTABLE_TERMINATION = 16;
    /** Each cleanup pass ends with the symbols 1010. */
    static final int SEGMENTATION_SYMBOLS = 32;
    /** High-throughput code-blocks. */
    static final int HIGH_THROUGHPUT = 64;
    /** With {@link #HIGH_THROUGHPUT}: code-blocks of both kinds. */
    static final int MIXED = 128;

    int precinctWidthExponent(int resolution) {
        return precincts[resolution] & 15;
    }

    int precinctHeightExponent(int resolution) {
        return (precincts[resolution] >> 4) & 15;
    }

    /** Binary logarithm of the width that code-blocks have at a resolution, which precincts may cut (B.7). */
    int blockWidthExponentAt(int resolution) {
        return Math.min(blockWidthExponent, precinctWidthExponent(resolution) - (resolution == 0 ? 0 : 1));
    }

    /** The same of the height. */
    int blockHeightExponentAt(int resolution) {
        return Math.min(blockHeightExponent, precinctHeightExponent(resolution) - (resolution == 0 ? 0 : 1));
    }

    /**
     * Where the codeword segment ends that a coding pass is in, when the block is of the HT kind: a cleanup pass alone,
     * then the refinement passes of the set (T.814 Annex B).
     *
     * @return the number of the first pass after it
     */
    static int highThroughputSegmentEnd(int pass) {
        return pass % 3 == 0 ? pass + 1 : pass + 3 - pass % 3;
    }

    /** The same for a block of Part 1 (T.800 D.4.2, D.6). */
    int segmentEnd(int pass) {
        if ((blockStyle & TERMINATE_ALL) != 0) {
            return pass + 1;
        }
        if ((blockStyle & BYPASS) != 0) {
            // Passes before the first raw one in one segment, then raw passes in pairs and cleanup passes alone.
            return pass < 10 ? 10 : (pass - 10) % 3 == 0 ? pass + 2 : pass + 1;
        }
        return Integer.MAX_VALUE;
    }

    boolean highThroughput() {
        return (blockStyle & HIGH_THROUGHPUT) != 0;
    }

    boolean mixed() {
        return (blockStyle & (HIGH_THROUGHPUT | MIXED)) == (HIGH_THROUGHPUT | MIXED);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodingStyle that
                && levels == that.levels
                && blockWidthExponent == that.blockWidthExponent
                && blockHeightExponent == that.blockHeightExponent
                && blockStyle == that.blockStyle
                && reversible == that.reversible
                && Arrays.equals(precincts, that.precincts);
    }

    @Override
    public int hashCode() {
        return Objects.hash(levels, blockWidthExponent, blockHeightExponent, blockStyle, reversible);
    }
}
