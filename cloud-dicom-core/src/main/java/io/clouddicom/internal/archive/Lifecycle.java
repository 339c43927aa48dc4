package io.clouddicom.internal.archive;

import io.clouddicom.AlreadyExistsException;
import io.clouddicom.ArchiveScope;
import io.clouddicom.CloudDicomException;
import io.clouddicom.DeleteReport;
import io.clouddicom.NotFoundException;
import io.clouddicom.OutcomeUnknownException;
import io.clouddicom.RetryPolicy;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.Retries;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Deletes instances and brings them back. Either puts a revision on top of those that are there, if absent: a number is
 * never used twice, nothing is overwritten, and of two that act at once one comes after the other.
 */
public final class Lifecycle {
    private static final int PARALLELISM = 8;
    private static final int MOST_RACES = 1000;

    private final ObjectStore store;
    private final RetryPolicy retryPolicy;

    /** In a store. */
    public Lifecycle(ObjectStore store, RetryPolicy retryPolicy) {
        this.store = store;
        this.retryPolicy = retryPolicy;
    }

    /** What is put on top of the revisions of an instance; empty if nothing needs to be. */
    @FunctionalInterface
    private interface NextRevision {
        Optional<ObjectContent> of(InstanceRevisions revisions) throws IOException;
    }

    /** Puts a tombstone on each instance in a scope. */
    public DeleteReport delete(ArchiveScope scope) throws IOException {
        StudyListing listing = StudyListing.read(store, scope);
        if (listing.instances().stream()
                .noneMatch(revisions -> revisions.current().isPresent())) {
            throw new NotFoundException("delete", scope.toString(), "there is no instance");
        }
        return each(listing, "delete", revisions -> revisions.current().map(current -> ObjectContent.of(new byte[0])));
    }

    /** Puts the last content of each deleted instance in a scope again. */
    public DeleteReport undelete(ArchiveScope scope) throws IOException {
        StudyListing listing = StudyListing.read(store, scope);
        if (listing.instances().stream()
                .noneMatch(revisions -> revisions.newestContent().isPresent())) {
            throw new NotFoundException("undelete", scope.toString(), "there is nothing to bring back");
        }
        listing.instances().removeIf(revisions -> revisions.newestContent().isEmpty());
        return each(listing, "undelete", revisions -> {
            if (!revisions.deleted()) {
                return Optional.empty();
            }
            Map.Entry<Integer, ObjectInfo> content = revisions
                    .newestContent()
                    .orElseThrow(() -> new NotFoundException(
                            "undelete", revisions.key().objectKey().value(), "its bytes were purged"));
            return Optional.of(new CopiedContent(store, content.getValue()));
        });
    }

    private DeleteReport each(StudyListing listing, String name, NextRevision next) throws IOException {
        AtomicInteger changed = new AtomicInteger();
        AtomicInteger unchanged = new AtomicInteger();
        Map<String, IOException> failures = new LinkedHashMap<>();
        int threads = Math.min(PARALLELISM, listing.instances().size());
        Tasks.forEach(name, threads, listing.instances(), revisions -> {
            try {
                (putOnTop(revisions, name, next) ? changed : unchanged).incrementAndGet();
            } catch (CloudDicomException e) {
                synchronized (failures) {
                    failures.put(revisions.key().instancePath(), e);
                }
            }
        });
        return new DeleteReport(changed.get(), unchanged.get(), failures);
    }

    /** Puts the next revision of an instance; false if nothing needed to be put. */
    private boolean putOnTop(InstanceRevisions listed, String operation, NextRevision next) throws IOException {
        InstanceRevisions revisions = listed;
        Retries retries = RetryingObjectStore.retries(store, retryPolicy);
        for (int races = 0; races < MOST_RACES; races++) {
            Optional<ObjectContent> content = next.of(revisions);
            if (content.isEmpty()) {
                // What an earlier attempt with unknown outcome did is there now.
                return races > 0;
            }
            ObjectKey key =
                    revisions.key().withRevision(revisions.highest() + 1).objectKey();
            try {
                store.put(key, content.get(), PutCondition.ifAbsent());
                return true;
            } catch (AlreadyExistsException e) {
                // Someone else was faster: look again.
            } catch (OutcomeUnknownException e) {
                retries.pauseOrThrow(e);
            }
            revisions = InstanceRevisions.list(store, revisions.key());
        }
        throw new io.clouddicom.UnavailableException(
                operation, listed.key().instancePath(), "others change the same instance all the time");
    }
}
