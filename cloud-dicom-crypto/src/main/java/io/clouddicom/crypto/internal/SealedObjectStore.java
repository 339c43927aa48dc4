package io.clouddicom.crypto.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clouddicom.PreconditionFailedException;
import io.clouddicom.RangeNotSatisfiableException;
import io.clouddicom.UnavailableException;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ForwardingStore;
import io.clouddicom.store.KeptCopies;
import io.clouddicom.store.Listing;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectVersion;
import io.clouddicom.store.PresignedReads;
import io.clouddicom.store.PutCondition;
import io.clouddicom.store.PutResult;
import io.clouddicom.store.StoreAbility;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A store whose objects lie sealed in another one. To those above it holds the plain objects: their bytes, sizes, ranges
 * and checksums; versions and times are those of the sealed ones.
 *
 * <p>A range is read with one request for the segments in which it lies. What else is needed is the object's header, 40
 * bytes at its beginning: it comes with the same request when that begins in the first or second segment, and is
 * remembered; otherwise it takes one more small request.
 *
 * <p>An object whose size no sealed one can have is listed with a size that is not zero, and cannot be read.
 */
public final class SealedObjectStore extends ForwardingStore {
    private static final int HEADERS_IN_MEMORY = 50_000;

    private final UUID archive;
    private final SealingKeys keys;
    private final Cache<Place, Header> headers =
            Caffeine.newBuilder().maximumSize(HEADERS_IN_MEMORY).build();

    /** One version of an object. */
    private record Place(ObjectKey key, ObjectVersion version) {}

    /** What is remembered of it. */
    private record Header(byte[] bytes, long sealedSize) {}

    /** A range of plain bytes. */
    private record Extent(long offset, long length) {}

    /**
     * Over a store.
     *
     * @param store holds the sealed objects; closed with this one
     * @param archive what everything is bound to
     * @param keys tells which objects are sealed, and with what
     */
    public SealedObjectStore(ObjectStore store, UUID archive, StudyKeys keys) {
        this(store, archive, (SealingKeys) keys);
    }

    SealedObjectStore(ObjectStore store, UUID archive, SealingKeys keys) {
        super(store);
        this.archive = archive;
        this.keys = keys;
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        if (!keys.sealed(key)) {
            return store.put(key, content, condition);
        }
        SealingKey sealingKey = content.repeatable() ? keys.toSeal(key) : keys.toSealAtLast(key);
        SealingContent sealing =
                new SealingContent(key, content, sealingKey.primary(), AssociatedData.OBJECT.of(archive, key));
        PutResult result = sealing.verified(store.put(key, sealing, condition));
        return keys.settle(key, sealingKey, result);
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        if (!keys.sealed(key)) {
            return store.get(key, range, pinned);
        }
        try {
            return getSealed(key, range, pinned);
        } catch (PreconditionFailedException e) {
            if (pinned.isEmpty() || !keys.keepsContent(key)) {
                throw e;
            }
            return sealedAnew(key, range, pinned.get(), e);
        }
    }

    /**
     * A version that is not there any more: what is there may be the same content, sealed anew. A purge leaves no content,
     * and what had another size was not this.
     */
    private ObjectReader sealedAnew(
            ObjectKey key, ByteRange range, ObjectVersion version, PreconditionFailedException gone)
            throws IOException {
        Header before = headers.getIfPresent(new Place(key, version));
        ObjectReader now = getSealed(key, range, Optional.empty());
        long size = now.info().sizeBytes();
        if (size == 0 || (before != null && SegmentLayout.plainSize(before.sealedSize()) != size)) {
            now.close();
            throw gone;
        }
        return now;
    }

    private ObjectReader getSealed(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        Header known = pinned.isEmpty() ? null : headers.getIfPresent(new Place(key, pinned.get()));
        ObjectReader sealed;
        try {
            sealed = store.get(key, sealedRange(range, known), pinned);
        } catch (RangeNotSatisfiableException e) {
            throw beyondTheEnd(key, pinned, e);
        }
        try {
            return open(sealed, range, known);
        } catch (IOException | RuntimeException e) {
            sealed.close();
            throw e;
        }
    }

    /** What to fetch for a range, whether or not the size is known. */
    private static ByteRange sealedRange(ByteRange range, @Nullable Header known) {
        if (range instanceof ByteRange.Suffix suffix) {
            if (known != null) {
                long plainSize = SegmentLayout.plainSize(known.sealedSize());
                long offset = Math.max(0, plainSize - suffix.lengthBytes());
                return ByteRange.from(SegmentLayout.segment(offset) * SegmentLayout.SEGMENT_BYTES);
            }
            // The segment in which it begins may begin a segment earlier; each one has a tag.
            long tags = (suffix.lengthBytes() / SegmentLayout.PLAIN_BYTES + 2) * SegmentLayout.TAG_BYTES;
            long most = suffix.lengthBytes() + SegmentLayout.PLAIN_BYTES + tags;
            return most < suffix.lengthBytes() ? ByteRange.all() : ByteRange.suffix(most);
        }
        if (range instanceof ByteRange.Span span) {
            long first = SegmentLayout.segment(Math.min(span.offsetBytes(), Long.MAX_VALUE / 2));
            long last =
                    SegmentLayout.segment(Math.min(span.offsetBytes() + span.lengthBytes() - 1, Long.MAX_VALUE / 2));
            // The header is near: it comes along.
            long begin = first == 1 && known == null ? 0 : first * SegmentLayout.SEGMENT_BYTES;
            return ByteRange.of(begin, (last + 1) * SegmentLayout.SEGMENT_BYTES - begin);
        }
        return ByteRange.all();
    }

