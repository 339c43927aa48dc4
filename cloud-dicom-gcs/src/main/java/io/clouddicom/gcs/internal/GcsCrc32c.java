package io.clouddicom.gcs.internal;

import java.nio.ByteBuffer;
import java.util.Base64;

/** CRC-32C as Cloud Storage writes it: four bytes, the most significant first, in Base64. */
final class GcsCrc32c {
    private GcsCrc32c() {}

    static String text(int crc) {
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(Integer.BYTES).putInt(crc).array());
    }
}
