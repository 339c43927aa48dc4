package io.clouddicom.dicom;

import java.io.IOException;
import java.util.BitSet;

/** What one pass over encapsulated pixel data gathers so that its frames can be told apart: the tables, and beginnings. */
final class EncapsulatedScan {
    /** How many bytes of a fragment are looked at. */
    static final int SNIFFED = 12;

    private static final long[] NONE = new long[0];
    private static final int CHUNK_BYTES = 4096;

    private long[] basicOffsetTable = NONE;
    private long[] extendedOffsets = NONE;
    private long[] extendedLengths = NONE;
    private final BitSet beginnings = new BitSet();

    long[] basicOffsetTable() {
        return basicOffsetTable;
    }

    long[] extendedOffsets() {
        return extendedOffsets;
    }

    long[] extendedLengths() {
        return extendedLengths;
    }

    /** The fragments that begin like a codestream. */
    BitSet beginnings() {
        return beginnings;
    }

    static boolean isExtendedOffsetTable(int tag) {
        return tag == Tag.EXTENDED_OFFSET_TABLE || tag == Tag.EXTENDED_OFFSET_TABLE_LENGTHS;
    }

    /** Reads a table that is too long to be kept as a value; one that would take more memory than allowed is left. */
    void readExtendedOffsetTable(ByteInput input, int tag, long length, boolean bigEndian, long memoryLeft)
            throws IOException {
        if (length > memoryLeft) {
            return;
        }
        long[] table = readTable(input, length, 8, bigEndian);
        if (tag == Tag.EXTENDED_OFFSET_TABLE) {
            extendedOffsets = table;
        } else {
            extendedLengths = table;
        }
    }

    /** Reads the Basic Offset Table; one that would take more memory than allowed is left. */
    void readBasicOffsetTable(ByteInput input, long length, boolean bigEndian, long memoryLeft) throws IOException {
        if (2 * length <= memoryLeft) {
            basicOffsetTable = readTable(input, length, 4, bigEndian);
        }
    }

    /** Reads what there is of a table, growing as it comes. */
    private static long[] readTable(ByteInput input, long length, int entryBytes, boolean bigEndian)
            throws IOException {
        int entries = (int) Math.min(length / entryBytes, Integer.MAX_VALUE / 8);
        long known = input.remaining();
        int count = 0;
        long[] table = new long[(int) Math.min(entries, known >= 0 ? known / entryBytes : CHUNK_BYTES)];
        while (count < entries && input.has(entryBytes)) {
            if (count == table.length) {
                table = java.util.Arrays.copyOf(table, (int) Math.min(entries, 2L * table.length));
            }
            long first = input.peekInt(0, bigEndian) & 0xFFFF_FFFFL;
            if (entryBytes == 4) {
                table[count] = first;
            } else {
                long second = input.peekInt(4, bigEndian) & 0xFFFF_FFFFL;
                table[count] = bigEndian ? first << 32 | second : second << 32 | first;
            }
            input.advance(entryBytes);
            count++;
        }
        return count == table.length ? table : java.util.Arrays.copyOf(table, count);
    }

    /** Looks at the first bytes of a fragment. */
    void sniff(ByteInput input, int length, int fragment) throws IOException {
        int available = Math.min(length, input.available(length));
        if (available >= 4 && beginsCodestream(input, available)) {
            beginnings.set(fragment);
        }
    }

    /**
     * Whether the bytes are the beginning of a JPEG or JPEG-LS image (SOI and another marker), of a JPEG 2000 codestream
     * (SOC, SIZ), of a file of the JP2 family, or of JPEG XL.
     */
    private static boolean beginsCodestream(ByteInput input, int available) {
        int word = input.peekInt(0, true);
        if (word >>> 8 == 0xFFD8FF || word == 0xFF4FFF51 || word >>> 16 == 0xFF0A) {
            return true;
        }
        if (word != 12 || available < SNIFFED) {
            return false;
        }
        int type = input.peekInt(4, true);
        return (type == 0x6A502020 || type == 0x4A584C20) && input.peekInt(8, true) == 0x0D0A870A;
    }
}
