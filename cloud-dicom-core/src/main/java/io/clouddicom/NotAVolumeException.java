package io.clouddicom;

import java.io.Serial;
import java.util.List;
import java.util.Objects;

/**
 * Frames do not make up one volume. The caller chooses other frames, or, where it is for irregular slices, accepts them:
 * {@link VolumeOptions#withIrregularSlices}.
 */
public final class NotAVolumeException extends CloudDicomException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Why they do not. */
    public enum Reason {
        /** There is no frame at all. */
        NO_FRAMES,
        /** A frame lacks position, orientation or pixel spacing. */
        NO_PLACE,
        /** Frames have different orientations, or one that is none. */
        ORIENTATION,
        /** Frames have different sizes, or pixels of different spacing. */
        SIZE,
        /** Frames lie in different frames of reference. */
        FRAME_OF_REFERENCE,
        /** Pixels have several samples. */
        COLOUR,
        /** Slices are missing, double, unevenly spaced or shifted. */
        IRREGULAR_SLICES
    }

    private final Reason reason;
    private final transient List<SliceIrregularity> irregularities;

    /**
     * Creates the error.
     *
     * @param object which series or frame
     * @param reason why
     * @param detail why, a phrase
     * @param irregularities all places where slices do not follow each other; empty for another reason
     */
    public NotAVolumeException(String object, Reason reason, String detail, List<SliceIrregularity> irregularities) {
        super("read volume", object, detail, null);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.irregularities = List.copyOf(irregularities);
    }

    /** Why they do not. */
    public Reason reason() {
        return reason;
    }

    /** All places where slices do not follow each other; empty for another reason, or after serialization. */
    @SuppressWarnings("NullAway") // null after deserialization
    public List<SliceIrregularity> irregularities() {
        return irregularities == null ? List.of() : irregularities;
    }
}
