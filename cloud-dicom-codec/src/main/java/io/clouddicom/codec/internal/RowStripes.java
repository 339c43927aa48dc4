package io.clouddicom.codec.internal;

/**
 * Stripes of rows in which a tile is decoded, from top to bottom: the code-blocks of a stripe, of all resolutions, then the
 * inverse wavelets as far as they get, then the samples. So what lies between code-blocks and samples stays in the cache.
 *
 * <p>A stripe ends just above the row where the next code-blocks of the top resolution begin: the lifting steps, which
 * reach some rows down, do not need those.
 */
final class RowStripes {
    private static final int LEAST_ROWS = 64;
    /** As far as the lifting steps of either wavelet reach. */
    private static final int REACH = 4;

    private final int height;
    private final int firstEnd;
    private final int step;
    private final int count;

    /**
     * Divides.
     *
     * @param area the top resolution that is decoded, of the first component
     * @param blockHeightExponent base-two logarithm of the height of its code-blocks
     */
    RowStripes(Resolution area, int blockHeightExponent) {
        height = area.height();
        step = Math.max(LEAST_ROWS, 2 << blockHeightExponent);
        firstEnd = step - (area.y0 & step - 1) - REACH;
        count = height <= Math.max(0, firstEnd) ? 1 : 1 + (height - firstEnd + step - 1) / step;
    }

    int count() {
        return count;
    }

    /**
     * The row after the last of a stripe, or of what is before the first stripe for -1.
     *
     * @param rows how many the component has
     */
    int end(int stripe, int rows) {
        if (stripe < 0) {
            return 0;
        }
        if (stripe == count - 1) {
            return rows;
        }
        long end = Math.max(0, firstEnd + (long) stripe * step);
        return (int) (rows == height ? end : end * rows / height);
    }
}
