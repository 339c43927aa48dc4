package io.clouddicom.codec.internal;

/**
 * The context-dependent VLC of HT cleanup passes (T.814 Annex C), for look-up by what is to be coded; made from the
 * decoding tables of {@link HtVlcTable}.
 *
 * <p>The index is context times 256, significance times 16, and which samples have the quad's largest exponent; the
 * last is zero when no residual follows. An entry holds the length of the codeword in bits 0 to 2, the exponents' known
 * bits in 4 to 7, in bits 8 to 10 what the quad brings to the context of the next, in its place in the index, the codeword
 * in 11 to 17, and the event of the run-length coder that precedes it, if any. Where several codewords serve, the one is
 * taken that makes most exponents known, since each saves a bit of magnitude.
 */
final class HtEncodingTable {
    static final int KNOWN_SHIFT = 4;
    static final int CONTEXT_MASK = 0x700;
    static final int CODEWORD_SHIFT = 11;

    /** A quad in context zero without a significant sample: one event, no codeword. */
    static final int EVENT_ZERO = 1 << 18;

    /** A quad in context zero with one. */
    static final int EVENT_ONE = 1 << 19;

    static final int[] INITIAL = inverse(HtVlcTable.INITIAL, true);
    static final int[] OTHER = inverse(HtVlcTable.OTHER, false);

    private HtEncodingTable() {}

    private static int[] inverse(short[] decoding, boolean initial) {
        int[] table = new int[8 * 256];
        for (int index = 0; index < decoding.length; index++) {
            int entry = decoding[index] & 0xFFFF;
            int length = entry & 7;
            int word = index & 127;
            if (length == 0 || word >> length != 0) {
                continue;
            }
            int significance = entry >> 4 & 15;
            int known = entry >> 8 & 15;
            int values = entry >> 12 & 15;
            boolean residual = (entry & 8) != 0;
            for (int largest = residual ? 1 : 0; largest < (residual ? 16 : 1); largest++) {
                if ((largest & ~significance) != 0 || (largest & known) != values) {
                    continue;
                }
                int at = index >> 7 << 8 | significance << 4 | largest;
                int had = table[at] >> KNOWN_SHIFT & 15;
                if (table[at] == 0 || Integer.bitCount(known) > Integer.bitCount(had)) {
                    table[at] = word << CODEWORD_SHIFT
                            | contextOfNext(significance, initial) << 8
                            | known << KNOWN_SHIFT
                            | length;
                }
            }
        }
        table[0] = EVENT_ZERO;
        for (int at = 1; at < 256; at++) {
            table[at] |= EVENT_ONE;
        }
        return table;
    }

    /** Equations of T.814 7.3.5: the part of the quad to the left in a context. */
    private static int contextOfNext(int significance, boolean initial) {
        int top = significance & 1 | significance >> 1 & 1;
        int right = significance >> 2 & 1 | significance >> 3;
        return initial ? top | significance >> 1 & 6 : right << 1;
    }
}
