package io.clouddicom.dicom;

/** How a dataset is laid out in bytes (PS3.5 section 7 and Annex A); deflating comes on top. */
public enum DatasetEncoding {
    /** Implicit VR, little endian. */
    IMPLICIT_VR_LITTLE_ENDIAN(false, false),
    /** Explicit VR, little endian. */
    EXPLICIT_VR_LITTLE_ENDIAN(true, false),
    /** Explicit VR, big endian (retired). */
    EXPLICIT_VR_BIG_ENDIAN(true, true),
    /** Implicit VR, big endian: never in the standard, but met in old files. */
    IMPLICIT_VR_BIG_ENDIAN(false, true);

    private final boolean explicitVr;
    private final boolean bigEndian;

    DatasetEncoding(boolean explicitVr, boolean bigEndian) {
        this.explicitVr = explicitVr;
        this.bigEndian = bigEndian;
    }

    /** The encoding with these two traits. */
    static DatasetEncoding of(boolean explicitVr, boolean bigEndian) {
        if (explicitVr) {
            return bigEndian ? EXPLICIT_VR_BIG_ENDIAN : EXPLICIT_VR_LITTLE_ENDIAN;
        }
        return bigEndian ? IMPLICIT_VR_BIG_ENDIAN : IMPLICIT_VR_LITTLE_ENDIAN;
    }

    /** Whether each element names its value representation. */
    public boolean explicitVr() {
        return explicitVr;
    }

    /** Whether the words are big endian. */
    public boolean bigEndian() {
        return bigEndian;
    }
}
