package io.clouddicom;

import java.util.Objects;

/**
 * One thing that a verification found.
 *
 * @param type of what kind
 * @param object the key of the object
 * @param detail more, without patient data
 */
public record VerifyProblem(Type type, String object, String detail) {

    /** Kinds of findings. */
    public enum Type {
        /** An object's bytes are not those that were stored: a checksum, a digest or a structure is wrong. */
        CORRUPT_OBJECT(true),
        /** An object cannot be read: the store fails, or it vanished without being deleted. */
        UNREADABLE_OBJECT(true),
        /** An object lies under other identifiers than it holds. */
        MISPLACED_OBJECT(true),
        /** Revision 1 is missing though there are higher ones: a put could go unseen. */
        MISSING_FIRST_REVISION(true),
        /** The index of a study says other than the objects. */
        WRONG_INDEX(true),
        /** The index of a study cannot be read; it is not used, and written anew by the next session. */
        CORRUPT_INDEX(true),
        /** The key of a study is gone, or is not what was wrapped: nothing of the study can be read. */
        CORRUPT_KEY(true),
        /** The object under {@code archive.json} cannot be read or understood. */
        CORRUPT_DESCRIPTION(true),
        /** An object under {@code studies/} whose key is none of this format. */
        UNKNOWN_OBJECT(false),
        /** The index of a study does not cover an instance, or covers one that is gone. */
        STALE_INDEX(false);

        private final boolean integrity;

        Type(boolean integrity) {
            this.integrity = integrity;
        }

        /** Whether something is damaged, or could be lost; otherwise it is to be known, no more. */
        public boolean integrity() {
            return integrity;
        }
    }

    /** Checks for null. */
    public VerifyProblem {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(detail, "detail");
    }

    @Override
    public String toString() {
        return type + " " + object + ": " + detail;
    }
}
