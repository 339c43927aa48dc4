package io.clouddicom;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a DICOM file into a stream: the way in for data that lives in another toolkit, such as
 * {@code out -> dicomOutputStream(out).writeDataset(...)}.
 */
@FunctionalInterface
public interface ContentWriter {

    /**
     * Writes the whole file, once.
     *
     * @param out where it goes; flushed and closed or not, as the writer likes
     * @throws IOException the file cannot be produced; nothing is stored then
     */
    void writeTo(OutputStream out) throws IOException;
}
