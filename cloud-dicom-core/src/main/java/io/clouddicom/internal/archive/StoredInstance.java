package io.clouddicom.internal.archive;

import io.clouddicom.CorruptDataException;
import io.clouddicom.InstanceId;
import io.clouddicom.NotFoundException;
import io.clouddicom.Revision;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.FrameLocation;
import io.clouddicom.dicom.Value;
import io.clouddicom.dicom.Vr;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.internal.format.InstanceKey;
import io.clouddicom.internal.format.Layout;
import io.clouddicom.internal.format.MetadataRecord;
import io.clouddicom.internal.format.StudyIndex;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.PixelDescription;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One revision of an instance: an object of the listing, and what the study index or the object itself says of it, read
 * when it is first asked for. Safe for use by any number of threads.
 */
public final class StoredInstance {
    private final ObjectStore store;
    private final InstanceKey key;
    private final ObjectInfo info;
    private final @Nullable IndexedFacts indexed;
    private @Nullable InstanceId id;
    private volatile @Nullable Footer footer;
    private volatile @Nullable Dataset metadata;

    /** What the study index holds of an instance. */
    record IndexedFacts(StudyIndex.Place place, BlockCache blocks) {}

    StoredInstance(ObjectStore store, InstanceKey key, ObjectInfo info, @Nullable IndexedFacts indexed) {
        this.store = store;
        this.key = key;
        this.info = info;
        this.indexed = indexed;
        this.id = key.id().orElse(null);
    }

    /**
     * The current revision of an instance.
     *
     * @throws NotFoundException it is not there, or deleted
     */
    public static StoredInstance current(ObjectStore store, InstanceId id) throws IOException {
        InstanceRevisions revisions = InstanceRevisions.list(store, InstanceRevisions.firstKey(id));
        ObjectInfo info = revisions
                .current()
                .orElseThrow(() -> new NotFoundException("open", id.toString(), "it is not there, or deleted"));
        return new StoredInstance(store, revisions.key().withRevision(revisions.highest()), info, null);
    }

    /**
     * A certain revision of an instance.
     *
     * @throws NotFoundException it is not there, or has no content
     */
    public static StoredInstance atRevision(ObjectStore store, InstanceId id, int revision) throws IOException {
        InstanceRevisions revisions = InstanceRevisions.list(store, InstanceRevisions.firstKey(id));
        ObjectInfo info = revisions.byNumber().get(revision);
        if (info == null || info.sizeBytes() == 0) {
            throw new NotFoundException("open", id + " revision " + revision, "it is not there, or has no content");
        }
        return new StoredInstance(store, revisions.key().withRevision(revision), info, null);
    }

    /** The revisions of an instance, ascending. */
    public static List<Revision> revisions(ObjectStore store, InstanceId id) throws IOException {
        return InstanceRevisions.list(store, InstanceRevisions.firstKey(id)).byNumber().entrySet().stream()
                .map(entry -> new Revision(
                        entry.getKey(),
                        entry.getValue().sizeBytes(),
                        entry.getValue().modified()))
                .toList();
    }

    /** Its key by parts. */
    public InstanceKey key() {
        return key;
    }

    /** Its object. */
    public ObjectInfo info() {
        return info;
    }

    /** Whether the study index covers it. */
    boolean covered() {
        return indexed != null;
    }

    /** Whether its own object does not need to be read any more for footer and metadata. */
    boolean loaded() {
        return covered() || (footer != null && metadata != null);
    }

    /** Its identifiers: from its key or, where that holds a digest only, from its footer. */
    public InstanceId id() throws IOException {
        InstanceId known = id;
        if (known == null) {
            known = footer().identity();
            if (!key.names(known)) {
                throw new CorruptDataException(
                        "read", info.key().value(), "it holds another instance than its key says");
            }
            id = known;
        }
        return known;
    }

    /** Its footer. */
    public Footer footer() throws IOException {
        Footer known = footer;
        if (known == null) {
            known = indexed != null ? indexedFooter(indexed) : storedFooter().footer();
            footer = known;
        }
        return known;
    }

    private Footer indexedFooter(IndexedFacts facts) throws IOException {
        ByteBuffer block = facts.blocks().block(facts.place().block());
        return Footer.parse(
                StudyIndex.footer(block, facts.place()),
                info.sizeBytes(),
                info.key().value());
    }

