package io.clouddicom.internal.archive;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.NotFoundException;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.internal.format.InstanceKey;
import io.clouddicom.internal.format.ObjectNames;
import io.clouddicom.internal.format.StudyIndex;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A study as the listing shows it, with what its index says of the instances in it.
 *
 * @param segment its segment in keys
 * @param hasIndex whether the listing shows an index, be it readable or not
 * @param instances the current instances in the order of their keys
 */
public record OpenedStudy(String segment, boolean hasIndex, List<StoredInstance> instances) {
    private static final Logger LOG = LoggerFactory.getLogger(OpenedStudy.class);

    /** Loads the key of a study, if it has one and it is not in memory. */
    @FunctionalInterface
    public interface KeyLoading {
        /**
         * Loads it.
         *
         * @throws IOException it cannot be loaded; whoever needs it then will be told
         */
        void load(String segment) throws IOException;
    }

    /**
     * Opens a study: one listing and, where it has an index, one get, and, where it has a key, another one, all at the same
     * time.
     *
     * @param store the store
     * @param memory what is kept
     * @param segment its escaped UID
     * @param key loads its key
     * @return the study, perhaps without instances
     * @throws IOException a {@link io.clouddicom.CloudDicomException}
     */
    public static OpenedStudy open(ObjectStore store, MemoryTier memory, String segment, Optional<KeyLoading> key)
            throws IOException {
        key.ifPresent(loading -> memory.reads().add(ReadQueue.Rank.NOW, () -> loadKey(loading, segment)));
        try (EarlyIndex early = EarlyIndex.begin(store, memory, ObjectNames.index(segment))) {
            return open(store, memory, StudyListing.read(store, segment), early, false);
        }
    }

    /** As {@link #open}, one request after the other: for what nobody waits for. */
    static OpenedStudy openUnhurried(ObjectStore store, MemoryTier memory, String segment) throws IOException {
        return open(store, memory, StudyListing.read(store, segment), EarlyIndex.NONE, false);
    }

    private static void loadKey(KeyLoading loading, String segment) {
        try {
            loading.load(segment);
        } catch (IOException | RuntimeException e) {
            LOG.debug("the key of a study was not loaded: {}", e.getClass().getSimpleName());
        }
    }

    /** As {@link #open}, but an index that was altered is not used instead of being an error. */
    static OpenedStudy openToIndex(ObjectStore store, String segment) throws IOException {
        return open(store, MemoryTier.NONE, StudyListing.read(store, segment), EarlyIndex.NONE, true);
    }

    private static OpenedStudy open(
            ObjectStore store, MemoryTier memory, StudyListing listing, EarlyIndex early, boolean tolerant)
            throws IOException {
        Map<ObjectKey, StudyIndex.Entry> covered = new HashMap<>();
        Optional<BlockCache> index = Optional.empty();
        if (listing.index().isPresent() && anyCurrent(listing)) {
            ObjectInfo info = listing.index().get();
            index = readIndex(memory, info, () -> index(store, listing.segment(), info, early), tolerant);
            index.ifPresent(found -> found.index()
                    .entries()
                    .forEach(entry -> covered.put(entry.key().objectKey(), entry)));
        }
        BlockCache blocks = index.orElse(null);
        List<StoredInstance> instances = new ArrayList<>();
        for (InstanceRevisions revisions : listing.instances()) {
            if (revisions.current().isPresent()) {
                ObjectInfo info = revisions.current().get();
                InstanceKey key = revisions.key().withRevision(revisions.highest());
                StudyIndex.Entry entry = covered.get(info.key());
                boolean sure =
                        entry != null && entry.version().equals(info.version()) && entry.size() == info.sizeBytes();
                instances.add(new StoredInstance(
                        store,
                        memory,
                        key,
                        info,
                        sure ? new StoredInstance.IndexedFacts(entry.content(), blocks) : null));
            }
        }
        return new OpenedStudy(listing.segment(), listing.index().isPresent(), instances);
    }

    private static boolean anyCurrent(StudyListing listing) {
        return listing.instances().stream()
                .anyMatch(revisions -> revisions.current().isPresent());
    }

    /**
     * An index is a cache: one that cannot be used is as good as none. One that is not authentic is worth telling: it
     * was altered, not merely damaged, for all that can be known.
     */
    private static Optional<BlockCache> readIndex(
            MemoryTier memory, ObjectInfo info, MemoryTier.Loader<StudyIndex> reading, boolean tolerant)
            throws IOException {
        try {
            return Optional.of(memory.index(info, reading));
        } catch (AuthenticationFailedException e) {
            if (!tolerant) {
                throw e;
            }
            LOG.warn("a study index is not authentic and is written anew");
            return Optional.empty();
        } catch (CorruptDataException | UnsupportedFeatureException | NotFoundException e) {
            LOG.warn("a study index is not used: {}", e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static StudyIndex index(ObjectStore store, String segment, ObjectInfo info, EarlyIndex early)
            throws IOException {
        Optional<byte[]> bytes = early.of(info);
        return bytes.isPresent()
                ? StudyIndex.parse(bytes.get(), segment, info.key().value())
                : readIndexStrictly(store, segment, info);
    }

    static StudyIndex readIndexStrictly(ObjectStore store, String segment, ObjectInfo info) throws IOException {
        byte[] bytes;
        try (ObjectReader reader = openIndex(store, info)) {
            if (reader.lengthBytes() > StudyIndex.MAX_BYTES) {
                throw new UnsupportedFeatureException(
                        "read", info.key().value(), "an index of " + reader.lengthBytes() + " bytes is not read");
            }
            bytes = reader.readAllBytes();
        }
        return StudyIndex.parse(bytes, segment, info.key().value());
    }

    /** The index that was listed, or the one that has replaced it since: it covers what it says it covers. */
    private static ObjectReader openIndex(ObjectStore store, ObjectInfo info) throws IOException {
        try {
            return store.get(info.key(), ByteRange.all(), Optional.of(info.version()));
        } catch (PreconditionFailedException e) {
            return store.get(info.key(), ByteRange.all());
        }
    }

    /** How many instances the index does not cover. */
    public int uncovered() {
        return (int) instances.stream().filter(instance -> !instance.covered()).count();
    }

    /**
     * Reads what the index does not cover, several objects at a time. Those that cannot be read are left.
     *
     * @param parallelism how many at a time
     * @throws IOException the thread was interrupted
     */
    public void load(int parallelism) throws IOException {
        StoredInstance.load(instances, parallelism);
    }
}
