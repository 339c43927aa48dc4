package io.clouddicom.internal.cache;

import io.clouddicom.internal.store.ResolvedRange;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.DeleteResult;
import io.clouddicom.store.ForwardingStore;
import io.clouddicom.store.KeptCopies;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A store whose objects are read by way of blocks on a local disk.
 *
 * <p>Only reads of a certain version go that way: a version of an object never changes, so what was kept is what the store
 * would give, as long as it has it. Whole objects that are read at whatever version they are come from the store, and are
 * kept. Everything else passes through; what is put or deleted here is forgotten. A read that is
 * larger than a share of the cache passes through too, not to drive out everything else.
 */
final class BlockCachingStore extends ForwardingStore implements KeptCopies {
    /** Of the cache, what one read may take. */
    private static final int LARGEST_SHARE = 8;

    private final UUID archive;
    private final Predicate<ObjectKey> cached;
    private final DiskBlocks disk;
    private final SharedBlocks shared;
    private volatile boolean closed;

    BlockCachingStore(ObjectStore store, UUID archive, Predicate<ObjectKey> cached, SharedBlocks shared) {
        super(store);
        this.archive = archive;
        this.cached = cached;
        this.disk = shared.disk();
        this.shared = shared;
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        try {
            return store.put(key, content, condition);
        } finally {
            forget(key);
        }
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        if (closed || !cached.test(key) || passes(range)) {
            return store.get(key, range, pinned);
        }
        if (pinned.isEmpty()) {
            ObjectReader open = store.get(key, range, pinned);
            return range instanceof ByteRange.All ? throughDisk(key, open) : open;
        }
        ObjectRef ref = ObjectRef.of(archive, key, pinned.get());
        ObjectBlocks blocks = new ObjectBlocks(store, key, pinned.get(), ref, shared);
        try {
            return range instanceof ByteRange.Span span
                    ? reader(key, pinned.get(), range, blocks, spanned(ref, span, blocks))
                    : unspanned(key, pinned.get(), range, ref, blocks);
        } catch (IOException | RuntimeException | Error e) {
            blocks.close();
            throw e;
        }
    }

    private boolean passes(ByteRange range) {
        long most = disk.sizeBytes() / LARGEST_SHARE;
        if (range instanceof ByteRange.Span span) {
            long lastBlock = (span.offsetBytes() + span.lengthBytes() - 1) / Slab.BLOCK_BYTES;
            return span.lengthBytes() > most || lastBlock >= Integer.MAX_VALUE;
        }
        return range instanceof ByteRange.Suffix suffix && suffix.lengthBytes() > most;
    }

    /** What an object is of which some bytes are wanted: known, or learned by fetching them. */
    private ObjectFacts spanned(ObjectRef ref, ByteRange.Span span, ObjectBlocks blocks) throws IOException {
        int first = (int) (span.offsetBytes() / Slab.BLOCK_BYTES);
        int last = (int) ((span.offsetBytes() + span.lengthBytes() - 1) / Slab.BLOCK_BYTES);
        Optional<ObjectFacts> known = disk.facts(ref, first);
        return known.isPresent() ? known.get() : blocks.facts(first, last);
    }

    /** A reader of all or the last bytes: where the size is not known, the request that tells it brings the bytes too. */
    private ObjectReader unspanned(
            ObjectKey key, ObjectVersion version, ByteRange range, ObjectRef ref, ObjectBlocks blocks)
            throws IOException {
        Optional<ObjectFacts> known = disk.facts(ref, 0);
        if (known.isPresent()) {
            return reader(key, version, range, blocks, known.get());
        }
        // Begins up to a block earlier, so that it holds the beginning of the first block that is wanted.
        ByteRange wider = range instanceof ByteRange.Suffix suffix
                ? ByteRange.suffix(suffix.lengthBytes() + Slab.BLOCK_BYTES - 1)
                : range;
        ObjectReader open = store.get(key, wider, Optional.of(version));
        if (range instanceof ByteRange.All && passesWhole(open.info())) {
            return open;
        }
        return adopted(key, version, range, blocks, open);
    }

    private boolean passesWhole(ObjectInfo info) {
        return info.sizeBytes() == 0 || info.sizeBytes() > disk.sizeBytes() / LARGEST_SHARE;
    }

    private static ObjectReader adopted(
            ObjectKey key, ObjectVersion version, ByteRange range, ObjectBlocks blocks, ObjectReader open)
            throws IOException {
        ObjectInfo info = open.info();
        blocks.adopt(open);
        return reader(key, version, range, blocks, new ObjectFacts(info.sizeBytes(), info.modified()));
    }

    /** An object that was opened at whatever version it is: now that is known, it is kept as that. */
    private ObjectReader throughDisk(ObjectKey key, ObjectReader open) throws IOException {
        ObjectVersion version = open.info().version();
        if (passesWhole(open.info())) {
            return open;
        }
        try {
            ObjectRef ref = ObjectRef.of(archive, key, version);
            ObjectBlocks blocks = new ObjectBlocks(store, key, version, ref, shared);
            return adopted(key, version, ByteRange.all(), blocks, open);
        } catch (IOException | RuntimeException | Error e) {
            open.close();
            throw e;
        }
    }

    private static ObjectReader reader(
            ObjectKey key, ObjectVersion version, ByteRange range, ObjectBlocks blocks, ObjectFacts facts)
            throws IOException {
        ResolvedRange resolved = ResolvedRange.of(key, range, facts.sizeBytes());
        ObjectInfo info = new ObjectInfo(key, facts.sizeBytes(), version, facts.modified());
        return new CachedReader(info, resolved.offsetBytes(), resolved.lengthBytes(), blocks);
    }

    @Override
    public boolean holds(ObjectKey key) {
        return cached.test(key) && disk.holds(ObjectRef.ofAnyVersion(archive, key));
    }

    @Override
    public boolean forget(ObjectKey key) {
        return cached.test(key) && disk.forget(ObjectRef.ofAnyVersion(archive, key));
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        try {
            store.delete(key);
        } finally {
            forget(key);
        }
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        try {
            return store.deleteAll(keys);
        } finally {
            keys.forEach(this::forget);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        store.close();
    }
}
