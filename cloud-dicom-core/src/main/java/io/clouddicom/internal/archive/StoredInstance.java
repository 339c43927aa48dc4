package io.clouddicom.internal.archive;

import io.clouddicom.CloudDicomException;
import io.clouddicom.CorruptDataException;
import io.clouddicom.InstanceId;
import io.clouddicom.NotFoundException;
import io.clouddicom.RetrievalForm;
import io.clouddicom.Revision;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Element;
import io.clouddicom.dicom.FrameLocation;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Value;
import io.clouddicom.dicom.Vr;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.internal.format.FooterElement;
import io.clouddicom.internal.format.InstanceKey;
import io.clouddicom.internal.format.Layout;
import io.clouddicom.internal.format.MetadataRecord;
import io.clouddicom.internal.format.StudyIndex;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.FrameRenderer;
import io.clouddicom.pixel.PixelDescription;
import io.clouddicom.pixel.RenderingOptions;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.KeptCopies;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One revision of an instance: an object of the listing, and what the study index or the object itself says of it, read
 * when it is first asked for. Safe for use by any number of threads.
 */
public final class StoredInstance {
    private static final Logger LOG = LoggerFactory.getLogger(StoredInstance.class);

    private final ObjectStore store;
    private final MemoryTier memory;
    private final InstanceKey key;
    private final ObjectInfo info;
    private final @Nullable IndexedFacts indexed;
    private @Nullable InstanceId id;
    private volatile @Nullable Footer footer;
    private volatile @Nullable Dataset metadata;
    private volatile @Nullable PixelDescription pixels;

    /** What the study index holds of an instance. */
    record IndexedFacts(StudyIndex.Place place, BlockCache blocks) {}

