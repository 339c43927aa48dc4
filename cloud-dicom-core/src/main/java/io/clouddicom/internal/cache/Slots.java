package io.clouddicom.internal.cache;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which slots are free. Those that were written once are used again before others, as they take no more of the volume. Safe
 * for use by any number of threads.
 */
final class Slots {
    private final int most;
    /** Slots that take space on the volume. */
    private final BitSet written = new BitSet();

    private int[] free = new int[64];
    private int freeCount;
    private int next;

    Slots(int most) {
        this.most = most;
    }

    /** A slot was found to hold a block when the cache was opened. */
    synchronized void found(int slot) {
        written.set(slot);
    }

    /**
     * Takes a slot.
     *
     * @param mayGrow whether it may be one that takes more of the volume
     * @return its number, or -1 if there is none
     */
    synchronized int take(boolean mayGrow) {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (mayGrow) {
            next = written.nextClearBit(next);
            if (next < most) {
                written.set(next);
                return next;
            }
        }
        return -1;
    }

    /** Gives a slot back. */
    synchronized void release(int slot) {
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount++] = slot;
    }
}
