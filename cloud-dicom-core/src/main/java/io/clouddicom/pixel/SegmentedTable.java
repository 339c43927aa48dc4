package io.clouddicom.pixel;

import io.clouddicom.CorruptDataException;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Value;
import java.nio.ByteBuffer;

/**
 * Expands a segmented palette (PS3.3 C.7.9.2): discrete segments hold entries, linear ones lead to an entry, indirect ones
 * repeat segments from elsewhere in the data. Every segment adds an entry at least and no more than the descriptor says, so
 * that no data takes long.
 */
final class SegmentedTable {
    /** How far the tag of segmented data is from that of the same data in entries. */
    static final int DISTANCE = 0x20;

    private static final int DISCRETE = 0;
    private static final int LINEAR = 1;
    private static final int INDIRECT = 2;

    private final ByteBuffer data;
    private final int unitBytes;
    private final int[] entries;
    private final int tag;
    private int filled;
    /** Where the next segment begins. */
    private int at;

    /**
     * Before expansion.
     *
     * @param data the segments
     * @param words whether all of them is in words of 16 bits, else in bytes
     * @param count how many entries it becomes
     * @param tag the tag of the data, for errors
     */
    SegmentedTable(Value.Bytes data, boolean words, int count, int tag) {
        this.data = data.buffer();
        this.unitBytes = words ? 2 : 1;
        this.entries = new int[count];
        this.tag = tag;
    }

    /** Whether there is segmented data for the data of a tag. */
    static boolean isPalette(int dataTag) {
        return dataTag == Tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DATA
                || dataTag == Tag.GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA
                || dataTag == Tag.BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA;
    }

    int[] expanded() throws CorruptDataException {
        while (filled < entries.length) {
            int kind = unit();
            int count = unit();
            if (kind == INDIRECT) {
                repeat(count);
            } else {
                expand(kind, count);
            }
        }
        return entries;
    }

    /** Repeats a number of segments that begin at a byte of the data. */
    private void repeat(int segments) throws CorruptDataException {
        long offset = 0;
        for (int i = 0; i < Integer.BYTES / unitBytes; i++) {
            offset |= (long) unit() << 8 * unitBytes * i;
        }
        int behind = at;
        if (segments == 0 || offset % unitBytes != 0 || offset >= behind) {
            throw damaged("repeats segments that are not there");
        }
        at = (int) offset;
        for (int i = 0; i < segments; i++) {
            expand(unit(), unit());
        }
        at = behind;
    }

    private void expand(int kind, int count) throws CorruptDataException {
        if (kind != DISCRETE && kind != LINEAR) {
            throw damaged("has a segment of kind " + kind + " where none can be");
        }
        if (count == 0 || count > entries.length - filled || kind == LINEAR && filled == 0) {
            throw damaged("has a segment of " + count + " entries behind " + filled + " of " + entries.length);
        }
        if (kind == DISCRETE) {
            for (int i = 0; i < count; i++) {
                entries[filled++] = unit();
            }
            return;
        }
        int from = entries[filled - 1];
        int to = unit();
        for (int i = 1; i <= count; i++) {
            entries[filled++] = (int) Math.rint(from + (double) (to - from) * i / count);
        }
    }

    private int unit() throws CorruptDataException {
        if (at + unitBytes > data.limit()) {
            throw damaged("ends within a segment");
        }
        int value = unitBytes == 2 ? data.getShort(at) & 0xFFFF : data.get(at) & 0xFF;
        at += unitBytes;
        return value;
    }

    private CorruptDataException damaged(String how) {
        return LookUpTable.damaged(tag, how);
    }
}
