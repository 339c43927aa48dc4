package io.clouddicom.codec.internal;

/**
 * Stripes of rows in which a tile is decoded, from top to bottom: the code-blocks of a stripe, of all resolutions, then the
 * inverse wavelets as far as they get, then the samples. So what lies between code-blocks and samples stays in the cache.
 *
 * <p>A stripe ends just above the row where the next code-blocks of the top resolution begin: the lifting steps, which
 * reach some rows down, do not need those.
 *
 * <p>Zones are runs of stripes that several threads decode at a time, each from its own first stripe on: so the rows that
 * are between code-blocks and samples stay in the cache of one processor. Zones meet just below the row where code-blocks
 * begin, so that the lower zone, whose lifting steps reach some rows up, does not need those above.
 */
final class RowStripes {
    private static final int LEAST_ROWS = 64;
    private static final int LEAST_ZONE = 2;
    /** As far as the lifting steps of either wavelet reach. */
    private static final int REACH = 4;

    private final int height;
    private final int firstEnd;
    private final int step;
    private final int count;
    private final int zones;

    /**
     * Divides.
     *
     * @param area the top resolution that is decoded, of the first component
     * @param blockHeightExponent base-two logarithm of the height of its code-blocks
     * @param mostZones zones that are wanted; there are less when there are few stripes
     */
    RowStripes(Resolution area, int blockHeightExponent, int mostZones) {
        height = area.height();
        step = Math.max(LEAST_ROWS, 2 << blockHeightExponent);
        firstEnd = step - (area.y0 & step - 1) - REACH;
        count = height <= Math.max(0, firstEnd) ? 1 : 1 + (height - firstEnd + step - 1) / step;
        zones = Math.max(1, Math.min(mostZones, count / LEAST_ZONE));
    }

    int count() {
        return count;
    }

    int zones() {
        return zones;
    }

    /** The first stripe of a zone; that after the last zone is the number of stripes. */
    int first(int zone) {
        return (int) ((long) count * zone / zones);
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
        long end = Math.max(0, firstEnd + (long) stripe * step + (endsZone(stripe) ? 2 * REACH : 0));
        return (int) (rows == height ? end : end * rows / height);
    }

    private boolean endsZone(int stripe) {
        for (int zone = 1; zone < zones; zone++) {
            if (first(zone) == stripe + 1) {
                return true;
            }
        }
        return false;
    }
}
