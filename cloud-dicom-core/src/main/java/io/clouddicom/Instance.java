package io.clouddicom;

import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.TransferSyntax;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One instance as it was when its study was opened. Facts come from the study index, or, where that does not cover the
 * instance, from its own object on first use.
 *
 * <p>Safe for use by any number of threads, as long as the archive is open.
 */
public final class Instance {
    Instance() {}

    /** Its identifiers. */
    public InstanceId id() {
        throw new UnsupportedOperationException();
    }

    /** The number of its current revision. */
    public int revision() {
        throw new UnsupportedOperationException();
    }

    /** The size of its stored object. */
    public long storedBytes() {
        throw new UnsupportedOperationException();
    }

    /**
     * The size of the original file.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public long originalBytes() throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * The digest of the original file.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public Sha256 sha256() throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * How exactly the original comes back.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public Fidelity fidelity() throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * The transfer syntax of the stored object, which its frames are encoded in.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public TransferSyntax transferSyntax() throws IOException {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /**
     * Writes a long value of the metadata.
     *
     * @param value the value
     * @param out where it goes, as encoded in the stored object
     * @throws IOException a {@link CloudDicomException}, or the stream's own error
     */
    public void bulk(io.clouddicom.dicom.Value.Bulk value, OutputStream out) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * How many frames can be fetched; 0 without pixel data. A video counts as one frame, its bit stream.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public int frameCount() throws IOException {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /**
     * All frames, not yet fetched.
     *
     * @throws IOException a {@link CloudDicomException}
     */
    public List<Frame> frames() throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Fetches frames one after the other as the stream is consumed, in the order given; neighbours are read with one
     * request. An element is what {@link Frame#fetch()} gives. Errors while consuming come as
     * {@link java.io.UncheckedIOException} around the typed error. At most some megabytes are held.
     *
     * @param frames frames of this instance
     * @return their bytes
     */
    public Stream<byte[]> fetch(List<Frame> frames) {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes the original file, bit for bit.
     *
     * @param file where to; replaced if it exists, only once the content is complete and has its digest
     * @throws CorruptDataException the stored object is damaged
     * @throws IOException another {@link CloudDicomException}, or the file's own error
     */
    public void restore(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes the original file, bit for bit.
     *
     * @param out where to; after an error it may have got some of the bytes
     * @throws CorruptDataException the stored object is damaged
     * @throws IOException another {@link CloudDicomException}, or the stream's own error
     */
    public void restore(OutputStream out) throws IOException {
        throw new UnsupportedOperationException();
    }
}
