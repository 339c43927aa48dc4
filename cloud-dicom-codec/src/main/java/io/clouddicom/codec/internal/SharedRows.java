package io.clouddicom.codec.internal;

/**
 * Which rows of a resolution are the same array. Rows that are pinned have arrays of their own: blocks that several zones
 * want are stored there before anything else. The others, in the midst, use arrays again after {@code cycle} rows.
 *
 * @param width columns
 * @param height rows of the whole resolution
 * @param first the first row that a zone uses
 * @param end the row after the last
 * @param firstCycled the row after those pinned at the beginning
 * @param endCycled the first of the rows pinned at the end
 * @param cycle the distance of rows that are the same array
 */
record SharedRows(int width, int height, int first, int end, int firstCycled, int endCycled, int cycle) {
    /** The row, of the same number or before it, whose array a row is; -1 for a row that is not used. */
    int twin(int row) {
        if (row < first || row >= end) {
            return -1;
        }
        return row >= firstCycled + cycle && row < endCycled ? row - cycle : row;
    }
}
