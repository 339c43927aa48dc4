package io.clouddicom.internal.archive;

import io.clouddicom.ArchiveScope;
import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CloudDicomException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.Fidelity;
import io.clouddicom.NotFoundException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.StudyId;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyProblem;
import io.clouddicom.VerifyProblem.Type;
import io.clouddicom.VerifyReport;
import io.clouddicom.internal.format.ArchiveDescription;
import io.clouddicom.internal.format.InstanceKey;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.internal.format.StudyIndex;
import io.clouddicom.key.ProtectedArchive;
import io.clouddicom.key.SealingWatch;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Reads an archive, or a part of it, and checks everything. One object for one verification. */
public final class Verifying {
    private final ObjectStore store;
    private final Optional<ProtectedArchive> sealed;
    private final SealingWatch watch;
    private final VerifyOptions options;
    private final VerifyListener listener;

    private final AtomicLong objects = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong frames = new AtomicLong();
    private final Map<Fidelity, Long> fidelities = new ConcurrentHashMap<>();
    private long studies;
    private long instances;
    private long olderRevisions;
    private long tombstones;
    private final List<VerifyProblem> problems = new ArrayList<>();

    /** One verification. */
    public Verifying(
            ObjectStore store,
            Optional<ProtectedArchive> sealed,
            SealingWatch watch,
            VerifyOptions options,
            VerifyListener listener) {
        this.store = store;
        this.watch = watch;
        this.sealed = sealed;
        this.options = options;
        this.listener = listener;
    }

    /** Verifies what the options say. */
    public VerifyReport run() throws IOException {
        checkDescription();
        if (options.scope().isPresent()) {
            ArchiveScope scope = options.scope().get();
            StudyListing listing = scope instanceof StudyId
                    ? StudyListing.read(store, ObjectNames.escape(scope.study()))
                    : StudyListing.read(store, scope);
            if (listing.isEmpty()) {
                throw new NotFoundException("verify", scope.toString(), "there is nothing");
            }
            verifyStudy(listing);
        } else {
            try (Listing<String> prefixes = store.listPrefixes(ObjectNames.STUDIES, "")) {
                for (String prefix = prefixes.next(); prefix != null; prefix = prefixes.next()) {
                    verifyStudy(StudyListing.read(store, StudySegments.ofPrefix(prefix)));
                }
            }
        }
        return new VerifyReport(
                studies,
                instances,
                fidelities,
                objects.get(),
                bytes.get(),
                frames.get(),
                olderRevisions,
                tombstones,
                problems);
    }

    private void found(Type type, ObjectKey key, String detail) {
        VerifyProblem problem = new VerifyProblem(type, key.value(), detail);
        synchronized (problems) {
            problems.add(problem);
        }
        listener.found(problem);
    }

    private void checkDescription() throws IOException {
        ObjectKey key = ObjectNames.ARCHIVE_DESCRIPTION;
        try {
            ArchiveDescription description =
                    StoredDescription.read(store, sealed.isPresent()).description();
            if (description.keys().isPresent() && sealed.isPresent()) {
                sealed.get().checkSeal(description.keys().get(), description.digest());
            } else if (sealed.isPresent()) {
                watch.look();
            }
        } catch (CorruptDataException
                | AuthenticationFailedException
                | UnsupportedFeatureException
                | NotFoundException e) {
            found(Type.CORRUPT_DESCRIPTION, key, detail(e));
        }
    }

