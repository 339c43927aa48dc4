package io.clouddicom.crypto.internal;

/**
 * Where plain bytes lie in a sealed object: Tink's AES-GCM-HKDF streaming format with segments of 64 KiB. The first
 * segment begins with the header; each ends with its tag. All but the last are full, so either size gives the other.
 */
final class SegmentLayout {
    /** A sealed segment, header and tag included. */
    static final int SEGMENT_BYTES = 64 << 10;

    private static final int SALT_BYTES = 32;
    private static final int NONCE_PREFIX_BYTES = 7;

    /** Length of the header, salt, nonce prefix. */
    static final int HEADER_BYTES = 1 + SALT_BYTES + NONCE_PREFIX_BYTES;

    static final int TAG_BYTES = 16;

    /** Plain bytes of a full segment, in the first one header included. */
    static final int PLAIN_BYTES = SEGMENT_BYTES - TAG_BYTES;

    /** The smallest sealed object: that of no bytes. */
    static final int SMALLEST_BYTES = HEADER_BYTES + TAG_BYTES;

    private SegmentLayout() {}

    /** The segment in which a plain byte lies. */
    static long segment(long plainOffset) {
        return (plainOffset + HEADER_BYTES) / PLAIN_BYTES;
    }

    /** How many segments a plain size takes. */
    static long segments(long plainSize) {
        return plainSize == 0 ? 1 : segment(plainSize - 1) + 1;
    }

    /** The sealed size of a plain one. */
    static long sealedSize(long plainSize) {
        return Math.addExact(plainSize, HEADER_BYTES + Math.multiplyExact(segments(plainSize), (long) TAG_BYTES));
    }

    /** Whether a sealed object can have this size. */
    static boolean isSealedSize(long sealedSize) {
        long last = sealedSize % SEGMENT_BYTES;
        return sealedSize >= SMALLEST_BYTES && (last == 0 || last > TAG_BYTES);
    }

    /** The plain size of a sealed one. */
    static long plainSize(long sealedSize) {
        long segments = (sealedSize + SEGMENT_BYTES - 1) / SEGMENT_BYTES;
        return sealedSize - HEADER_BYTES - segments * TAG_BYTES;
    }
}
