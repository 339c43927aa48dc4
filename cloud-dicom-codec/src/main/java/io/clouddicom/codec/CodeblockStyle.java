package io.clouddicom.codec;

/** Particulars of the code-blocks of Part 1 (T.800 Table A.19, Annex D), in the order of their bits in COD. */
public enum CodeblockStyle {
    /** Most passes from the fifth bit-plane on are stored without arithmetic coding: faster, a little larger. */
    BYPASS,
    /** Context probabilities start afresh with every coding pass. */
    RESET,
    /** Every coding pass is terminated: can be decoded apart from those after it. */
    TERMINATE_ALL,
    /** Contexts do not look into the next stripe of a code-block. */
    VERTICALLY_CAUSAL,
    /** Terminated passes end such that a decoder can tell that they were damaged. */
    PREDICTABLE_TERMINATION,
    /** Each cleanup pass ends with a symbol that tells that it was decoded right. */
    SEGMENTATION_SYMBOLS
}
