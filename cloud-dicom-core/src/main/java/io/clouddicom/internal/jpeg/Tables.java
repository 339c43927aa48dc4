package io.clouddicom.internal.jpeg;

import io.clouddicom.CorruptDataException;
import org.jspecify.annotations.Nullable;

/** The tables and the restart interval that are in force (T.81 B.2.4). */
final class Tables {
    private static final int PLACES = 4;
    private static final int[] ZIGZAG = zigzag();

    private final @Nullable HuffmanTable[] dc = new HuffmanTable[PLACES];
    private final @Nullable HuffmanTable[] ac = new HuffmanTable[PLACES];
    private final int @Nullable [][] quantization = new int[PLACES][];
    private int restartInterval;

    /** The place of each coefficient in its block of 8 by 8, padded so that a run of 15 more leads nowhere. */
    static int[] zigzag() {
        int[] order = new int[64 + 16];
        int at = 0;
        for (int sum = 0; sum < 15; sum++) {
            for (int i = 0; i <= sum; i++) {
                int row = sum % 2 == 0 ? sum - i : i;
                int column = sum - row;
                if (row < 8 && column < 8) {
                    order[at++] = row * 8 + column;
                }
            }
        }
        java.util.Arrays.fill(order, 64, order.length, 63);
        return order;
    }

    void readHuffman(MarkerReader in) throws CorruptDataException {
        while (in.remaining() > 0) {
            int place = in.u8();
            if (place >>> 4 > 1 || (place & 15) >= PLACES) {
                throw Faults.corrupt(in.offset(), "a Huffman table in the place " + place);
            }
            HuffmanTable table = HuffmanTable.read(in);
            (place >>> 4 == 0 ? dc : ac)[place & 15] = table;
        }
    }

    void readQuantization(MarkerReader in) throws CorruptDataException {
        while (in.remaining() > 0) {
            int place = in.u8();
            if (place >>> 4 > 1 || (place & 15) >= PLACES) {
                throw Faults.corrupt(in.offset(), "a quantization table in the place " + place);
            }
            int[] table = new int[64];
            for (int i = 0; i < 64; i++) {
                table[ZIGZAG[i]] = place >>> 4 == 0 ? in.u8() : in.u16();
            }
            quantization[place & 15] = table;
        }
    }

    void readRestartInterval(MarkerReader in) throws CorruptDataException {
        restartInterval = in.u16();
    }

    int restartInterval() {
        return restartInterval;
    }

    HuffmanTable dc(int place) throws CorruptDataException {
        return present(place < PLACES ? dc[place] : null, place);
    }

    HuffmanTable ac(int place) throws CorruptDataException {
        return present(place < PLACES ? ac[place] : null, place);
    }

    int[] quantization(int place) throws CorruptDataException {
        return present(place < PLACES ? quantization[place] : null, place);
    }

    private static <T> T present(@Nullable T table, int place) throws CorruptDataException {
        if (table == null) {
            throw Faults.contradiction("no table in the place " + place + ", which a scan uses");
        }
        return table;
    }
}
