package io.clouddicom.internal.jpeg;

import io.clouddicom.CorruptDataException;

/**
 * A Huffman table (T.81 Annex C). Codes of up to {@value #LOOK_UP_BITS} bits are found in one step; {@link #decode} gives
 * {@code length << 8 | symbol}.
 */
final class HuffmanTable {
    static final int LOOK_UP_BITS = 9;
    private static final int DIFFERENCE_BITS = 12;
    private static final int COEFFICIENT_BITS = 10;
    private static final int LONGEST = 16;

    /** {@code length << 8 | symbol} by the first bits; 0 for longer codes. */
    private final int[] short9 = new int[1 << LOOK_UP_BITS];
    /** By length: the first 16-bit word, left aligned, that is of no such code. */
    private final int[] limit = new int[LONGEST + 1];
    /** By length: what makes a code an index of its symbol. */
    private final int[] offset = new int[LONGEST + 1];

    private final byte[] symbols;
    private int[] differences = new int[0];
    private int[] coefficients = new int[0];

    private HuffmanTable(byte[] symbols) {
        this.symbols = symbols;
    }

    /** Reads one table of a DHT segment, behind its class and number. */
    static HuffmanTable read(MarkerReader in) throws CorruptDataException {
        int at = in.offset();
        int[] counts = new int[LONGEST + 1];
        int total = 0;
        for (int length = 1; length <= LONGEST; length++) {
            counts[length] = in.u8();
            total += counts[length];
        }
        if (total > 256 || total > in.remaining()) {
            throw Faults.corrupt(at, "a Huffman table of " + total + " codes");
        }
        byte[] symbols = new byte[total];
        for (int i = 0; i < total; i++) {
            symbols[i] = (byte) in.u8();
        }
        HuffmanTable table = new HuffmanTable(symbols);
        table.build(counts, at);
        return table;
    }

    private void build(int[] counts, int at) throws CorruptDataException {
        int code = 0;
        int index = 0;
        for (int length = 1; length <= LONGEST; length++) {
            offset[length] = index - code;
            if (code + counts[length] > (1 << length)) {
                throw Faults.corrupt(at, "a Huffman table with more codes than there can be");
            }
            for (int i = 0; i < counts[length]; i++, code++, index++) {
                if (length <= LOOK_UP_BITS) {
                    int first = code << (LOOK_UP_BITS - length);
                    int entry = (length << 8) | (symbols[index] & 0xFF);
                    java.util.Arrays.fill(short9, first, first + (1 << (LOOK_UP_BITS - length)), entry);
                }
            }
            limit[length] = code << (LONGEST - length);
            code <<= 1;
        }
    }

    /**
     * The code at the beginning of a word.
     *
     * @param word bits, the first one the most significant, at least 16
     * @return {@code length << 8 | symbol}; 0 if there is no such code
     */
    int decode(long word) {
        int entry = short9[(int) (word >>> (64 - LOOK_UP_BITS))];
        return entry != 0 ? entry : decodeLong((int) (word >>> 48));
    }

    private int decodeLong(int bits) {
        for (int length = LOOK_UP_BITS + 1; length <= LONGEST; length++) {
            if (bits < limit[length]) {
                int index = (bits >>> (LONGEST - length)) + offset[length];
                return index < 0 || index >= symbols.length ? 0 : (length << 8) | (symbols[index] & 0xFF);
            }
        }
        return 0;
    }

    /**
     * For the first {@value #DIFFERENCE_BITS} bits, the whole difference of a lossless process that they begin with:
     * {@code difference << 8 | bits taken}; 0 where it is longer or there is none.
     */
    int[] differences() {
        if (differences.length == 0) {
            int[] table = new int[1 << DIFFERENCE_BITS];
            for (int i = 0; i < table.length; i++) {
                long word = (long) i << (64 - DIFFERENCE_BITS);
                int entry = decode(word);
                int category = entry & 0xFF;
                int taken = (entry >>> 8) + (category & 15);
                if (entry != 0 && category <= 16 && taken <= DIFFERENCE_BITS) {
                    table[i] = (difference(word << (entry >>> 8), category) << 8) | taken;
                }
            }
            differences = table;
        }
        return differences;
    }

    /**
     * For the first {@value #COEFFICIENT_BITS} bits, the whole coefficient of a DCT process that they begin with: {@code
     * coefficient << 16 | run of zeros before it << 8 | bits taken}; 0 where it is longer or there is none.
     */
    int[] coefficients() {
        if (coefficients.length == 0) {
            int[] table = new int[1 << COEFFICIENT_BITS];
            for (int i = 0; i < table.length; i++) {
                long word = (long) i << (64 - COEFFICIENT_BITS);
                int entry = decode(word);
                int size = entry & 15;
                int taken = (entry >>> 8) + size;
                if (size != 0 && taken <= COEFFICIENT_BITS) {
                    int value = difference(word << (entry >>> 8), size);
                    table[i] = (value << 16) | ((entry & 0xF0) << 4) | taken;
                }
            }
            coefficients = table;
        }
        return coefficients;
    }

    /** The index into {@link #coefficients}. */
    static int coefficientIndex(long word) {
        return (int) (word >>> (64 - COEFFICIENT_BITS));
    }

    /** The index into {@link #differences}. */
    static int differenceIndex(long word) {
        return (int) (word >>> (64 - DIFFERENCE_BITS));
    }

    /**
     * A difference of a category (T.81 F.2.2.1 EXTEND, and H.1.2.2 for category 16, which has no bits).
     *
     * @param word bits behind the code, the first one the most significant
     * @param category 0 to 16
     */
    static int difference(long word, int category) {
        if (category == 0) {
            return 0;
        }
        if (category == 16) {
            return 1 << 15;
        }
        int value = (int) (word >>> (64 - category));
        return word < 0 ? value : value - (1 << category) + 1;
    }
}
