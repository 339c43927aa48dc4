package io.clouddicom.internal.cache;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sixteen neighbouring blocks of one version of an object, some of which are there: what the policy decides about as one.
 * Immutable, and small, as there are hundreds of thousands.
 */
final class Extent {
    static final int BLOCKS = 16;
    /** What is kept of each block: slot and checksum. */
    private static final int INTS = 2;

    private final long version;
    private final ObjectFacts facts;
    /** One bit for each block that is there. */
    private final int present;
    /** Slot and checksum of those, in order. */
    private final int[] places;

    /** Names an extent of an object, whatever its version: of each there is one. */
    record Id(long keyHigh, long keyLow, int number) {
        static Id of(ObjectRef ref, int block) {
            return new Id(ref.keyHigh(), ref.keyLow(), block / BLOCKS);
        }
    }

    private Extent(long version, ObjectFacts facts, int present, int[] places) {
        this.version = version;
        this.facts = facts;
        this.present = present;
        this.places = places;
    }

    static Extent empty(ObjectRef ref, ObjectFacts facts) {
        return new Extent(ref.version(), facts, 0, new int[0]);
    }

    boolean isOf(ObjectRef ref) {
        return version == ref.version();
    }

    ObjectFacts facts() {
        return facts;
    }

    boolean has(int block) {
        return (present & bit(block)) != 0;
    }

    /** Where a block lies that is there. */
    int slot(int block) {
        return places[place(block)];
    }

    /** The checksum of a block that is there. */
    int checksum(int block) {
        return places[place(block) + 1];
    }

    /** With a block that is not there yet. */
    Extent with(int block, int slot, int checksum) {
        int at = place(block);
        int[] more = new int[places.length + INTS];
        System.arraycopy(places, 0, more, 0, at);
        more[at] = slot;
        more[at + 1] = checksum;
        System.arraycopy(places, at, more, at + INTS, places.length - at);
        return new Extent(version, facts, present | bit(block), more);
    }

    /** Without a block that is there; null if nothing is left. */
    @Nullable
    Extent without(int block) {
        if (places.length == INTS) {
            return null;
        }
        int at = place(block);
        int[] fewer = Arrays.copyOf(places, places.length - INTS);
        System.arraycopy(places, at + INTS, fewer, at, fewer.length - at);
        return new Extent(version, facts, present & ~bit(block), fewer);
    }

    int count() {
        return places.length / INTS;
    }

    /** Where its blocks lie. */
    int[] slots() {
        int[] slots = new int[count()];
        Arrays.setAll(slots, i -> places[i * INTS]);
        return slots;
    }

    private int place(int block) {
        return INTS * Integer.bitCount(present & (bit(block) - 1));
    }

    private static int bit(int block) {
        return 1 << block % BLOCKS;
    }
}
