package io.clouddicom.dicom;

/**
 * Limits and choices of a {@link DicomReader}.
 *
 * @param inlineLimitBytes values with more bytes are not loaded but recorded as spans, and so is pixel data always
 * @param headerLimitBytes how much memory the elements of one file may take, roughly; values beyond are not loaded, and
 *     where elements alone take more, reading ends with an error
 * @param inflatedLimitBytes how many bytes a deflated dataset may inflate to; where it is more, reading ends with an error
 * @param headerEnd the first top-level tag that no longer belongs to the header, as unsigned number; at most that of
 *     the first pixel data element, (7FE0,0000)
 */
public record DicomReaderOptions(int inlineLimitBytes, long headerLimitBytes, long inflatedLimitBytes, int headerEnd) {
    /** The tag where pixel data and its offset tables begin. */
    private static final int PIXEL_DATA_GROUP = 0x7FE0_0000;

    /** 64 KiB inline, 64 MiB of header, 16 GiB inflated, a header that ends before the pixel data. */
    public static final DicomReaderOptions DEFAULT =
            new DicomReaderOptions(64 << 10, 64L << 20, 16L << 30, PIXEL_DATA_GROUP);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException a limit is negative
     */
    public DicomReaderOptions {
        if (inlineLimitBytes < 0 || headerLimitBytes < 0 || inflatedLimitBytes < 0) {
            throw new IllegalArgumentException("a limit is negative");
        }
        if (Integer.compareUnsigned(headerEnd, PIXEL_DATA_GROUP) > 0) {
            headerEnd = PIXEL_DATA_GROUP;
        }
    }

    /**
     * The same options with another limit for values that are loaded.
     *
     * @param bytes the limit
     */
    public DicomReaderOptions withInlineLimitBytes(int bytes) {
        return new DicomReaderOptions(bytes, headerLimitBytes, inflatedLimitBytes, headerEnd);
    }

    /**
     * The same options with another limit for the header's memory.
     *
     * @param bytes the limit
     */
    public DicomReaderOptions withHeaderLimitBytes(long bytes) {
        return new DicomReaderOptions(inlineLimitBytes, bytes, inflatedLimitBytes, headerEnd);
    }

    /**
     * The same options with another limit for inflated bytes.
     *
     * @param bytes the limit
     */
    public DicomReaderOptions withInflatedLimitBytes(long bytes) {
        return new DicomReaderOptions(inlineLimitBytes, headerLimitBytes, bytes, headerEnd);
    }

    /**
     * The same options with another end of the header.
     *
     * @param tag the first top-level tag that no longer belongs to the header
     */
    public DicomReaderOptions withHeaderEnd(int tag) {
        return new DicomReaderOptions(inlineLimitBytes, headerLimitBytes, inflatedLimitBytes, tag);
    }
}
