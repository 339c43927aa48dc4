package io.clouddicom.crypto.internal;

import io.clouddicom.store.ObjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What a ciphertext is bound to: the format, what it is, the archive and the key under which it lies. So nothing sealed
 * can pass for something else, elsewhere or in another archive.
 */
enum AssociatedData {
    /** A stored object, index or whatever else an archive puts. */
    OBJECT(1),
    /** A wrapped study key. */
    STUDY_KEY(2),
    /** The wrapped key that makes opaque names. */
    NAMING_KEY(3),
    /** The seal of the archive's description. */
    DESCRIPTION(4);

    private static final byte[] MAGIC = "CLDDICOM".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT = 1;

    private final int purpose;

    AssociatedData(int purpose) {
        this.purpose = purpose;
    }

    /** The bytes for an object of an archive. */
    byte[] of(UUID archive, ObjectKey key) {
        byte[] name = key.value().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(MAGIC.length + 2 + 2 * Long.BYTES + name.length)
                .put(MAGIC)
                .put((byte) FORMAT)
                .put((byte) purpose)
                .putLong(archive.getMostSignificantBits())
                .putLong(archive.getLeastSignificantBits())
                .put(name)
                .array();
    }
}
