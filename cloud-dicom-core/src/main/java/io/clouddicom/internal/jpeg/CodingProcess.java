package io.clouddicom.internal.jpeg;

import java.io.IOException;

/** Decodes the scans of one frame by a coding process of T.81. */
interface CodingProcess {

    /**
     * Decodes a scan.
     *
     * @param scan its header
     * @param tables the tables in force
     * @param bits its entropy-coded data, begun
     */
    void decode(ScanHeader scan, Tables tables, EntropyBits bits) throws IOException;

    /** Whether nothing can be missing, even if the codestream lacks its end. */
    boolean complete();

    /** Whether there is something of each component, so that the frame can be the end of the codestream. */
    boolean decodable();

    /**
     * The decoded frame.
     *
     * @param convert whether to convert YCbCr to RGB
     */
    byte[] samples(boolean convert) throws IOException;
}
