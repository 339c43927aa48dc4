package io.clouddicom;

import io.clouddicom.dicom.TransferSyntax;
import java.util.Objects;

/** The form in which an instance is wanted: {@link Instance#retrieve}. */
public sealed interface RetrievalForm {

    /** The original file, bit for bit. */
    record Original() implements RetrievalForm {}

    /** The stored object as a DICOM file, without the footer. */
    record Stored() implements RetrievalForm {}

    /**
     * A DICOM file in a transfer syntax.
     *
     * @param transferSyntax the transfer syntax
     */
    record Encoded(TransferSyntax transferSyntax) implements RetrievalForm {
        /** Checks for null. */
        public Encoded {
            Objects.requireNonNull(transferSyntax, "transferSyntax");
        }
    }

    /** The original file, bit for bit; checked against its SHA-256. */
    RetrievalForm ORIGINAL = new Original();

    /** The stored object as a DICOM file, without the footer; checked against its checksum. */
    RetrievalForm STORED = new Stored();

    /** Native pixels: Explicit VR Little Endian. */
    RetrievalForm NATIVE = new Encoded(TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN);

    /**
     * A DICOM file in a transfer syntax: one that is native, deflated ones included, RLE Lossless, JPEG 2000 Lossless or one
     * of the two lossless HTJ2K; for frames that are JPEG 2000 or HTJ2K already, also their transfer syntaxes that allow
     * loss, without touching a coefficient; for any instance the one that it is stored in.
     *
     * @param transferSyntax the transfer syntax
     * @return the form
     */
    static RetrievalForm in(TransferSyntax transferSyntax) {
        return new Encoded(transferSyntax);
    }
}
