package io.clouddicom;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.internal.archive.ReadingOrder;
import io.clouddicom.internal.archive.StoredInstance;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One instance as it was when its study was opened. Facts come from the study index, or, where that does not cover the
 * instance, from its own object on first use.
 *
 * <p>Safe for use by any number of threads, as long as the archive is open.
 */
public final class Instance {
    private final InstanceId id;
    private final StoredInstance stored;

    Instance(InstanceId id, StoredInstance stored) {
        this.id = id;
        this.stored = stored;
    }

    StoredInstance stored() {
        return stored;
    }

    /** All frames, made when they are asked for. */
    private static final class FrameList extends AbstractList<Frame> implements RandomAccess {
        private final StoredInstance stored;
        private final int count;

        FrameList(StoredInstance stored, int count) {
            this.stored = stored;
            this.count = count;
        }

        @Override
        public Frame get(int index) {
            return new Frame(stored, Objects.checkIndex(index, count), 0);
        }

        @Override
        public int size() {
            return count;
        }
    }

    /** Its identifiers. */
    public InstanceId id() {
        return id;
    }

    /** The number of its current revision. */
    public int revision() {
        return stored.key().revision();
    }

    /** The size of its stored object. */
    public long storedBytes() {
        return stored.info().sizeBytes();
    }

    /**
     * The size of the original file.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public long originalBytes() throws IOException {
        return stored.footer().originalLength();
    }

    /**
     * The digest of the original file.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public Sha256 sha256() throws IOException {
        return stored.footer().sha256();
    }

    /**
     * The digest of the file that {@link #restore(Path)} writes: that of the original if it is byte-exact.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public Sha256 restoredSha256() throws IOException {
        return stored.footer().restoredSha256();
    }

    /**
     * How exactly the original comes back.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public Fidelity fidelity() throws IOException {
        return stored.footer().fidelity();
    }

    /**
     * The transfer syntax of the stored object, which its frames are encoded in.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public TransferSyntax transferSyntax() throws IOException {
        return stored.footer().layout().transferSyntax();
    }

    /**
     * The dataset without pixel data, in explicit VR little endian whatever the file was. Long values are
     * {@link io.clouddicom.dicom.Value.Bulk}, whose span lies in the stored object (of a deflated one, in its inflated
     * dataset); {@link #bulk} reads them.
     *
     * @throws CorruptDataException the stored object is damaged
     * @throws IOException another {@link CloudDicomException}
     */
    public Dataset metadata() throws IOException {
        return stored.metadata();
    }

    /**
     * Writes a long value of the metadata.
     *
     * @param value the value
     * @param out where it goes, as encoded in the stored object
     * @throws IOException a {@link CloudDicomException}, or the stream's own error
     */
    public void bulk(io.clouddicom.dicom.Value.Bulk value, OutputStream out) throws IOException {
        stored.copy(value.span().offset(), value.span().length(), out);
    }

    /**
     * How many frames can be fetched; 0 without pixel data. A video counts as one frame, its bit stream.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public int frameCount() throws IOException {
        return stored.footer().frames().count();
    }

    /**
     * One frame.
     *
     * @param frameNumber which, from 1
     * @return the frame, not yet fetched
     * @throws NotFoundException there is no such frame
     * @throws IOException another {@link CloudDicomException}
     */
    public Frame frame(int frameNumber) throws IOException {
        int count = frameCount();
        if (frameNumber < 1 || frameNumber > count) {
            throw new NotFoundException("read", id + " frame " + frameNumber, "there are " + count + " frames");
        }
        return new Frame(stored, frameNumber - 1, 0);
    }

    /**
     * All frames, not yet fetched.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public List<Frame> frames() throws IOException {
        int count = frameCount();
        return new FrameList(stored, count);
    }

    /**
     * All frames as they are numbered, read ahead of who looks at them.
     *
     * @param options resolution, and how far ahead is read
     * @return the frames, which the caller closes; none is fetched yet
     * @throws IOException a {@link CloudDicomException}
     */
    public FrameStream frames(FrameStreamOptions options) throws IOException {
        return FrameStream.ordered(ReadingOrder.of(List.of(stored)), options);
    }

