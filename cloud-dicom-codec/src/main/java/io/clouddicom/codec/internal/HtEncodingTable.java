package io.clouddicom.codec.internal;

/**
 * The context-dependent VLC of HT cleanup passes (T.814 Annex C), for look-up by what is to be coded; made from the
 * decoding tables of {@link HtVlcTable}.
 *
 * <p>The index is context times 256, significance times 16, and which samples have the quad's largest exponent; the
 * last is zero when no residual follows. An entry holds the length in bits 0 to 2, the exponents' known bits in 4 to 7
 * and the codeword in 8 to 14. Where several codewords serve, the one is taken that makes most exponents known, since
 * each saves a bit of magnitude.
 */
final class HtEncodingTable {
    static final short[] INITIAL = inverse(HtVlcTable.INITIAL);
    static final short[] OTHER = inverse(HtVlcTable.OTHER);

    private HtEncodingTable() {}

    private static short[] inverse(short[] decoding) {
        short[] table = new short[8 * 256];
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
                int had = table[at] >> 4 & 15;
                if (table[at] == 0 || Integer.bitCount(known) > Integer.bitCount(had)) {
                    table[at] = (short) (word << 8 | known << 4 | length);
                }
            }
        }
        return table;
    }
}
