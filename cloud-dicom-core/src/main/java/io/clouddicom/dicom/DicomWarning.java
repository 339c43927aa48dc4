package io.clouddicom.dicom;

import java.util.Objects;

/**
 * Something that a reader met and read, though it is not as the standard has it. Never holds a value.
 *
 * @param offsetBytes where, in bytes from the beginning of the file (deflated: of the inflated bytes)
 * @param tag the element, or -1
 * @param message what is wrong
 */
public record DicomWarning(long offsetBytes, int tag, String message) {
    /** Checks for null. */
    public DicomWarning {
        Objects.requireNonNull(message, "message");
    }

    @Override
    public String toString() {
        return (tag == -1 ? "" : Tag.toString(tag) + " ") + "at byte " + offsetBytes + ": " + message;
    }
}