    private static String detail(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private void verifyStudy(StudyListing listing) throws IOException {
        studies++;
        boolean known = ObjectNames.isSegment(listing.segment());
        for (ObjectInfo unknown : listing.unknown()) {
            String key = unknown.key().value();
            String prefix = ObjectNames.segmentPrefix(listing.segment());
            if (!known || !(key.equals(prefix + "key") || key.startsWith(prefix + "packs/"))) {
                found(Type.UNKNOWN_OBJECT, unknown.key(), "no object of this format has such a key");
            }
        }
        checkKey(listing, known);
        List<ObjectInfo> withContent = new ArrayList<>();
        Set<ObjectKey> current = new HashSet<>();
        for (InstanceRevisions revisions : listing.instances()) {
            if (!revisions.byNumber().containsKey(1)) {
                found(
                        Type.MISSING_FIRST_REVISION,
                        revisions.key().withRevision(1).objectKey(),
                        "there are higher revisions, but not this one");
            }
            revisions.current().ifPresent(info -> current.add(info.key()));
            for (ObjectInfo info : revisions.byNumber().values()) {
                if (info.sizeBytes() == 0) {
                    tombstones++;
                    checkTombstone(info);
                } else {
                    withContent.add(info);
                    olderRevisions += info.equals(revisions.current().orElse(null)) ? 0 : 1;
                }
            }
        }
        instances += current.size();
        Tasks.forEach(
                "verify",
                Math.min(options.parallelism(), withContent.size()),
                withContent,
                info -> verifyObject(info, current.contains(info.key())));
        if (listing.index().isPresent()) {
            verifyIndex(listing, listing.index().get());
        }
    }

    /** Before anything is read by it, so that it is unwrapped once. */
    private void checkKey(StudyListing listing, boolean known) throws IOException {
        if (sealed.isEmpty() || !known) {
            return;
        }
        ObjectKey key = new ObjectKey(ObjectNames.segmentPrefix(listing.segment()) + "key");
        boolean present = listing.unknown().stream().anyMatch(info -> info.key().equals(key));
        if (!present && listing.instances().isEmpty() && listing.index().isEmpty()) {
            return;
        }
        try {
            sealed.get().checkKey(listing.segment());
        } catch (AuthenticationFailedException | UnsupportedFeatureException e) {
            found(Type.CORRUPT_KEY, key, detail(e));
        } catch (CloudDicomException e) {
            found(Type.UNREADABLE_OBJECT, key, detail(e));
        }
    }

    /** That there are no bytes is something that a store may claim; a sealed one has to prove it. */
    private void checkTombstone(ObjectInfo info) throws IOException {
        try (ObjectReader reader = store.get(info.key(), ByteRange.all(), Optional.of(info.version()))) {
            reader.readAllBytes();
        } catch (AuthenticationFailedException e) {
            found(Type.CORRUPT_OBJECT, info.key(), detail(e));
        } catch (NotFoundException | PreconditionFailedException e) {
            // Purged meanwhile.
        } catch (CloudDicomException e) {
            found(Type.UNREADABLE_OBJECT, info.key(), detail(e));
        }
    }

    private void verifyObject(ObjectInfo info, boolean current) throws IOException {
        InstanceKey key = InstanceKey.parse(info.key()).orElseThrow();
        try {
            ObjectCheck.Result result = ObjectCheck.run(store, info);
            result.wrong().forEach(detail -> found(Type.CORRUPT_OBJECT, info.key(), detail));
            if (!key.names(result.stored().footer().identity())) {
                found(Type.MISPLACED_OBJECT, info.key(), "it holds another instance than its key says");
            }
            frames.addAndGet(result.frames());
            if (current) {
                fidelities.merge(result.stored().footer().fidelity(), 1L, Long::sum);
            }
        } catch (CorruptDataException | AuthenticationFailedException | UnsupportedFeatureException e) {
            found(Type.CORRUPT_OBJECT, info.key(), detail(e));
        } catch (NotFoundException | PreconditionFailedException e) {
            checkVanished(key, info, e);
        } catch (CloudDicomException e) {
            found(Type.UNREADABLE_OBJECT, info.key(), detail(e));
        }
        listener.progress(objects.incrementAndGet(), bytes.addAndGet(info.sizeBytes()));
    }

    /** An object may go while others are verified, if it was replaced or deleted before. */
    private void checkVanished(InstanceKey key, ObjectInfo info, CloudDicomException error) throws IOException {
        InstanceRevisions now = InstanceRevisions.list(store, key);
        boolean purged = now.highest() > key.revision() || now.isEmpty();
        if (!purged) {
            found(Type.UNREADABLE_OBJECT, info.key(), detail(error));
        }
    }

    private void verifyIndex(StudyListing listing, ObjectInfo info) throws IOException {
        StudyIndex index;
        try {
            index = OpenedStudy.readIndexStrictly(store, listing.segment(), info);
        } catch (CorruptDataException | AuthenticationFailedException | UnsupportedFeatureException e) {
            found(Type.CORRUPT_INDEX, info.key(), detail(e));
            return;
        } catch (NotFoundException e) {
            return;
        }
        Map<ObjectKey, ObjectInfo> current = new HashMap<>();
        listing.instances()
                .forEach(revisions -> revisions.current().ifPresent(object -> current.put(object.key(), object)));
        int gone = 0;
        List<StudyIndex.Entry> covered = new ArrayList<>();
        for (StudyIndex.Entry entry : index.entries()) {
            ObjectInfo object = current.remove(entry.key().objectKey());
            if (object == null || !object.version().equals(entry.version()) || object.sizeBytes() != entry.size()) {
                gone++;
            } else {
                covered.add(entry);
            }
        }
        if (gone > 0 || !current.isEmpty()) {
            found(
                    Type.STALE_INDEX,
                    info.key(),
                    "it covers " + gone + " objects that are not current, and not " + current.size() + " that are");
        }
        BlockCache blocks = new BlockCache(index, 0);
        Tasks.forEach(
                "verify",
                Math.min(options.parallelism(), covered.size()),
                covered,
                entry -> verifyEntry(info.key(), entry, blocks));
    }

    private void verifyEntry(ObjectKey indexKey, StudyIndex.Entry entry, BlockCache blocks) throws IOException {
        try {
            ByteBuffer block = blocks.block(entry.content().block());
            StoredFooter stored = StoredFooter.read(store, entry.key().objectKey(), Optional.of(entry.version()));
            boolean same = StudyIndex.footer(block, entry.content()).equals(ByteBuffer.wrap(stored.footerBytes()))
                    && StudyIndex.metadata(block, entry.content())
                            .equals(ByteBuffer.wrap(MetadataReading.read(store, stored)));
            if (!same) {
                found(
                        Type.WRONG_INDEX,
                        indexKey,
                        "it says other than " + entry.key().objectKey());
            }
        } catch (CorruptDataException e) {
            // A damaged object was found before; a damaged block was not.
            if (e.object().equals(indexKey.value())) {
                found(Type.CORRUPT_INDEX, indexKey, detail(e));
            }
        } catch (CloudDicomException e) {
            // The object was found to be unreadable before, or is gone meanwhile.
            return;
        }
    }
}
