package io.clouddicom.dicom;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes DICOM files and datasets.
 *
 * <p>Not for several threads. The caller closes the stream.
 */
public final class DicomWriter {
    private DicomWriter() {}

    /**
     * Writes a file as it was read, byte by byte the same; a deflated dataset is copied from the source.
     *
     * @param file the file
     * @param source where its spans lie
     * @param out where it goes
     * @throws IOException the source cannot be read or the stream not be written
     */
    public static void copy(DicomFile file, RangeSource source, OutputStream out) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes preamble, File Meta Information and a dataset. The File Meta Information's group length and transfer syntax
     * are made right.
     *
     * @param fileMeta the File Meta Information
     * @param dataset the dataset; its values must be loaded
     * @param transferSyntax how the dataset is written
     * @param out where it goes
     * @throws IOException the stream cannot be written
     */
    public static void writeFile(Dataset fileMeta, Dataset dataset, TransferSyntax transferSyntax, OutputStream out)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes a dataset. Where it is in that encoding already, each element keeps the form it was read in.
     *
     * @param dataset the dataset; its values must be loaded
     * @param encoding how it is written
     * @param out where it goes
     * @throws IOException the stream cannot be written
     */
    public static void writeDataset(Dataset dataset, DatasetEncoding encoding, OutputStream out) throws IOException {
        throw new UnsupportedOperationException();
    }
}
