package io.clouddicom.dicom;

/**
 * A stretch of the bytes of a source.
 *
 * @param offset where it begins, in bytes from the beginning of the source
 * @param length its length in bytes
 */
public record ByteSpan(long offset, long length) {

    /**
     * Checks the span.
     *
     * @throws IllegalArgumentException offset or length is negative, or the end is beyond what a long holds
     */
    public ByteSpan {
        if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("no span: offset " + offset + ", length " + length);
        }
    }

    /** Where it ends: the offset of the first byte behind it. */
    public long end() {
        return offset + length;
    }
}
