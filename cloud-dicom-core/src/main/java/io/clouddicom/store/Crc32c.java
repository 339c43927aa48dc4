package io.clouddicom.store;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32C;

/** For those who write a store: CRC-32C as clouds write it, four bytes, the highest first, in Base64. */
public final class Crc32c {
    private Crc32c() {}

    /**
     * The checksum of bytes.
     *
     * @param bytes where they are
     * @param offset the first
     * @param length how many
     * @return CRC-32C
     */
    public static int of(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /**
     * Writes a checksum.
     *
     * @param crc32c the checksum
     * @return eight characters
     */
    public static String base64(int crc32c) {
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(Integer.BYTES).putInt(crc32c).array());
    }

    /**
     * Reads a checksum.
     *
     * @param base64 eight characters
     * @return the checksum
     * @throws IllegalArgumentException it is not Base64 of four bytes
     */
    public static int parse(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (bytes.length != Integer.BYTES) {
            throw new IllegalArgumentException("not a CRC-32C in Base64: " + bytes.length + " bytes");
        }
        return ByteBuffer.wrap(bytes).getInt();
    }
}