    private ObjectReader open(ObjectReader sealed, ByteRange range, @Nullable Header known) throws IOException {
        ObjectKey key = sealed.info().key();
        ObjectInfo info = plain(sealed.info());
        if (!SegmentLayout.isSealedSize(sealed.info().sizeBytes())) {
            throw SealedReader.notAuthentic(info, null);
        }
        long skip = sealed.offsetBytes();
        byte[] header;
        if (skip == 0) {
            header = sealed.readNBytes(SegmentLayout.HEADER_BYTES);
            skip = header.length;
        } else {
            header = known != null ? known.bytes() : header(sealed.info());
        }
        if (header.length < SegmentLayout.HEADER_BYTES) {
            throw new UnavailableException("get", key.value(), "the stream ended early");
        }
        if (known == null) {
            headers.put(
                    new Place(key, sealed.info().version()),
                    new Header(header, sealed.info().sizeBytes()));
        }
        SealingKey sealing = keys.toOpen(key);
        byte[] associatedData = AssociatedData.OBJECT.of(archive, key);
        Extent extent = extent(info, range);
        long begin = Math.max(extent.offset(), 0);
        if (extent.length() == 0 && begin > 0) {
            // Only what lies in the last tag was asked for; whether this is the end is told by the last segment.
            sealed.close();
            throw beyondTheEnd(key, Optional.of(info.version()), null);
        }
        long segment = SegmentLayout.segment(begin);
        sealed.skipNBytes(Math.max(SegmentLayout.HEADER_BYTES, segment * SegmentLayout.SEGMENT_BYTES) - skip);
        CiphertextSource source = new CiphertextSource(header, sealed, segment);
        if (info.sizeBytes() == 0) {
            return EmptyReader.open(info, sealed, source, new OpeningKeys(keys, key, sealing), associatedData);
        }
        return new SealedReader(
                info, begin, extent.length(), sealed, source, new OpeningKeys(keys, key, sealing), associatedData);
    }

    private byte[] header(ObjectInfo info) throws IOException {
        ByteRange range = ByteRange.of(0, SegmentLayout.HEADER_BYTES);
        try (ObjectReader reader = store.get(info.key(), range, Optional.of(info.version()))) {
            return reader.readAllBytes();
        }
    }

    /** A range applied to an object; of no length if it begins at or behind the end. */
    private static Extent extent(ObjectInfo info, ByteRange range) {
        long size = info.sizeBytes();
        if (range instanceof ByteRange.Span span) {
            // Even of an empty object, a span begins behind the end.
            return span.offsetBytes() >= size
                    ? new Extent(Math.max(1, span.offsetBytes()), 0)
                    : new Extent(span.offsetBytes(), Math.min(span.lengthBytes(), size - span.offsetBytes()));
        }
        long length = range instanceof ByteRange.Suffix suffix ? Math.min(suffix.lengthBytes(), size) : size;
        return new Extent(size - length, length);
    }

    /**
     * The error for a range behind the end, once it is sure that this is where the object ends: one that was cut off is
     * not merely shorter.
     */
    private RangeNotSatisfiableException beyondTheEnd(
            ObjectKey key, Optional<ObjectVersion> pinned, @Nullable IOException cause) throws IOException {
        try (ObjectReader end = get(key, ByteRange.suffix(1), pinned)) {
            end.readAllBytes();
            return new RangeNotSatisfiableException(
                    "get",
                    key.value(),
                    "the range begins at or behind the end of an object of "
                            + end.info().sizeBytes() + " bytes",
                    cause);
        }
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return plain(store.head(key));
    }

    /** A sealed object as those see it who read its content. */
    ObjectInfo plain(ObjectInfo sealed) {
        if (!keys.sealed(sealed.key())) {
            return sealed;
        }
        long size = sealed.sizeBytes();
        return new ObjectInfo(
                sealed.key(),
                SegmentLayout.isSealedSize(size) ? SegmentLayout.plainSize(size) : Math.max(1, size),
                sealed.version(),
                sealed.modified());
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        Listing<ObjectInfo> sealed = store.list(prefix, startAfter);
        return new Listing<>() {
            @Override
            public @Nullable ObjectInfo next() throws IOException {
                ObjectInfo info = sealed.next();
                return info == null ? null : plain(info);
            }

            @Override
            public void close() throws IOException {
                sealed.close();
            }
        };
    }

    /** All but that to give a read to others, who would get what they cannot open. */
    @Override
    public <A extends StoreAbility> Optional<A> ability(Class<A> ability) {
        if (ability.equals(KeptCopies.class)) {
            return store.ability(KeptCopies.class).map(SealedCopies::new).map(ability::cast);
        }
        return ability.equals(PresignedReads.class) ? Optional.empty() : store.ability(ability);
    }

    /** Copies of sealed objects, whose headers are remembered here. */
    private final class SealedCopies implements KeptCopies {
        private final KeptCopies copies;

        SealedCopies(KeptCopies copies) {
            this.copies = copies;
        }

        @Override
        public boolean holds(ObjectKey key) {
            return copies.holds(key);
        }

        @Override
        public boolean forget(ObjectKey key) {
            headers.asMap().keySet().removeIf(place -> place.key().equals(key));
            return copies.forget(key);
        }
    }
}
