package io.clouddicom.internal.jpeg;

import io.clouddicom.CorruptDataException;
import io.clouddicom.UnsupportedFeatureException;

/** The two errors of decoding a frame. */
public final class Faults {
    private Faults() {}

    /**
     * The bytes are wrong.
     *
     * @param offset where in the frame
     * @param detail what is wrong, a phrase
     */
    public static CorruptDataException corrupt(long offset, String detail) {
        return new CorruptDataException("decode", "frame", detail + ", at byte " + offset);
    }

    /**
     * The bytes contradict what the dataset says.
     *
     * @param detail what the codestream has, and what was expected
     */
    public static CorruptDataException contradiction(String detail) {
        return new CorruptDataException("decode", "frame", "the codestream has " + detail);
    }

    /**
     * Legal, but not decoded.
     *
     * @param feature its name
     */
    public static UnsupportedFeatureException unsupported(String feature) {
        return new UnsupportedFeatureException("decode", "frame", feature + " is not decoded");
    }
}
