package io.clouddicom.key;

import java.util.Objects;

/**
 * How far an archive is encrypted, as its description says.
 *
 * @param state the state
 * @param through while it is encrypted in place: the segment, with a slash behind it, of the last study up to which, in
 *     the order of the listing, all is sealed; otherwise, and before the first, empty
 */
public record ArchiveSealing(SealingState state, String through) {
    /** Nothing is sealed. */
    public static final ArchiveSealing PLAIN = of(SealingState.PLAIN);

    /** All is sealed. */
    public static final ArchiveSealing ENCRYPTED = of(SealingState.ENCRYPTED);

    /** Checks. */
    public ArchiveSealing {
        Objects.requireNonNull(state, "state");
        if (!through.isEmpty() && state != SealingState.ENCRYPTING) {
            throw new IllegalArgumentException("only an archive that is being encrypted is so up to a study");
        }
    }

    /**
     * At the beginning of a state.
     *
     * @param state the state
     */
    public static ArchiveSealing of(SealingState state) {
        return new ArchiveSealing(state, "");
    }

    /** Whether what is put is sealed. */
    public boolean seals() {
        return state == SealingState.ENCRYPTING || state == SealingState.ENCRYPTED;
    }

    /**
     * Whether there may be anything plain in a study.
     *
     * @param study the study's segment in keys
     */
    public boolean mayHoldPlain(String study) {
        return switch (state) {
            case PLAIN, DECRYPTING -> true;
            case ENCRYPTED -> false;
            case ENCRYPTING -> (study + "/").compareTo(through) > 0;
        };
    }
}
