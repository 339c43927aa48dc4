package io.clouddicom.codec.imageio;

/**
 * The palette box (T.800 I.5.3.4).
 *
 * @param columns one array of entries per column, never changed
 * @param precisions bits of a column's entries
 */
@SuppressWarnings("ArrayRecordComponent")
record Palette(int[][] columns, int[] precisions) {
    /** The entry of an index; indexes beyond the palette take its last entry. */
    int entry(int column, int index) {
        int[] entries = columns[column];
        return entries[Math.max(0, Math.min(index, entries.length - 1))];
    }
}
