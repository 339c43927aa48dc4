package io.clouddicom.internal.archive;

import io.clouddicom.ArchiveScope;
import io.clouddicom.CloudDicomException;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.PurgeOptions;
import io.clouddicom.PurgeReport;
import io.clouddicom.RetryPolicy;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Removes the bytes of what was deleted or replaced long enough ago.
 *
 * <p>No acknowledged content may be lost to a put that runs at the same time, and stores delete without a condition. So a
 * purge removes only revisions between the first and the highest one, whose numbers nobody uses again; empties revision 1
 * where it is, if it is still the object that was listed; and leaves the tombstone on top. What remains are two empty
 * objects at most. Only on demand these go as well, the tombstone before the empty revision 1, which is one itself.
 */
public final class Purging {
    private final ObjectStore store;
    private final RetryPolicy retryPolicy;
    private final PurgeOptions options;
    private final Instant limit;

    private int revisionsPurged;
    private long bytesPurged;
    private int markersRemoved;
    private int tooYoung;
    private final Map<String, IOException> failures = new LinkedHashMap<>();

    /** One purge. */
    public Purging(ObjectStore store, RetryPolicy retryPolicy, PurgeOptions options) {
        this.store = store;
        this.retryPolicy = retryPolicy;
        this.options = options;
        this.limit = Instant.now().minus(options.olderThan());
    }

    /** Purges the whole archive. */
    public PurgeReport purgeAll() throws IOException {
        try (Listing<String> studies = store.listPrefixes(ObjectNames.STUDIES, "")) {
            for (String prefix = studies.next(); prefix != null; prefix = studies.next()) {
                purgeStudy(StudyListing.read(store, StudySegments.ofPrefix(prefix)));
            }
        }
        return report();
    }

    /** Purges a scope. */
    public PurgeReport purge(ArchiveScope scope) throws IOException {
        StudyListing listing = StudyListing.read(store, scope);
        if (listing.instances().isEmpty()) {
            throw new NotFoundException("purge", scope.toString(), "there is nothing");
        }
        purgeStudy(listing);
        return report();
    }

    private PurgeReport report() {
        return new PurgeReport(revisionsPurged, bytesPurged, markersRemoved, tooYoung, failures);
    }

    private void purgeStudy(StudyListing listing) throws IOException {
        int before = revisionsPurged + markersRemoved;
        for (InstanceRevisions revisions : listing.instances()) {
            try {
                purgeInstance(revisions);
            } catch (CloudDicomException e) {
                failures.put(revisions.key().instancePath(), e);
            }
        }
        if (revisionsPurged + markersRemoved > before) {
            // The index may hold metadata of what was purged.
            try {
                new Indexing(store, retryPolicy).index(listing.segment());
            } catch (CloudDicomException e) {
                failures.put(ObjectNames.index(listing.segment()).value(), e);
            }
        }
    }

    private void purgeInstance(InstanceRevisions revisions) throws IOException {
        NavigableMap<Integer, ObjectInfo> left = new TreeMap<>(revisions.byNumber());
        List<Integer> between = new ArrayList<>();
        for (int number : revisions.byNumber().headMap(revisions.highest()).keySet()) {
            ObjectInfo info = left.get(number);
            // Replaced or deleted when the revision above it was put.
            boolean due = !left.higherEntry(number).getValue().modified().isAfter(limit);
            if (!due) {
                tooYoung += info.sizeBytes() > 0 ? 1 : 0;
            } else if (number == 1) {
                emptyFirst(info);
            } else {
                between.add(number);
            }
        }
        for (int number : between) {
            ObjectInfo info = revisions.byNumber().get(number);
            store.delete(info.key());
            left.remove(number);
            count(info);
        }
        if (options.removeMarkers() && revisions.deleted()) {
            removeMarkers(revisions, left);
        }
    }

    private void count(ObjectInfo info) {
        if (info.sizeBytes() > 0) {
            revisionsPurged++;
            bytesPurged += info.sizeBytes();
        } else {
            markersRemoved++;
        }
    }

    /** Takes the bytes of revision 1 and leaves the slot taken. */
    private void emptyFirst(ObjectInfo info) throws IOException {
        if (info.sizeBytes() == 0) {
            return;
        }
        Retries retries = RetryingObjectStore.retries(store, retryPolicy);
        while (true) {
            try {
                store.put(info.key(), ObjectContent.of(new byte[0]), PutCondition.ifVersion(info.version()));
                count(info);
                return;
            } catch (PreconditionFailedException e) {
                // It is not what was listed any more, so it is not to be purged: or another purge was faster.
                return;
            } catch (OutcomeUnknownException e) {
                retries.pauseOrThrow(e);
            }
        }
    }

    private void removeMarkers(InstanceRevisions listed, NavigableMap<Integer, ObjectInfo> left) throws IOException {
        boolean allDue = listed.byNumber().values().stream()
                .noneMatch(info -> info.modified().isAfter(limit));
        InstanceRevisions now = InstanceRevisions.list(store, listed.key());
        boolean onlyMarkers = now.byNumber().keySet().equals(left.keySet())
                && now.byNumber().values().stream().allMatch(info -> info.sizeBytes() == 0);
        if (!allDue || !onlyMarkers) {
            return;
        }
        for (ObjectInfo info : now.byNumber().descendingMap().values()) {
            ObjectKey key = info.key();
            store.delete(key);
            markersRemoved++;
        }
    }
}