    /**
     * Fetches frames one after the other as the stream is consumed, in the order given; neighbours are read with one
     * request. An element is what {@link Frame#fetch()} gives. Errors while consuming come as
     * {@link java.io.UncheckedIOException} around the typed error. At most some megabytes are held.
     *
     * @param frames frames of this instance, all reduced by the same
     * @return their bytes
     */
    public Stream<byte[]> fetch(List<Frame> frames) {
        List<Integer> frameIndexes = new ArrayList<>();
        for (Frame frame : frames) {
            if (!frame.instance().info().equals(stored.info())) {
                throw new IllegalArgumentException("a frame is of another instance");
            }
            if (frame.reduction() != frames.get(0).reduction()) {
                throw new IllegalArgumentException("frames are reduced by different amounts");
            }
            frameIndexes.add(frame.frameIndex());
        }
        try {
            int reduction = frames.isEmpty() ? 0 : frames.get(0).reduction();
            Iterator<byte[]> fetched = stored.frames(frameIndexes, reduction);
            return StreamSupport.stream(
                    Spliterators.spliterator(fetched, frameIndexes.size(), Spliterator.ORDERED | Spliterator.NONNULL),
                    false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * All frames of this multi-frame instance as one volume.
     *
     * @param options how frames become a volume
     * @return the volume; no pixels are read yet
     * @throws NotAVolumeException the frames do not make up one
     * @throws IOException another {@link CloudDicomException}
     */
    public Volume volume(VolumeOptions options) throws IOException {
        return Volume.of(id.toString(), frames(), options);
    }

    /**
     * Writes the original file, bit for bit, if the instance is {@link Fidelity#BYTE_EXACT}.
     *
     * <p>Otherwise it came compressed and is stored in another transfer syntax, and what is written is the file that stands
     * for the original: a DICOM file in the {@link #transferSyntax} of the stored object, with every attribute, and frames
     * that decode to the samples of the original's. It is always the same file, of the digest {@link #restoredSha256}.
     *
     * @param file where to; replaced if it exists, only once the content is complete and has its digest
     * @throws CorruptDataException the stored object is damaged
     * @throws IOException another {@link CloudDicomException}, or the file's own error
     */
    public void restore(Path file) throws IOException {
        stored.restore(file);
    }

    /**
     * Writes the original file, bit for bit, or what stands for it, as {@link #restore(Path)} does.
     *
     * @param out where to; after an error it may have got some of the bytes
     * @throws CorruptDataException the stored object is damaged
     * @throws IOException another {@link CloudDicomException}, or the stream's own error
     */
    public void restore(OutputStream out) throws IOException {
        stored.restore(out);
    }

    /**
     * Writes the instance in the form wanted. An instance in another transfer syntax is the same instance, with the same SOP
     * Instance UID: every sample is what decoding the stored frame gives; between JPEG 2000 and HTJ2K not even a
     * coefficient changes. What was compressed with loss says so (Lossy Image Compression), and is not compressed with
     * loss again. Frames are read and converted a few ahead; several encapsulated frames wait in memory or, beyond some
     * megabytes, in a sealed temporary file, until the table of their offsets is known.
     *
     * @param form the form
     * @param out where to; after an error it may have got some of the bytes
     * @throws UnsupportedFeatureException the frames cannot be decoded, or not be encoded in the transfer syntax wanted
     * @throws CorruptDataException the stored object is damaged
     * @throws IOException another {@link CloudDicomException}, or the stream's own error
     */
    public void retrieve(RetrievalForm form, OutputStream out) throws IOException {
        stored.retrieve(form, out);
    }

    /**
     * Writes the instance in the form wanted; see {@link #retrieve(RetrievalForm, OutputStream)}.
     *
     * @param form the form
     * @param file where to; replaced if it exists, only once the content is complete
     * @throws UnsupportedFeatureException the frames cannot be decoded, or not be encoded in the transfer syntax wanted
     * @throws CorruptDataException the stored object is damaged
     * @throws IOException another {@link CloudDicomException}, or the file's own error
     */
    public void retrieve(RetrievalForm form, Path file) throws IOException {
        stored.retrieve(form, file);
    }
}
