package io.clouddicom.store;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * What the archive promises, and whether it can keep it on this store.
 *
 * @param promise the promise
 * @param verdict the worst finding on which it rests
 * @param sentence what follows, in words for those who run the store
 */
public record CheckupGuarantee(Promise promise, CheckupVerdict verdict, String sentence) {
    /** Checks the values. */
    public CheckupGuarantee {
        Objects.requireNonNull(promise, "promise");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(sentence, "sentence");
    }

    /** What the archive promises on a store that keeps the contract, and what each promise rests on. */
    public enum Promise {
        /** An acknowledged instance is durable and comes back as it was sent. */
        ACKNOWLEDGED_IS_DURABLE(
                "acknowledged is durable",
                "what was acknowledged is in the store and comes back as it was sent; how long it stays is the store's "
                        + "own promise",
                "an instance may be acknowledged and not come back as it was sent",
                CheckupSubject.PUT_PERMISSION,
                CheckupSubject.READ_PERMISSION,
                CheckupSubject.CONTENT,
                CheckupSubject.CHECKSUMS,
                CheckupSubject.STREAMING,
                CheckupSubject.READ_AFTER_PUT,
                CheckupSubject.DURABILITY),

        /** The same UID put twice, also at once from several nodes, leaves one content and an honest answer to each. */
        SAME_UID_TWICE(
                "same UID twice",
                "an instance that is put twice, also at once and by several nodes, is stored once; nothing is overwritten",
                "two nodes that put one UID may overwrite each other, or nothing can be put at all",
                CheckupSubject.PUT_PERMISSION,
                CheckupSubject.CREATE,
                CheckupSubject.CREATE_RACE,
                CheckupSubject.CREATE_LARGE),

        /** No node undoes what another changed. */
        NO_LOST_UPDATE(
                "no lost update",
                "changes that several nodes make at once (revisions, deletions, changes of keys) are all kept or refused",
                "of changes that several nodes make at once (deletions, changes of keys) one may be lost",
                CheckupSubject.PUT_PERMISSION,
                CheckupSubject.CREATE,
                CheckupSubject.CREATE_RACE,
                CheckupSubject.REPLACE,
                CheckupSubject.REPLACE_RACE,
                CheckupSubject.REPLACE_LARGE),

        /** A study shows every instance that was acknowledged, at once. */
        STUDIES_ARE_COMPLETE(
                "studies are complete",
                "a study that is opened shows every instance that was acknowledged before",
                "a study may be shown without an instance that was acknowledged, or with one that is gone",
                CheckupSubject.LIST_PERMISSION,
                CheckupSubject.READ_PERMISSION,
                CheckupSubject.ABSENCE,
                CheckupSubject.LIST_AFTER_PUT,
                CheckupSubject.LIST_AFTER_DELETE,
                CheckupSubject.LIST_ORDER,
                CheckupSubject.LIST_PAGES),

        /** A frame is read without the rest of its object. */
        FRAMES_BY_RANGE(
                "frames by range",
                "a frame is one request for its own bytes, of the version that is wanted",
                "frames cannot be read on their own, or not surely of the version that is wanted",
                CheckupSubject.READ_PERMISSION,
                CheckupSubject.RANGES,
                CheckupSubject.SUFFIXES,
                CheckupSubject.PINNED_READS),

        /** What is purged is gone. */
        ERASURE(
                "erasure",
                "what is purged is gone for every reader when the call returns",
                "purging does not surely remove the bytes",
                CheckupSubject.DELETE_PERMISSION,
                CheckupSubject.DELETE_REPEATED,
                CheckupSubject.DELETE_MANY,
                CheckupSubject.READ_AFTER_DELETE,
                CheckupSubject.LIST_AFTER_DELETE,
                CheckupSubject.OLD_VERSIONS);

        private final String label;
        private final String kept;
        private final String broken;

        @SuppressWarnings("ImmutableEnumChecker") // It is a copy that nothing changes.
        private final Set<CheckupSubject> foundation;

        Promise(String label, String kept, String broken, CheckupSubject first, CheckupSubject... others) {
            this.label = label;
            this.kept = kept;
            this.broken = broken;
            this.foundation = Collections.unmodifiableSet(EnumSet.of(first, others));
        }

        /** A few words for it in a report. */
        public String label() {
            return label;
        }

        /** What it means where it is kept, in a sentence without a full stop. */
        public String kept() {
            return kept;
        }

        /** What may happen where it is not kept, in a sentence without a full stop. */
        public String broken() {
            return broken;
        }

        /** The findings on which it rests. */
        public Set<CheckupSubject> foundation() {
            return foundation;
        }
    }
}
