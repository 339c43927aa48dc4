package io.clouddicom;

import java.util.Locale;
import java.util.Objects;

/**
 * Where slices do not follow each other as those of a volume do.
 *
 * @param kind what is wrong
 * @param before the slice before
 * @param after the slice after it
 * @param millimetres how far apart they are along the normal; for {@link Kind#SHIFTED} how far the slice after is aside
 * @param missing how many slices would fit between; 0 where that is none, or no whole number
 */
public record SliceIrregularity(Kind kind, FrameId before, FrameId after, double millimetres, int missing) {

    /** What is wrong. */
    public enum Kind {
        /** Slices are missing between the two: they are some whole number of spacings apart. */
        GAP,
        /** Both lie at the same place; the one after is left out of the volume. */
        DOUBLE,
        /** They are some other distance apart than the others. */
        UNEVEN,
        /** The one after lies beside the line on which the others lie. */
        SHIFTED
    }

    /** Checks for null. */
    public SliceIrregularity {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
    }

    /** What is wrong between which two. */
    @Override
    public String toString() {
        String one = name(before);
        String other = name(after);
        return switch (kind) {
            case GAP ->
                missing + (missing == 1 ? " slice is" : " slices are") + " missing between " + one + " and " + other;
            case DOUBLE -> one + " and " + other + " are at the same place";
            case UNEVEN ->
                String.format(Locale.ROOT, "%s and %s are %.3f mm apart, unlike the others", one, other, millimetres);
            case SHIFTED -> String.format(Locale.ROOT, "%s lies %.3f mm aside, behind %s", other, millimetres, one);
        };
    }

    private static String name(FrameId frame) {
        String instance = frame.instance().instance().toString();
        return frame.number() == 1 ? instance : instance + " frame " + frame.number();
    }
}
