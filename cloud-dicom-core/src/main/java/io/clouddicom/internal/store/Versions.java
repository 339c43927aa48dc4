package io.clouddicom.internal.store;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a call wants of the version of an object that is there. */
final class Versions {

    private Versions() {}

    /**
     * Checks the condition of a put.
     *
     * @param current the version of the object that is there, null where there is none
     * @throws CloudDicomException the condition does not hold
     */
    static void require(PutCondition condition, ObjectKey key, @Nullable ObjectVersion current)
            throws CloudDicomException {
        if (condition instanceof PutCondition.IfAbsent && current != null) {
            throw new AlreadyExistsException("put", key.value(), "the object exists");
        }
        if (condition instanceof PutCondition.IfVersion expected) {
            if (current == null) {
                throw new PreconditionFailedException("put", key.value(), "there is no object");
            }
            if (!current.equals(expected.version())) {
                throw new PreconditionFailedException("put", key.value(), "the object is at another version");
            }
        }
    }

    /** Checks that an object is at the version to which a read is pinned, if it is. */
    static void requirePinned(Optional<ObjectVersion> pinned, ObjectKey key, ObjectVersion current)
            throws PreconditionFailedException {
        if (pinned.isPresent() && !current.equals(pinned.get())) {
            throw new PreconditionFailedException("get", key.value(), "the object is at another version");
        }
    }
}
