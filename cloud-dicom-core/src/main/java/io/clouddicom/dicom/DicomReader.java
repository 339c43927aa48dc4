package io.clouddicom.dicom;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a DICOM file or a bare dataset front to back, in one pass.
 *
 * <p>Two steps: {@link #readHeader()} reads up to a place of choice, by default up to the pixel data;
 * {@link #readRest()} reads to the end of the source. {@link #read()} is both.
 *
 * <p>Not for several threads. The caller closes the source.
 */
public final class DicomReader {
    private DicomReader() {}

    /**
     * Reads from a stream, of which no byte is skipped: what stands under the reader (a tee, a digest) sees every byte
     * up to the end.
     *
     * @param source the stream, from the first byte of the file on
     * @return the reader
     */
    public static DicomReader of(InputStream source) {
        return of(source, DicomReaderOptions.DEFAULT);
    }

    /**
     * Reads from a stream with options.
     *
     * @param source the stream, from the first byte of the file on
     * @param options the options
     * @return the reader
     */
    public static DicomReader of(InputStream source, DicomReaderOptions options) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads from a source that is skipped through: values that are not kept are not read.
     *
     * @param source the file
     * @return the reader
     */
    public static DicomReader of(RangeSource source) {
        return of(source, DicomReaderOptions.DEFAULT);
    }

    /**
     * Reads from a source that is skipped through, with options.
     *
     * @param source the file
     * @param options the options
     * @return the reader
     */
    public static DicomReader of(RangeSource source, DicomReaderOptions options) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads everything before the place where the options say that the header ends.
     *
     * @return what was read
     * @throws io.clouddicom.MalformedDicomException it is no DICOM or cannot be read safely
     * @throws IOException the source cannot be read
     */
    public DicomHeader readHeader() throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads to the end of the source, after {@link #readHeader()} if that was not called yet.
     *
     * @return the file
     * @throws io.clouddicom.MalformedDicomException it is no DICOM or cannot be read safely, or it ends early
     * @throws IOException the source cannot be read
     */
    public DicomFile readRest() throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads the whole file.
     *
     * @return the file
     * @throws io.clouddicom.MalformedDicomException it is no DICOM or cannot be read safely, or it ends early
     * @throws IOException the source cannot be read
     */
    public DicomFile read() throws IOException {
        return readRest();
    }

    /** How many bytes of the source the reader has made use of; what its buffer holds beyond is not counted. */
    public long consumedBytes() {
        throw new UnsupportedOperationException();
    }
}
