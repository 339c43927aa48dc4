package io.clouddicom.s3;

/** Whether a CRC-32C goes with the bytes that are put. */
public enum S3Checksums {
    /** Always; the server refuses bytes that do not have it, and one that it returns is compared. */
    CRC32C,

    /** Only where the protocol demands a checksum, for servers that refuse requests with one. */
    WHEN_REQUIRED
}
