package io.clouddicom.crypto.internal;

import io.clouddicom.AuthenticationFailedException;
import io.clouddicom.crypto.KeyEncryptionKey;
import io.clouddicom.store.ObjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The object {@code studies/<study>/key}: a wrapped study key and by what it is wrapped.
 *
 * @param keyEncryptionKey the identifier of the key that wrapped it; where that has versions, {@code #} and the version
 * @param wrapped Tink's keyset, wrapped
 */
record KeyObject(String keyEncryptionKey, byte[] wrapped) {
    /** The longest such object that is read. */
    static final int MAX_BYTES = 64 << 10;

    private static final byte[] MAGIC = "CLDSTKEY".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final char VERSION_MARK = '#';
    private static final int FIXED_BYTES = MAGIC.length + 3 * Short.BYTES;

    /** How a key names itself in what it wraps. */
    static String reference(KeyEncryptionKey kek) throws IOException {
        String version = kek.version();
        return version.isEmpty() ? kek.id() : kek.id() + VERSION_MARK + version;
    }

    /** The identifier alone. */
    String keyEncryptionKeyId() {
        int mark = keyEncryptionKey.lastIndexOf(VERSION_MARK);
        return mark < 0 ? keyEncryptionKey : keyEncryptionKey.substring(0, mark);
    }

    byte[] toBytes() {
        byte[] name = keyEncryptionKey.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_BYTES + name.length + wrapped.length)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putShort((short) VERSION)
                .putShort((short) 0)
                .putShort((short) name.length)
                .put(name)
                .put(wrapped)
                .array();
    }

    /**
     * Reads one.
     *
     * @throws AuthenticationFailedException it is none, or of a version that is not known here
     */
    static KeyObject parse(byte[] bytes, ObjectKey key) throws AuthenticationFailedException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < FIXED_BYTES || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw damaged(key);
        }
        buffer.position(MAGIC.length);
        int version = Short.toUnsignedInt(buffer.getShort());
        if (version > VERSION) {
            // Not authenticated here, so no reason to take it for anything else than an alteration.
            throw new AuthenticationFailedException(
                    "open",
                    key.value(),
                    "the wrapped key was altered, or is of version " + version + "; this version knows " + VERSION);
        }
        int reserved = buffer.getShort();
        int length = Short.toUnsignedInt(buffer.getShort());
        if (version != VERSION || reserved != 0 || length > buffer.remaining()) {
            throw damaged(key);
        }
        byte[] name = new byte[length];
        buffer.get(name);
        byte[] wrapped = new byte[buffer.remaining()];
        buffer.get(wrapped);
        return new KeyObject(new String(name, StandardCharsets.UTF_8), wrapped);
    }

    private static AuthenticationFailedException damaged(ObjectKey key) {
        return new AuthenticationFailedException("open", key.value(), "this is no wrapped key");
    }
}