    StoredInstance(
            ObjectStore store, MemoryTier memory, InstanceKey key, ObjectInfo info, @Nullable IndexedFacts indexed) {
        this.store = store;
        this.memory = memory;
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
    public static StoredInstance current(ObjectStore store, MemoryTier memory, InstanceId id) throws IOException {
        InstanceRevisions revisions = InstanceRevisions.list(store, InstanceRevisions.firstKey(id));
        ObjectInfo info = revisions
                .current()
                .orElseThrow(() -> new NotFoundException("open", id.toString(), "it is not there, or deleted"));
        return new StoredInstance(store, memory, revisions.key().withRevision(revisions.highest()), info, null);
    }

    /**
     * A certain revision of an instance.
     *
     * @throws NotFoundException it is not there, or has no content
     */
    public static StoredInstance atRevision(ObjectStore store, MemoryTier memory, InstanceId id, int revision)
            throws IOException {
        InstanceRevisions revisions = InstanceRevisions.list(store, InstanceRevisions.firstKey(id));
        ObjectInfo info = revisions.byNumber().get(revision);
        if (info == null || info.sizeBytes() == 0) {
            throw new NotFoundException("open", id + " revision " + revision, "it is not there, or has no content");
        }
        return new StoredInstance(store, memory, revisions.key().withRevision(revision), info, null);
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

    /**
     * Reads footers and metadata that were not read yet, several objects at a time. Instances that cannot be read are left:
     * they tell their error when they are asked.
     *
     * @param instances which
     * @param parallelism how many at a time
     * @throws IOException the thread was interrupted
     */
    public static void load(List<StoredInstance> instances, int parallelism) throws IOException {
        List<StoredInstance> missing =
                instances.stream().filter(instance -> !instance.loaded()).toList();
        Tasks.forEach("load", Math.min(parallelism, missing.size()), missing, instance -> {
            try {
                instance.metadata();
                instance.footer();
            } catch (CloudDicomException e) {
                LOG.debug("an instance cannot be read: {}", e.getClass().getSimpleName());
            }
        });
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
        try {
            return StoredFooter.read(store, info.key(), Optional.of(info.version()));
        } catch (CorruptDataException e) {
            if (!Copies.distrust(store, info.key())) {
                throw e;
            }
            return StoredFooter.read(store, info.key(), Optional.of(info.version()));
        }
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
        return new FrameBatches(new FrameReading(store, info, footer(), reduction), memory, frameIndexes);
    }

    /** How many bytes of a frame are read for a reduced resolution. */
    public long frameBytes(int frameIndex, int reduction) throws IOException {
        int known = Math.min(reduction, footer().resolutions().reductions());
        return known == 0
                ? footer().frames().frame(frameIndex).length()
                : footer().resolutions().length(frameIndex, known);
    }

    /** What its metadata says of its pixels. */
    public PixelDescription pixelDescription() throws IOException {
        PixelDescription known = pixels;
        if (known == null) {
            Dataset.Builder dataset = metadata().toBuilder();
            Layout layout = footer().layout();
            layout.pixelElement()
                    .ifPresent(element -> dataset.put(Element.of(
                            element.tag(),
                            element.vr(),
                            new Value.Bulk(
                                    new ByteSpan(0, 0), layout.transferSyntax().bigEndian()))));
            known = PixelDescription.of(dataset.build());
            pixels = known;
        }
        return known;
    }

    /** Splits frames into batches that are each read with one request. */
    List<List<Integer>> batches(List<Integer> frameIndexes, int reduction) throws IOException {
        return new FrameReading(store, info, footer(), reduction).batches(frameIndexes);
    }

    /** A frame as it is stored, moved to the beginning of a byte; shared with others. */
    public ByteBuffer sharedFrame(int frameIndex, int reduction) throws IOException {
        int known = Math.min(reduction, footer().resolutions().reductions());
        byte[] kept = memory.frame(info, known, frameIndex);
        FrameReading reading = new FrameReading(store, info, footer(), reduction);
        byte[] frame = kept != null
                ? kept
                : reads().besides(() -> memory.frames(reading, List.of(frameIndex)))
                        .get(0);
        return ByteBuffer.wrap(reading.aligned(frameIndex, frame)).asReadOnlyBuffer();
    }

    /** Reads and decodes a frame, rows and columns halved so many times; the caller's own. */
    public byte[] decodeFrame(int frameIndex, int reduction) throws IOException {
        byte[] samples = memory.decoded(info, reduction, frameIndex, () -> {
            FrameReading reading = new FrameReading(store, info, footer(), reduction);
            byte[] stored = reads().besides(() -> memory.frames(reading, List.of(frameIndex)))
                    .get(0);
            byte[] decoded = decode(frameIndex, withSharedWord(reading, frameIndex, stored), reduction);
            return decoded == stored && memory.keepsFrames() ? decoded.clone() : decoded;
        });
        return memory.keepsDecoded() ? samples.clone() : samples;
    }

    /** Makes the reads of this archive that nobody makes himself. */
    ReadQueue reads() {
        return memory.reads();
    }

    /** A frame that was read, or what it failed of. */
    record Fetched(byte @Nullable [] bytes, @Nullable CorruptDataException error) {
        void give(CompletableFuture<byte[]> waiting) {
            if (bytes != null) {
                waiting.complete(bytes);
            } else {
                waiting.completeExceptionally(Objects.requireNonNull(error));
            }
        }
    }

    /**
     * Reads frames, of each all bytes in which it lies; one that is damaged spoils no other.
     *
     * @return the frames, shared with others and not to be changed
     */
    List<Fetched> fetchEach(List<Integer> frameIndexes, int reduction) throws IOException {
        FrameReading reading = new FrameReading(store, info, footer(), reduction);
        try {
            return memory.frames(reading, frameIndexes).stream()
                    .map(bytes -> new Fetched(bytes, null))
                    .toList();
        } catch (CorruptDataException e) {
            if (frameIndexes.size() == 1) {
                throw e;
            }
        }
        List<Fetched> each = new ArrayList<>(frameIndexes.size());
        for (int frameIndex : frameIndexes) {
            try {
                each.add(new Fetched(memory.frames(reading, List.of(frameIndex)).get(0), null));
            } catch (CorruptDataException e) {
                each.add(new Fetched(null, e));
            }
        }
        return each;
    }

    /**
     * Reads frames into the cache: into that on the disk, and where there is none into memory. Others wait neither for this nor
     * does this wait for others.
     */
    void bringNear(List<Integer> frameIndexes, int reduction) throws IOException {
        FrameReading reading = new FrameReading(store, info, footer(), reduction);
        boolean onDisk = store.ability(KeptCopies.class).isPresent();
        List<Integer> missing = frameIndexes.stream()
                .filter(frame -> !memory.holds(reading.memoryKey(frame)))
                .toList();
        if (!missing.isEmpty()) {
            List<byte[]> read = reading.read(missing);
            for (int i = 0; i < missing.size() && !onDisk; i++) {
                memory.keep(reading.memoryKey(missing.get(i)), read.get(i));
            }
        }
    }

    /** A frame as it is handed out, of the bytes in which it lies. */
    public byte[] aligned(int frameIndex, byte[] stored) throws IOException {
        return new FrameReading(store, info, footer()).aligned(frameIndex, stored);
    }

    /** Decodes a frame that was fetched, of the bytes in which it lies; the caller's own. */
    public byte[] decodeFetched(int frameIndex, int reduction, byte[] stored) throws IOException {
        byte[] samples = memory.decoded(info, reduction, frameIndex, () -> {
            FrameReading reading = new FrameReading(store, info, footer(), reduction);
            byte[] decoded = decode(frameIndex, withSharedWord(reading, frameIndex, stored), reduction);
            return decoded == stored ? decoded.clone() : decoded;
        });
        return memory.keepsDecoded() ? samples.clone() : samples;
    }

    /** Reads the frames of one batch and works on each. */
    List<byte[]> mapFrames(List<Integer> batch, int reduction, FrameReadAhead.Work work) throws IOException {
        FrameReading reading = new FrameReading(store, info, footer(), reduction);
        List<byte[]> frames = reading.read(batch);
        List<byte[]> results = new ArrayList<>(frames.size());
        for (int i = 0; i < frames.size(); i++) {
            int frameIndex = batch.get(i);
            results.add(work.run(this, frameIndex, withSharedWord(reading, frameIndex, frames.get(i))));
        }
        return results;
    }

    /** Decodes the bytes in which a frame lies. */
    byte[] decode(int frameIndex, byte[] stored, int reduction) throws IOException {
        return FrameDecoder.standard()
                .decodeReduced(
                        pixelDescription(),
                        footer().layout().transferSyntax(),
                        stored,
                        footer().frames().frame(frameIndex).bitOffset(),
                        reduction);
    }

    /** Samples of a byte in big endian words of two: the last of an odd number lies behind the padding byte. */
    private byte[] withSharedWord(FrameReading reading, int frameIndex, byte[] frame) throws IOException {
        Layout layout = footer().layout();
        boolean wordsOfBytes = layout.transferSyntax().bigEndian()
                && layout.pixelElement()
                        .filter(element -> element.vr() == Vr.OW)
                        .isPresent();
        if (!wordsOfBytes || frame.length % 2 == 0) {
            return frame;
        }
        FrameLocation location = footer().frames().frame(frameIndex);
        byte[] padding = reading.range(location.spans().get(0).end(), 1);
        byte[] whole = Arrays.copyOf(frame, frame.length + 1);
        whole[frame.length] = padding[0];
        return whole;
    }

    /**
     * Where the centre of the first pixel of a reduced frame lies, from that of the first pixel of the whole, in pixels of
     * the whole.
     */
    public double reducedOffset(int frameIndex, int reduction) throws IOException {
        if (reduction <= footer().resolutions().reductions()) {
            // What has resolutions is JPEG 2000, and all of the reduction are its own.
            return 0;
        }
        byte[] frame = frames(List.of(frameIndex), 0).nextFrame();
        return FrameDecoder.standard()
                .reducedOffset(pixelDescription(), footer().layout().transferSyntax(), frame, reduction);
    }

    /** Writes a stretch of the dataset. */
    public void copy(long offset, long length, OutputStream out) throws IOException {
        if (length > 0) {
            new FrameReading(store, info, footer()).copy(offset, length, out);
        }
    }

    /** Reads a stretch of the dataset. */
    byte[] range(long offset, long length) throws IOException {
        return length == 0 ? new byte[0] : new FrameReading(store, info, footer()).range(offset, length);
    }

    /** Writes the first bytes of the object, deflated or not. */
    void copyObject(long length, OutputStream out) throws IOException {
        try (ObjectReader reader = store.get(info.key(), ByteRange.of(0, length), Optional.of(info.version()))) {
            reader.transferTo(out);
        }
    }

    /** The header of the element that the footer is. */
    byte[] footerHeader() throws IOException {
        Layout layout = footer().layout();
        return FooterElement.header(
                layout.transferSyntax().encoding(), Math.toIntExact(info.sizeBytes() - layout.footerOffset()));
    }

    /** Writes it in a form. */
    public void retrieve(RetrievalForm form, OutputStream out) throws IOException {
        if (form instanceof RetrievalForm.Original) {
            restore(out);
        } else if (form instanceof RetrievalForm.Stored) {
            Retrieving.stored(this, out);
        } else {
            Retrieving.encoded(this, ((RetrievalForm.Encoded) form).transferSyntax(), out);
        }
    }

    /** Writes it in a form into a file. */
    public void retrieve(RetrievalForm form, Path file) throws IOException {
        Restoring.toFile(file, out -> retrieve(form, out));
    }

    /** Reads a frame and renders it; rows and columns halved so many times, or where that is 0 as much as the size allows. */
    public byte[] renderFrame(int frameIndex, int reduction, RenderingOptions options) throws IOException {
        TransferSyntax transferSyntax = footer().layout().transferSyntax();
        PixelDescription description = pixelDescription();
        description = description.withPhotometricInterpretation(
                FrameDecoder.standard().photometricInterpretation(description, transferSyntax));
        int halved = reduction > 0 ? reduction : options.reduction(description);
        byte[] samples = decodeFrame(frameIndex, halved);
        return FrameRenderer.render(
                RenderingTables.loaded(this), description.reduced(halved), frameIndex, samples, options);
    }

    /** Reads a frame in a transfer syntax, rows and columns halved so many times. */
    public byte[] retrieveFrame(int frameIndex, int reduction, TransferSyntax transferSyntax) throws IOException {
        return Retrieving.frame(this, frameIndex, reduction, transferSyntax);
    }

    /** Writes the original into a file. */
    public void restore(Path file) throws IOException {
        Restoring.toFile(file, this::restore);
    }

    /** Writes the original into a stream. */
    public void restore(OutputStream out) throws IOException {
        Restoring.toStream(store, info, footer(), out);
    }
}
