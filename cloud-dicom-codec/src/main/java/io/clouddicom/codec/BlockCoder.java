package io.clouddicom.codec;

/** How code-blocks are encoded. */
public enum BlockCoder {
    /** The high-throughput block coder of HTJ2K (ITU-T T.814): many times as fast, a few per cent larger. */
    HIGH_THROUGHPUT,
    /** The arithmetic block coder of JPEG 2000 Part 1 (ITU-T T.800 Annex D), which every JPEG 2000 decoder has. */
    PART_1
}
