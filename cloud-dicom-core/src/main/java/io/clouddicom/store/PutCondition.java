package io.clouddicom.store;

import java.util.Objects;

/** What must hold at the moment at which a put becomes visible. */
public sealed interface PutCondition {

    /** Whatever is there is replaced. */
    record Any() implements PutCondition {}

    /** There is no object under the key. */
    record IfAbsent() implements PutCondition {}

    /**
     * The object is at this version.
     *
     * @param version the version
     */
    record IfVersion(ObjectVersion version) implements PutCondition {
        /** Checks the version. */
        public IfVersion {
            Objects.requireNonNull(version, "version");
        }
    }

    /** Whatever is there is replaced. */
    static PutCondition any() {
        return new Any();
    }

    /** There is no object under the key. */
    static PutCondition ifAbsent() {
        return new IfAbsent();
    }

    /**
     * The object is at this version.
     *
     * @param version the version
     * @return the condition
     */
    static PutCondition ifVersion(ObjectVersion version) {
        return new IfVersion(version);
    }
}
