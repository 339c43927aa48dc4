package io.clouddicom.internal.archive;

import io.clouddicom.InstanceId;
import io.clouddicom.internal.format.InstanceKey;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The revisions of one instance as a listing shows them.
 *
 * @param key its key, at any revision
 * @param byNumber the objects by revision
 */
record InstanceRevisions(InstanceKey key, NavigableMap<Integer, ObjectInfo> byNumber) {

    InstanceRevisions(InstanceKey key) {
        this(key, new TreeMap<>());
    }

    /** Lists the revisions of an instance. */
    static InstanceRevisions list(ObjectStore store, InstanceKey instance) throws IOException {
        InstanceRevisions revisions = new InstanceRevisions(instance);
        String prefix = instance.objectKey().value();
        prefix = prefix.substring(0, prefix.lastIndexOf('.') + 1);
        try (Listing<ObjectInfo> listing = store.list(prefix, "")) {
            for (ObjectInfo info = listing.next(); info != null; info = listing.next()) {
                // "1.2.3." is also what keys of the instance 1.2.3.4 begin with.
                Optional<InstanceKey> found = InstanceKey.parse(info.key());
                if (found.isPresent() && found.get().instance().equals(instance.instance())) {
                    revisions.byNumber.put(found.get().revision(), info);
                }
            }
        }
        return revisions;
    }

    /** The key of an instance at revision 1. */
    static InstanceKey firstKey(InstanceId id) {
        return new InstanceKey(
                ObjectNames.escape(id.study()), ObjectNames.escape(id.series()), ObjectNames.escape(id.instance()), 1);
    }

    /** Whether there is none. */
    boolean isEmpty() {
        return byNumber.isEmpty();
    }

    /** The highest number, 0 if there is none. */
    int highest() {
        return byNumber.isEmpty() ? 0 : byNumber.lastKey();
    }

    /** The current revision, unless the instance is deleted or was never there. */
    Optional<ObjectInfo> current() {
        return byNumber.isEmpty() || byNumber.lastEntry().getValue().sizeBytes() == 0
                ? Optional.empty()
                : Optional.of(byNumber.lastEntry().getValue());
    }

    /** Whether the current revision says that the instance is deleted. */
    boolean deleted() {
        return !byNumber.isEmpty() && current().isEmpty();
    }

    /** The newest revision with content. */
    Optional<Map.Entry<Integer, ObjectInfo>> newestContent() {
        return byNumber.descendingMap().entrySet().stream()
                .filter(entry -> entry.getValue().sizeBytes() > 0)
                .findFirst();
    }
}
