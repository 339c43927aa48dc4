package io.clouddicom;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** DICOM data that contradicts PS3.5 or PS3.10 where it cannot be read safely, or that ends early. */
public final class MalformedDicomException extends CorruptDataException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final long offsetBytes;
    private final int tag;

    /**
     * Creates the error.
     *
     * @param object what was being read
     * @param offsetBytes offset from the beginning of the file in bytes (for a deflated dataset: of the inflated
     *     bytes), at the element that is at fault
     * @param tag the element's tag as {@code 0xGGGGEEEE}, or -1 where there is none yet
     * @param detail what is wrong, a phrase
     * @param cause the error underneath, or null
     */
    public MalformedDicomException(String object, long offsetBytes, int tag, String detail, @Nullable Throwable cause) {
        super("read", object, place(offsetBytes, tag) + ": " + detail, cause);
        this.offsetBytes = offsetBytes;
        this.tag = tag;
    }

    private static String place(long offsetBytes, int tag) {
        return tag == -1
                ? "at byte " + offsetBytes
                : String.format("(%04X,%04X) at byte %d", tag >>> 16, tag & 0xFFFF, offsetBytes);
    }

    /** Offset from the beginning of the file in bytes (for a deflated dataset: of the inflated bytes). */
    public long offsetBytes() {
        return offsetBytes;
    }

    /** Tag of the element at fault as {@code 0xGGGGEEEE}, or -1 where there is none yet. */
    public int tag() {
        return tag;
    }
}
