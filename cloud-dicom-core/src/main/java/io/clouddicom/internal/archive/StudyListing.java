package io.clouddicom.internal.archive;

import io.clouddicom.ArchiveScope;
import io.clouddicom.internal.format.InstanceKey;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one listing shows of a study: the truth about it. */
final class StudyListing {
    private final String segment;
    private final Map<String, InstanceRevisions> instances = new LinkedHashMap<>();
    private final List<ObjectInfo> unknown = new ArrayList<>();
    private @Nullable ObjectInfo index;

    private StudyListing(String segment) {
        this.segment = segment;
    }

    /**
     * Lists all objects of a study.
     *
     * @param segment its escaped UID
     */
    static StudyListing read(ObjectStore store, String segment) throws IOException {
        return read(store, segment, ObjectNames.segmentPrefix(segment));
    }

    /** Lists the stored objects in a scope. */
    static StudyListing read(ObjectStore store, ArchiveScope scope) throws IOException {
        StudyListing listing = read(store, ObjectNames.escape(scope.study()), ObjectNames.instancesPrefix(scope));
        listing.instances.values().removeIf(revisions -> !ObjectNames.contains(scope, revisions.key()));
        return listing;
    }

    private static StudyListing read(ObjectStore store, String segment, String prefix) throws IOException {
        StudyListing study = new StudyListing(segment);
        String indexKey = ObjectNames.index(segment).value();
        try (Listing<ObjectInfo> listing = store.list(prefix, "")) {
            for (ObjectInfo info = listing.next(); info != null; info = listing.next()) {
                Optional<InstanceKey> key = InstanceKey.parse(info.key());
                if (key.isPresent()) {
                    study.instances
                            .computeIfAbsent(key.get().instancePath(), path -> new InstanceRevisions(key.get()))
                            .byNumber()
                            .put(key.get().revision(), info);
                } else if (info.key().value().equals(indexKey)) {
                    study.index = info;
                } else {
                    study.unknown.add(info);
                }
            }
        }
        return study;
    }

    /** The study's segment in keys. */
    String segment() {
        return segment;
    }

    /** The study index, if there is one. */
    Optional<ObjectInfo> index() {
        return Optional.ofNullable(index);
    }

    /** All instances, deleted ones too. */
    Collection<InstanceRevisions> instances() {
        return instances.values();
    }

    /** Objects that are neither index nor stored objects. */
    List<ObjectInfo> unknown() {
        return unknown;
    }

    /** Whether there is no object at all. */
    boolean isEmpty() {
        return index == null && instances.isEmpty() && unknown.isEmpty();
    }
}