    private StoredFooter storedFooter() throws IOException {
        return StoredFooter.read(store, info.key(), Optional.of(info.version()));
    }

    /** Its dataset without pixel data. */
    public Dataset metadata() throws IOException {
        Dataset known = metadata;
        if (known == null) {
            known = MetadataRecord.decode(metadataRecord(), info.key().value());
            metadata = known;
        }
        return known;
    }

    private ByteBuffer metadataRecord() throws IOException {
        if (indexed != null) {
            return StudyIndex.metadata(indexed.blocks().block(indexed.place().block()), indexed.place());
        }
        StoredFooter stored = storedFooter();
        footer = stored.footer();
        return ByteBuffer.wrap(MetadataReading.read(store, stored));
    }

    /** Footer and metadata as the study index is to hold them, from the index there is or from the object. */
    IndexFacts.Bytes indexBytes() throws IOException {
        if (indexed != null) {
            ByteBuffer block = indexed.blocks().block(indexed.place().block());
            return new IndexFacts.Bytes(
                    copy(StudyIndex.footer(block, indexed.place())), copy(StudyIndex.metadata(block, indexed.place())));
        }
        StoredFooter stored = storedFooter();
        return new IndexFacts.Bytes(stored.footerBytes(), MetadataReading.read(store, stored));
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /**
     * Reads frames and checks them.
     *
     * @param frameIndexes which, from 0
     * @param reduction of frames with resolutions as much as this one takes; 0 for all
     */
    public FrameBatches frames(List<Integer> frameIndexes, int reduction) throws IOException {
        return new FrameBatches(new FrameReading(store, info, footer(), reduction), frameIndexes);
    }

    /** How many bytes of a frame are read for a reduced resolution. */
    public long frameBytes(int frameIndex, int reduction) throws IOException {
        int known = Math.min(reduction, footer().resolutions().reductions());
        return known == 0
                ? footer().frames().frame(frameIndex).length()
                : footer().resolutions().length(frameIndex, known);
    }

    /** Reads and decodes a frame, rows and columns halved so many times. */
    public byte[] decodeFrame(int frameIndex, int reduction) throws IOException {
        FrameReading reading = new FrameReading(store, info, footer(), reduction);
        byte[] frame = reading.read(List.of(frameIndex)).get(0);
        Layout layout = footer().layout();
        boolean wordsOfBytes = layout.transferSyntax().bigEndian()
                && layout.pixelElement()
                        .filter(element -> element.vr() == Vr.OW)
                        .isPresent();
        if (wordsOfBytes && frame.length % 2 != 0) {
            // Samples of a byte in big endian words of two: the last one lies behind the padding byte.
            FrameLocation location = footer().frames().frame(frameIndex);
            byte[] padding = reading.range(location.spans().get(0).end(), 1);
            frame = Arrays.copyOf(frame, frame.length + 1);
            frame[frame.length - 1] = padding[0];
        }
        Dataset.Builder dataset = metadata().toBuilder();
        layout.pixelElement()
                .ifPresent(element -> dataset.put(Element.of(
                        element.tag(),
                        element.vr(),
                        new Value.Bulk(
                                new ByteSpan(0, 0), layout.transferSyntax().bigEndian()))));
        return FrameDecoder.standard()
                .decodeReduced(
                        PixelDescription.of(dataset.build()),
                        layout.transferSyntax(),
                        frame,
                        footer().frames().frame(frameIndex).bitOffset(),
                        reduction);
    }

    /** Writes a stretch of the dataset. */
    public void copy(long offset, long length, OutputStream out) throws IOException {
        if (length == 0) {
            return;
        }
        if (footer().layout().deflated().isPresent()) {
            out.write(new FrameReading(store, info, footer()).range(offset, length));
            return;
        }
        try (ObjectReader reader = store.get(info.key(), ByteRange.of(offset, length), Optional.of(info.version()))) {
            reader.transferTo(out);
        }
    }

    /** Writes the original into a file. */
    public void restore(Path file) throws IOException {
        Restoring.toFile(store, info, footer(), file);
    }

    /** Writes the original into a stream. */
    public void restore(OutputStream out) throws IOException {
        Restoring.toStream(store, info, footer(), out);
    }
}
