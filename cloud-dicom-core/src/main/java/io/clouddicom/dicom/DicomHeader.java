package io.clouddicom.dicom;

import java.util.Objects;

/**
 * What {@link DicomReader#readHeader()} has read: enough to know what an instance is before its pixels are taken on.
 *
 * @param preamble the 128 bytes and the prefix {@code DICM} are there
 * @param fileMeta the File Meta Information; empty where there is none
 * @param transferSyntax the transfer syntax that the dataset is read with
 * @param dataset the elements of the dataset so far
 */
public record DicomHeader(boolean preamble, Dataset fileMeta, TransferSyntax transferSyntax, Dataset dataset) {
    /** Checks for null. */
    public DicomHeader {
        Objects.requireNonNull(fileMeta, "fileMeta");
        Objects.requireNonNull(transferSyntax, "transferSyntax");
        Objects.requireNonNull(dataset, "dataset");
    }
}
